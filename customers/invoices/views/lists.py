"""The lists of draft and booked invoices, of all customers or one."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.frame.customer_frame import (
    build_frame_context,
    load_customer_context,
    render_no_such_customer,
)
from customers.invoices.columns import InvoiceColumn
from customers.invoices.filter_names import FilterNames, load_filter_names
from customers.invoices.filters import TEXT_LABELS, build_invoice_chips, build_selects, build_tabs
from customers.invoices.invoice_kinds import InvoiceKind
from customers.invoices.invoice_pages import InvoicePage, load_page
from customers.invoices.query_form import InvoiceListForm
from customers.invoices.rows import render_invoice_rows
from customers.invoices.sums import add_up, format_sums
from customers.invoices.view_columns import arrange_columns, is_wide, show_at_every_width
from customers.invoices.views.sums import build_sum_url
from customers.query import filter_options, list_preferences, table_headers
from customers.query.list_kind import list_column_options
from customers.query.saved_view_form import SavedViewForm
from customers.shared import formatting, pagination
from customers.shared.list_response import build_invalid_query_context, build_progress_context, render_list
from customers.shared.long_read import MAX_RESULTS, ReadFailed, Unfinished
from customers.shared.unavailable import FailureNotice, describe_failure
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Page, Unavailable, optional
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.paging import MAX_PAGE_SIZE
from econ_admin.http import choose_template, translate
from econ_admin.status.ages import format_clock

TABLE_PARTIAL = "found"
MAX_ADDED_UP = MAX_PAGE_SIZE  # invoices whose sum is loaded without being asked for: one call

Answer: TypeAlias = InvoicePage | Unfinished | Unavailable | ReadFailed | None
"""A page, how far reading has come, or why there is none; None for an invalid query."""


def render_all_invoices(request: EconRequest, kind: InvoiceKind) -> HttpResponse:
    """Renders the list of all customers' invoices."""
    form, columns = _read_list(request, kind)
    economic, is_full_page = (
        request.economic,
        choose_template(request, kind.all_template, TABLE_PARTIAL) == kind.all_template,
    )
    answer, currencies, names = economic.together(
        lambda: _load_if_valid(request, kind, form),
        optional(economic.currencies.all),
        lambda: load_filter_names(economic, form, is_full_page=is_full_page),
    )
    context = (
        _build_toolbar_context(request, kind, form, columns)
        | _build_filter_context(form, [currency.code for currency in currencies or ()], names)
        | _build_table_context(request, kind, form, columns, answer)
    )
    return render_list(request, form, kind.all_template, TABLE_PARTIAL, context)


def render_customer_invoices(request: EconRequest, kind: InvoiceKind, customer: int) -> HttpResponse:
    """Renders the list of one customer's invoices. An htmx request gets the list without the customer's frame."""
    economic, template = request.economic, kind.customer_template
    form, columns = _read_list(request, kind, customer)
    is_full_page = choose_template(request, template, TABLE_PARTIAL) == template
    try:
        answer, currencies, names, customer_context = economic.together(
            lambda: _load_if_valid(request, kind, form),
            optional(economic.currencies.all),
            lambda: load_filter_names(economic, form, is_full_page=is_full_page),
            lambda: load_customer_context(economic, customer) if is_full_page else None,
        )
    except NotFound:
        return render_no_such_customer(request, customer)
    context = (
        _build_toolbar_context(request, kind, form, columns)
        | _build_filter_context(form, [currency.code for currency in currencies or ()], names)
        | _build_table_context(request, kind, form, columns, answer)
    )
    if customer_context:
        context |= build_frame_context(request, customer_context)
    return render_list(request, form, template, TABLE_PARTIAL, context)


def _read_list(
    request: EconRequest, kind: InvoiceKind, customer: int | None = None
) -> tuple[InvoiceListForm, list[InvoiceColumn]]:
    """Returns the query in the URL, and the person's columns."""
    preferences = list_preferences.get_preferences(request, kind)
    size = list_preferences.get_page_size(preferences)
    return kind.read_list(request, customer, size), list_preferences.get_columns(kind, preferences)


def _load_if_valid(request: EconRequest, kind: InvoiceKind, form: InvoiceListForm) -> Answer:
    if not form.is_valid():
        return None
    try:
        return optional(lambda: load_page(request.economic, kind, form))()
    except ReadFailed as error:
        return error


def _build_toolbar_context(
    request: EconRequest, kind: InvoiceKind, form: InvoiceListForm, columns: Sequence[InvoiceColumn]
) -> dict[str, Any]:
    """Builds tabs, columns and exports."""
    customer = form.customer_number
    views = [] if customer else list_preferences.list_saved_views(request, kind)
    prefix = "customers:customer-" if customer else "customers:"
    arguments = [customer] if customer else []
    return {
        "list_kind": kind,
        "tabs": build_tabs(form, views),
        "has_views": bool(views),
        "save_form": SavedViewForm(),
        "offered": list_column_options(kind, columns),
        "unsortable": [column.label for column in kind.columns if not column.sort],
        "preferences_url": url_for(request, f"{prefix}{kind.key}-preferences", *arguments),
        "exports": [
            (name, f"{url_for(request, f'{prefix}{kind.key}-{extension}', *arguments)}?{form.saved_query}")
            for name, extension in (("CSV", "csv"), ("Excel", "xlsx"))
        ],
        "most": formatting.format_count(MAX_RESULTS),
    }


def _build_filter_context(form: InvoiceListForm, codes: list[str], names: FilterNames) -> dict[str, Any]:
    return {
        "form": form,
        "unfiltered": form.unfiltered_url,
        "sorts": table_headers.build_sort_options(form),
        "chips": build_invoice_chips(form, names),
        "selects": build_selects(form, names),
        "contained": filter_options.build_text_fields(form, TEXT_LABELS),
        "currencies": filter_options.build_currency_options(form, codes),
    }


def _build_table_context(
    request: EconRequest,
    kind: InvoiceKind,
    form: InvoiceListForm,
    chosen_columns: Sequence[InvoiceColumn],
    answer: Answer,
) -> dict[str, Any]:
    """Builds the table, or the reason why there is none."""
    match answer:
        case None:
            return build_invalid_query_context(form)
        case Unfinished():
            return build_progress_context(answer, form.current_url, form.build_url(amount=""))
        case InvoicePage():
            return _build_page_context(request, kind, form, chosen_columns, answer)
        case Unavailable():
            notice = describe_failure(answer)
        case ReadFailed():
            notice = FailureNotice(translate(answer), "", 400)
    return {"failed": notice, "status": notice.status, "announcement": notice.message}


def _build_page_context(
    request: EconRequest,
    kind: InvoiceKind,
    form: InvoiceListForm,
    chosen_columns: Sequence[InvoiceColumn],
    found: InvoicePage,
) -> dict[str, Any]:
    name, columns, page = str(kind.name), arrange_columns(form, chosen_columns), found.page
    are_chosen = [column.key for column in chosen_columns] != list(kind.default_columns)
    if are_chosen:
        columns = show_at_every_width(columns)
    return {
        "status": 200,
        "compared": _build_compared_context(request, found),
        **_build_sum_context(request, kind, form, page),
        "rows": render_invoice_rows(
            page.rows,
            columns,
            timezone.localdate(),
            kind.build_url_prefixes(request, form.build_origin_query(form.page_number)),
        ),
        "heads": table_headers.build_headers(form, columns),
        "is_wide": is_wide(form, columns, are_chosen=are_chosen),
        "scroll_label": _("%(title)s, scrollable table") % {"title": name},
        "pager": pagination.build_pager(page, form),
        "caption": pagination.build_caption(page, form, name),
        "announcement": pagination.build_announcement(page, form, name),
        "all_of_them": formatting.format_count(page.results_without_filter),
    }


def _build_compared_context(request: EconRequest, found: InvoicePage) -> dict[str, Any] | None:
    """Builds what was compared, if an amount is searched for."""
    if found.matches is None:
        return None
    count = found.matches.compared_count
    at = format_clock(request.read_log.oldest_read_at or timezone.now())
    return {
        "at": at,
        "count": count,
        "all": formatting.format_count(count),
        "unreadable": len(found.matches.unreadable),
    }


def _build_sum_context(
    request: EconRequest, kind: InvoiceKind, form: InvoiceListForm, page: Page[Any]
) -> dict[str, Any]:
    """Builds the sum if the whole list is on this page; otherwise where it is loaded from."""
    count = formatting.format_count(page.results)
    if page.results == len(page.items):
        return {"sums": format_sums(add_up(page.items)), "count": page.results, "all": count}
    return {
        "sum_url": build_sum_url(request, kind, form),
        "sum_count": count,
        "is_sum_automatic": page.results <= MAX_ADDED_UP,
    }
