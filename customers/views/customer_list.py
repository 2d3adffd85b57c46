"""The list of customers."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers import choices, finding, formats
from customers.finding import FoundPage
from customers.forms.customer_list import CustomerListForm
from customers.forms.saved_views import SavedViewForm
from customers.listing import heads, options, pages
from customers.listing.columns import COLUMNS, NAME, NUMBER, Column, Names, names
from customers.listing.late import with_late
from customers.listing.rows import rows
from customers.listing.tabs import tabs
from customers.views.failing import Failed, failed
from customers.views.listing import shown
from econ_admin.gateway import Gap, Gateway, Page, wanted
from econ_admin.gateway.records import Currency
from econ_admin.http import EconRequest, url_for
from econ_admin.status.ages import clock

LIST = "customers/list.html"
EXPORTS = (("CSV", "customers:export-csv"), ("Excel", "customers:export-xlsx"))
ROOMY = 7  # columns beside number and name that a usual screen holds; with more, the table scrolls in itself


@require_safe
def customer_list(request: EconRequest) -> HttpResponse:
    choice, economic = choices.choice_of(request), request.economic
    columns = choices.columns_of(choice)
    form = CustomerListForm(request.GET, url_for(request, "customers:list"), choices.size_of(choice))
    keys = {column.key for column in columns}
    first, currencies, groups, terms, zones = economic.together(
        wanted(lambda: finding.begin(economic, form)),
        wanted(economic.currencies.all),
        wanted(economic.customer_groups.all),  # one may filter by them, too
        wanted(economic.payment_terms.all if "terms" in keys else list),
        wanted(economic.vat_zones.all if "zone" in keys else list),
    )
    called = names(groups or (), terms or (), zones or ())
    found = _finished(economic, form, first)
    context = _around(request, form, columns) | _question(form, called, currencies or ())
    if isinstance(found, Failed):
        context |= {"failed": found, "status": found.status, "announcement": found.sentence}
    else:
        context |= _answer(request, form, columns, called, found)
    if form.is_found_here and not isinstance(first, Gap):
        among = first.results if isinstance(found, Failed) else found.among
        at = clock(request.standing.since or timezone.now())
        context["compared"] = {"at": at, "count": among, "all": formats.whole(among)}
    return shown(request, form, LIST, "customer-table", context)


def _finished(economic: Gateway, form: CustomerListForm, first: Page[Any] | Gap) -> FoundPage | Failed:
    """The page that was asked for, or the reason why there is none."""
    if isinstance(first, Gap):
        return failed(first)
    try:
        found = wanted(lambda: finding.finish(economic, form, first))()
    except finding.NotGathered as error:
        return Failed(_(error.sentence) % error.parameters, "", 400)
    return failed(found) if isinstance(found, Gap) else found


def _around(request: EconRequest, form: CustomerListForm, columns: Sequence[Column]) -> dict[str, Any]:
    """What may be done with the list."""
    views = choices.views_of(request)
    chosen = {column.key for column in columns}
    return {
        "form": form,
        "tabs": tabs(form, views),
        "has_views": bool(views),
        "save_form": SavedViewForm(),
        "offered": [(column, column.key in chosen) for column in COLUMNS],
        "exports": [(name, f"{url_for(request, view)}?{form.question}") for name, view in EXPORTS],
        "most": formats.whole(finding.MOST),
    }


def _question(form: CustomerListForm, called: Names, currencies: Iterable[Currency]) -> dict[str, Any]:
    """What is asked, and what else might be."""
    return {
        "unfiltered": form.unfiltered,
        "sorts": heads.sorts(form),
        "chips": options.chips(form, called.groups),
        "groups": options.groups(form, called.groups),
        "balances": options.balances(form),
        "barrings": options.barrings(form),
        "emails": options.emails(form),
        "limits": options.limits(form),
        "overdue": options.overdue(form),
        "currencies": options.currencies(form, [currency.code for currency in currencies]),
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
        "heads": heads.heads(form, (NUMBER, NAME, *columns)),
        "is_wide": len(columns) > ROOMY,
        "pager": pages.pager(found, form),
        "caption": pages.caption(found, form, _("Customers")),
        "announcement": pages.said(found, form, _("Customers")),
        "all_customers": formats.whole(found.results_without_filter),
    }
