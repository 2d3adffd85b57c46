"""What lists of drafts and of booked invoices have in common: of all customers, or of one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from customers.frame.customer_frame import Around, around, customer_missing, frame
from customers.invoices.columns import BOOKED, DRAFTS, Column, Places, of_one_customer, rows
from customers.invoices.filters import chips
from customers.invoices.query_form import InvoiceListForm
from customers.query import filter_options, table_headers
from customers.shared import formatting, pagination
from customers.shared.list_response import shown
from customers.shared.unavailable import failed
from econ_admin.gateway import Page, Unavailable, optional
from econ_admin.gateway.errors import NotFound
from econ_admin.http import EconRequest, choose_template, url_for

TABLE = "found"


@dataclass(frozen=True)
class Kind:
    """How lists of drafts and lists of booked invoices differ."""

    name: str | Promise
    columns: Sequence[Column]
    all_view: str
    customer_view: str
    one_view: str
    all_page: str
    customer_page: str


DRAFT = Kind(
    gettext_lazy("Drafts"),
    DRAFTS,
    "customers:all-drafts",
    "customers:drafts",
    "customers:draft",
    "invoices/draft_list.html",
    "invoices/customer_drafts.html",
)
BOOKED_INVOICE = Kind(
    gettext_lazy("Booked invoices"),
    BOOKED,
    "customers:all-booked",
    "customers:booked",
    "customers:booked-invoice",
    "invoices/booked_list.html",
    "invoices/customer_booked.html",
)


def all_of_them(
    request: EconRequest, kind: Kind, form: InvoiceListForm, ask: Callable[[], Page[Any]], **context: Any
) -> HttpResponse:
    """The list of all customers' invoices."""
    found, currencies = request.economic.together(optional(ask), optional(request.economic.currencies.all))
    context |= _question(form, [each.code for each in currencies or ()]) | _answer(request, kind, form, found)
    return shown(request, form, kind.all_page, TABLE, context)


def of_customer(
    request: EconRequest, kind: Kind, customer: int, form: InvoiceListForm, ask: Callable[[], Page[Any]], **context: Any
) -> HttpResponse:
    """The list of one customer's, below the customer. Where htmx asks, the customer stands there already."""
    economic, page = request.economic, kind.customer_page
    is_whole = choose_template(request, page, TABLE) == page
    try:
        found, currencies, *known = economic.together(
            optional(ask), optional(economic.currencies.all), *(around(economic, customer) if is_whole else ())
        )
    except NotFound:
        return customer_missing(request, customer)
    context |= _question(form, [each.code for each in currencies or ()]) | _answer(request, kind, form, found)
    if is_whole:
        context |= frame(request, Around(*known))
    return shown(request, form, page, TABLE, context)


def _question(form: InvoiceListForm, codes: list[str]) -> dict[str, Any]:
    return {
        "form": form,
        "unfiltered": form.unfiltered,
        "sorts": table_headers.sorts(form),
        "chips": chips(form),
        "currencies": filter_options.currencies(form, codes),
    }


def _answer(request: EconRequest, kind: Kind, form: InvoiceListForm, found: Page[Any] | Unavailable) -> dict[str, Any]:
    """Invoices, or none, or why that is not known."""
    if isinstance(found, Unavailable):
        why = failed(found)
        return {"failed": why, "status": why.status, "announcement": why.sentence}
    name = str(kind.name)
    columns = of_one_customer(kind.columns) if form.whose else kind.columns
    return {
        "status": 200,
        "rows": rows(found.rows, columns, timezone.localdate(), places(request, kind)),
        "heads": table_headers.heads(form, columns),
        "pager": pagination.pager(found, form),
        "caption": pagination.caption(found, form, name),
        "announcement": pagination.said(found, form, name),
        "all_of_them": formatting.whole(found.results_without_filter),
    }


def places(request: EconRequest, kind: Kind) -> Places:
    return Places(
        url_for(request, kind.one_view, 0).removesuffix("0/"), url_for(request, "customers:page", 0).removesuffix("0/")
    )
