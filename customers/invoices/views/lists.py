"""Renders the lists of draft and booked invoices, of all customers or one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from customers.frame.customer_frame import (
    build_frame_context,
    load_customer_context,
    render_no_such_customer,
)
from customers.invoices.columns import (
    BOOKED_COLUMNS,
    DRAFT_COLUMNS,
    UrlPrefixes,
    drop_customer_column,
    render_invoice_rows,
)
from customers.invoices.filters import build_invoice_chips
from customers.invoices.query_form import InvoiceListForm
from customers.query import filter_options, table_headers
from customers.shared import formatting, pagination
from customers.shared.list_response import build_invalid_query_context, render_list
from customers.shared.table import TableColumn
from customers.shared.unavailable import describe_failure
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Page, Unavailable, optional
from econ_admin.gateway.errors import NotFound
from econ_admin.http import choose_template

TABLE_PARTIAL = "found"


@dataclass(frozen=True)
class InvoiceKind:
    """The differences between lists of drafts and lists of booked invoices."""

    name: str | Promise
    columns: Sequence[TableColumn]
    all_view: str
    customer_view: str
    detail_view: str
    all_template: str
    customer_template: str


DRAFT = InvoiceKind(
    gettext_lazy("Drafts"),
    DRAFT_COLUMNS,
    "customers:all-drafts",
    "customers:drafts",
    "customers:draft",
    "invoices/draft_list.html",
    "invoices/customer_drafts.html",
)
BOOKED_INVOICE = InvoiceKind(
    gettext_lazy("Booked invoices"),
    BOOKED_COLUMNS,
    "customers:all-booked",
    "customers:booked",
    "customers:booked-invoice",
    "invoices/booked_list.html",
    "invoices/customer_booked.html",
)


def render_all_invoices(
    request: EconRequest, kind: InvoiceKind, form: InvoiceListForm, fetch: Callable[[], Page[Any]], **context: Any
) -> HttpResponse:
    """Renders the list of all customers' invoices."""
    answer, currencies = request.economic.together(
        _load_if_valid(form, fetch), optional(request.economic.currencies.all)
    )
    context |= _build_filter_context(form, [currency.code for currency in currencies or ()]) | _build_table_context(
        request, kind, form, answer
    )
    return render_list(request, form, kind.all_template, TABLE_PARTIAL, context)


def render_customer_invoices(
    request: EconRequest,
    kind: InvoiceKind,
    customer: int,
    form: InvoiceListForm,
    fetch: Callable[[], Page[Any]],
    **context: Any,
) -> HttpResponse:
    """Renders the list of one customer's invoices. An htmx request gets the list without the customer's frame."""
    economic, template = request.economic, kind.customer_template
    is_full_page = choose_template(request, template, TABLE_PARTIAL) == template
    try:
        answer, currencies, customer_context = economic.together(
            _load_if_valid(form, fetch),
            optional(economic.currencies.all),
            lambda: load_customer_context(economic, customer) if is_full_page else None,
        )
    except NotFound:
        return render_no_such_customer(request, customer)
    context |= _build_filter_context(form, [currency.code for currency in currencies or ()]) | _build_table_context(
        request, kind, form, answer
    )
    if customer_context:
        context |= build_frame_context(request, customer_context)
    return render_list(request, form, template, TABLE_PARTIAL, context)


def _load_if_valid(
    form: InvoiceListForm, fetch: Callable[[], Page[Any]]
) -> Callable[[], Page[Any] | Unavailable | None]:
    return optional(fetch) if form.is_valid() else lambda: None


def _build_filter_context(form: InvoiceListForm, codes: list[str]) -> dict[str, Any]:
    return {
        "form": form,
        "unfiltered": form.unfiltered_url,
        "sorts": table_headers.build_sort_options(form),
        "chips": build_invoice_chips(form),
        "currencies": filter_options.build_currency_options(form, codes),
    }


def _build_table_context(
    request: EconRequest, kind: InvoiceKind, form: InvoiceListForm, answer: Page[Any] | Unavailable | None
) -> dict[str, Any]:
    """Builds the table, or the reason why there is none."""
    if answer is None:
        return build_invalid_query_context(form)
    if isinstance(answer, Unavailable):
        notice = describe_failure(answer)
        return {"failed": notice, "status": notice.status, "announcement": notice.message}
    name = str(kind.name)
    columns = drop_customer_column(kind.columns) if form.customer_number else kind.columns
    return {
        "status": 200,
        "rows": render_invoice_rows(answer.rows, columns, timezone.localdate(), build_url_prefixes(request, kind)),
        "heads": table_headers.build_headers(form, columns),
        "pager": pagination.build_pager(answer, form),
        "caption": pagination.build_caption(answer, form, name),
        "announcement": pagination.build_announcement(answer, form, name),
        "all_of_them": formatting.format_count(answer.results_without_filter),
    }


def build_url_prefixes(request: EconRequest, kind: InvoiceKind) -> UrlPrefixes:
    return UrlPrefixes(
        url_for(request, kind.detail_view, 0).removesuffix("0/"),
        url_for(request, "customers:customer", 0).removesuffix("0/"),
    )
