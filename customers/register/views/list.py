"""The customer list."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.query import customer_query, filter_options, table_headers
from customers.query.columns import COLUMNS, NAME, NUMBER, CustomerColumn, ReferenceNames, build_reference_names
from customers.query.customer_query import QueryResultPage
from customers.query.query_form import CustomerListForm
from customers.query.rows import render_rows
from customers.query.view_columns import MAX_FITTING_COLUMNS, arrange_columns
from customers.register import list_preferences
from customers.register.saved_view_form import SavedViewForm
from customers.register.tabs import build_tabs
from customers.shared import formatting, pagination
from customers.shared.list_response import build_invalid_query_context, render_list
from customers.shared.unavailable import FailureNotice, describe_failure
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Gateway, Page, Unavailable, optional
from econ_admin.gateway.records import Currency
from econ_admin.http import translate
from econ_admin.status.ages import format_clock

LIST_TEMPLATE = "register/list.html"
EXPORTS = (("CSV", "customers:export-csv"), ("Excel", "customers:export-xlsx"))


@require_safe
def list_customers(request: EconRequest) -> HttpResponse:
    preferences, economic = list_preferences.get_preferences(request), request.economic
    columns = list_preferences.get_columns(preferences)
    form = CustomerListForm(
        request.GET, url_for(request, "customers:list"), list_preferences.get_page_size(preferences)
    )
    keys = {column.key for column in columns}
    first_page, agreement, currencies, groups, terms, zones = economic.together(
        optional(lambda: customer_query.start_query(economic, form)) if form.is_valid() else lambda: None,
        optional(economic.agreement.get),
        optional(economic.currencies.all),
        optional(economic.customer_groups.all),  # also for the filter
        optional(economic.payment_terms.all if "terms" in keys else list),
        optional(economic.vat_zones.all if "zone" in keys else list),
    )
    base_currency = agreement.settings.base_currency if agreement else ""
    reference_names = build_reference_names(groups or (), terms or (), zones or (), base_currency)
    context = _build_toolbar_context(request, form, columns) | _build_filter_context(
        form, reference_names, currencies or ()
    )
    if first_page is None:
        context |= build_invalid_query_context(form)
        return render_list(request, form, LIST_TEMPLATE, "customer-table", context)
    found_page = _load_page(economic, form, first_page)
    if isinstance(found_page, FailureNotice):
        context |= {"failed": found_page, "status": found_page.status, "announcement": found_page.message}
    else:
        context |= _build_table_context(request, form, columns, reference_names, found_page)
    if form.is_computed_locally and not isinstance(first_page, Unavailable):
        compared_count = first_page.results if isinstance(found_page, FailureNotice) else found_page.compared_count
        compared_at = format_clock(request.read_log.oldest_read_at or timezone.now())
        context["compared"] = {
            "at": compared_at,
            "count": compared_count,
            "all": formatting.format_count(compared_count),
        }
    return render_list(request, form, LIST_TEMPLATE, "customer-table", context)


def _load_page(
    economic: Gateway, form: CustomerListForm, first_page: Page[Any] | Unavailable
) -> QueryResultPage | FailureNotice:
    """Loads the page of the list, or the reason why it is unavailable."""
    if isinstance(first_page, Unavailable):
        return describe_failure(first_page)
    try:
        answer = optional(lambda: customer_query.finish_query(economic, form, first_page))()
    except customer_query.IncompleteQuery as error:
        return FailureNotice(translate(error), "", 400)
    return describe_failure(answer) if isinstance(answer, Unavailable) else answer


def _build_toolbar_context(
    request: EconRequest, form: CustomerListForm, columns: Sequence[CustomerColumn]
) -> dict[str, Any]:
    """Builds tabs, columns and exports."""
    views = list_preferences.list_saved_views(request)
    selected_keys = {column.key for column in columns}
    return {
        "form": form,
        "tabs": build_tabs(form, views),
        "has_views": bool(views),
        "save_form": SavedViewForm(),
        "offered": [(column, column.key in selected_keys) for column in COLUMNS],
        "unsortable": [column.label for column in COLUMNS if not column.sort],
        "exports": [(name, f"{url_for(request, view)}?{form.saved_query}") for name, view in EXPORTS],
        "most": formatting.format_count(customer_query.MAX_RESULTS),
    }


def _build_filter_context(
    form: CustomerListForm, reference_names: ReferenceNames, currencies: Iterable[Currency]
) -> dict[str, Any]:
    """Builds filters, chips and sort orders."""
    return {
        "unfiltered": form.unfiltered_url,
        "sorts": table_headers.build_sort_options(form),
        "chips": filter_options.build_chips(form, reference_names.groups),
        "groups": filter_options.build_group_options(form, reference_names.groups),
        "balances": filter_options.build_balance_options(form),
        "barrings": filter_options.build_barred_options(form),
        "emails": filter_options.build_email_options(form),
        "limits": filter_options.build_limit_options(form),
        "overdue": filter_options.build_overdue_options(form),
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
        "rows": render_rows(page.rows, columns, reference_names, customer_url, form.origin_query),
        "heads": table_headers.build_headers(form, (NUMBER, NAME, *columns)),
        "is_wide": len(columns) > MAX_FITTING_COLUMNS,
        "pager": pagination.build_pager(page, form),
        "caption": pagination.build_caption(page, form, _("Customers")),
        "announcement": pagination.build_announcement(page, form, _("Customers")),
        "all_customers": formatting.format_count(page.results_without_filter),
    }
