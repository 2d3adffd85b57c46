"""The list of customers."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.query import customer_query, filter_options, table_headers
from customers.query.columns import COLUMNS, NAME, NUMBER, Column, Names, names
from customers.query.customer_query import FoundPage
from customers.query.overdue_columns import with_late
from customers.query.query_form import CustomerListForm
from customers.query.rows import rows
from customers.register import list_preferences
from customers.register.saved_view_form import SavedViewForm
from customers.register.tabs import tabs
from customers.shared import formatting, pagination
from customers.shared.list_response import shown
from customers.shared.unavailable import Failed, failed
from econ_admin.gateway import Gateway, Page, Unavailable, optional
from econ_admin.gateway.records import Currency
from econ_admin.http import EconRequest, url_for
from econ_admin.status.ages import format_clock

LIST = "register/list.html"
EXPORTS = (("CSV", "customers:export-csv"), ("Excel", "customers:export-xlsx"))
ROOMY = 7  # columns beside number and name that a usual screen holds; with more, the table scrolls in itself


@require_safe
def customer_list(request: EconRequest) -> HttpResponse:
    choice, economic = list_preferences.choice_of(request), request.economic
    columns = list_preferences.columns_of(choice)
    form = CustomerListForm(request.GET, url_for(request, "customers:list"), list_preferences.size_of(choice))
    keys = {column.key for column in columns}
    first, currencies, groups, terms, zones = economic.together(
        optional(lambda: customer_query.begin(economic, form)),
        optional(economic.currencies.all),
        optional(economic.customer_groups.all),  # one may filter by them, too
        optional(economic.payment_terms.all if "terms" in keys else list),
        optional(economic.vat_zones.all if "zone" in keys else list),
    )
    called = names(groups or (), terms or (), zones or ())
    found = _finished(economic, form, first)
    context = _around(request, form, columns) | _question(form, called, currencies or ())
    if isinstance(found, Failed):
        context |= {"failed": found, "status": found.status, "announcement": found.sentence}
    else:
        context |= _answer(request, form, columns, called, found)
    if form.is_found_here and not isinstance(first, Unavailable):
        among = first.results if isinstance(found, Failed) else found.among
        at = format_clock(request.read_log.oldest_read_at or timezone.now())
        context["compared"] = {"at": at, "count": among, "all": formatting.whole(among)}
    return shown(request, form, LIST, "customer-table", context)


def _finished(economic: Gateway, form: CustomerListForm, first: Page[Any] | Unavailable) -> FoundPage | Failed:
    """The page that was asked for, or the reason why there is none."""
    if isinstance(first, Unavailable):
        return failed(first)
    try:
        found = optional(lambda: customer_query.finish(economic, form, first))()
    except customer_query.NotGathered as error:
        return Failed(_(error.sentence) % error.parameters, "", 400)
    return failed(found) if isinstance(found, Unavailable) else found


def _around(request: EconRequest, form: CustomerListForm, columns: Sequence[Column]) -> dict[str, Any]:
    """What may be done with the list."""
    views = list_preferences.views_of(request)
    chosen = {column.key for column in columns}
    return {
        "form": form,
        "tabs": tabs(form, views),
        "has_views": bool(views),
        "save_form": SavedViewForm(),
        "offered": [(column, column.key in chosen) for column in COLUMNS],
        "exports": [(name, f"{url_for(request, view)}?{form.question}") for name, view in EXPORTS],
        "most": formatting.whole(customer_query.MOST),
    }


def _question(form: CustomerListForm, called: Names, currencies: Iterable[Currency]) -> dict[str, Any]:
    """What is asked, and what else might be."""
    return {
        "unfiltered": form.unfiltered,
        "sorts": table_headers.sorts(form),
        "chips": filter_options.chips(form, called.groups),
        "groups": filter_options.groups(form, called.groups),
        "balances": filter_options.balances(form),
        "barrings": filter_options.barrings(form),
        "emails": filter_options.emails(form),
        "limits": filter_options.limits(form),
        "overdue": filter_options.overdue(form),
        "currencies": filter_options.currencies(form, [currency.code for currency in currencies]),
    }


def _answer(
    request: EconRequest, form: CustomerListForm, columns: Sequence[Column], called: Names, answer: FoundPage
) -> dict[str, Any]:
    """What came of it: customers, or none."""
    below = url_for(request, "customers:page", 0).removesuffix("0/")
    found, columns = answer.page, with_late(form, columns, answer.late)
    return {
        "status": 200,
        "rows": rows(found.rows, columns, called, below, form.trail),
        "heads": table_headers.heads(form, (NUMBER, NAME, *columns)),
        "is_wide": len(columns) > ROOMY,
        "pager": pagination.pager(found, form),
        "caption": pagination.caption(found, form, _("Customers")),
        "announcement": pagination.said(found, form, _("Customers")),
        "all_customers": formatting.whole(found.results_without_filter),
    }
