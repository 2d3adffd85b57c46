"""The customer list."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.query import customer_query, filter_options, list_preferences, table_headers
from customers.query.chips import build_chips
from customers.query.columns import COLUMNS, NAME, NUMBER, CustomerColumn
from customers.query.customer_query import QueryResultPage
from customers.query.list_kind import list_column_options
from customers.query.query_form import CustomerListForm
from customers.query.reference_names import ReferenceNames, add_contacts, load_available_names
from customers.query.rows import render_rows
from customers.query.saved_view_form import SavedViewForm
from customers.query.view_columns import MAX_FITTING_COLUMNS, arrange_columns
from customers.register.list_kinds import CUSTOMERS
from customers.register.tabs import build_tabs
from customers.shared import formatting, pagination
from customers.shared.list_response import build_invalid_query_context, build_progress_context, render_list
from customers.shared.long_read import MAX_RESULTS, ReadFailed, Unfinished
from customers.shared.unavailable import FailureNotice, describe_failure
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Gateway, Unavailable, optional
from econ_admin.gateway.records import Currency
from econ_admin.http import translate
from econ_admin.status.ages import format_clock

# The same list without what takes a read of many pages
NOT_COMPUTED = dict.fromkeys(("limit", "overdue", "age", "check"), "")
LIST_TEMPLATE = "register/list.html"
EXPORTS = (("CSV", "customers:export-csv"), ("Excel", "customers:export-xlsx"))


@require_safe
def list_customers(request: EconRequest) -> HttpResponse:
    preferences, economic = list_preferences.get_preferences(request, CUSTOMERS), request.economic
    columns = list_preferences.get_columns(CUSTOMERS, preferences)
    form = CustomerListForm(
        request.GET, url_for(request, "customers:list"), list_preferences.get_page_size(preferences)
    )
    keys = {column.key for column in columns}
    answer, currencies, reference_names = economic.together(
        lambda: _load_page(economic, form) if form.is_valid() else None,
        optional(economic.currencies.all),
        lambda: load_available_names(economic, {"group", *keys}),  # the groups are also for the filter
    )
    context = _build_toolbar_context(request, form, columns) | _build_filter_context(
        form, reference_names, currencies or ()
    )
    match answer:
        case None:
            context |= build_invalid_query_context(form)
        case Unfinished():
            context |= build_progress_context(answer, form.current_url, form.build_url(**NOT_COMPUTED))
        case QueryResultPage():
            reference_names = add_contacts(economic, reference_names, keys, answer.page.items)
            context |= _build_table_context(request, form, columns, reference_names, answer)
        case _:
            notice = _describe(answer)
            context |= {"failed": notice, "status": notice.status, "announcement": notice.message}
    return render_list(request, form, LIST_TEMPLATE, "customer-table", context)


def _load_page(economic: Gateway, form: CustomerListForm) -> QueryResultPage | Unfinished | Unavailable | ReadFailed:
    """Loads the page of the list, or how far a read of many pages came, or the reason why it is unavailable."""
    try:
        return optional(lambda: customer_query.load_page(economic, form))()
    except ReadFailed as error:
        return error


def _describe(failure: Unavailable | ReadFailed) -> FailureNotice:
    if isinstance(failure, ReadFailed):
        return FailureNotice(translate(failure), "", 400)
    return describe_failure(failure)


def _build_toolbar_context(
    request: EconRequest, form: CustomerListForm, columns: Sequence[CustomerColumn]
) -> dict[str, Any]:
    """Builds tabs, columns and exports."""
    views = list_preferences.list_saved_views(request, CUSTOMERS)
    return {
        "list_kind": CUSTOMERS,
        "preferences_url": url_for(request, "customers:list-preferences"),
        "form": form,
        "tabs": build_tabs(form, views),
        "has_views": bool(views),
        "save_form": SavedViewForm(),
        "offered": list_column_options(CUSTOMERS, columns),
        "unsortable": [column.label for column in COLUMNS if not column.sort],
        "exports": [(name, f"{url_for(request, view)}?{form.saved_query}") for name, view in EXPORTS],
        "most": formatting.format_count(MAX_RESULTS),
    }


def _build_filter_context(
    form: CustomerListForm, reference_names: ReferenceNames, currencies: Iterable[Currency]
) -> dict[str, Any]:
    """Builds filters, chips and sort orders."""
    return {
        "unfiltered": form.unfiltered_url,
        "sorts": table_headers.build_sort_options(form),
        "chips": build_chips(form, reference_names.groups),
        "groups": filter_options.build_group_options(form, reference_names.groups),
        "balances": filter_options.build_balance_options(form),
        "barrings": filter_options.build_barred_options(form),
        "emails": filter_options.build_email_options(form),
        "limits": filter_options.build_limit_options(form),
        "overdue": filter_options.build_overdue_options(form),
        "ages": filter_options.build_age_options(form),
        "checks": filter_options.build_check_options(form),
        "contained": filter_options.build_text_fields(form, filter_options.CONTAINED_LABELS),
        "currencies": filter_options.build_currency_options(form, [currency.code for currency in currencies]),
    }


def _build_table_context(
    request: EconRequest,
    form: CustomerListForm,
    columns: Sequence[CustomerColumn],
    reference_names: ReferenceNames,
    found_page: QueryResultPage,
) -> dict[str, Any]:
    """Builds the table."""
    customer_url = url_for(request, "customers:customer", 0).removesuffix("0/")
    page, columns = found_page.page, arrange_columns(form, columns, found_page.overdue_by_customer)
    return {
        "status": 200,
        "compared": _build_compared_context(request, form, found_page),
        "rows": render_rows(page.rows, columns, reference_names, customer_url, form.origin_query),
        "heads": table_headers.build_headers(form, (NUMBER, NAME, *columns)),
        "is_wide": len(columns) > MAX_FITTING_COLUMNS,
        "pager": pagination.build_pager(page, form),
        "caption": pagination.build_caption(page, form, _("Customers")),
        "announcement": pagination.build_announcement(page, form, _("Customers")),
        "all_customers": formatting.format_count(page.results_without_filter),
    }


def _build_compared_context(
    request: EconRequest, form: CustomerListForm, found_page: QueryResultPage
) -> dict[str, Any] | None:
    """Builds what was read for a list that is computed here: when, and of how many."""
    if not form.is_computed_locally:
        return None
    count = found_page.compared_count
    return {
        "at": format_clock(request.read_log.oldest_read_at or timezone.now()),
        "count": count,
        "all": formatting.format_count(count),
    }
