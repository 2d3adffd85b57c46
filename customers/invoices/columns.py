"""Columns and rows of the invoice lists. Rows are written as strings: templates are too slow for long lists."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from customers.invoices.payment_status import format_age, list_badges
from customers.query.rows import render_cell_start, render_title, unreadable_row
from customers.shared import formatting
from econ_admin.gateway.paging import UnreadableItem
from econ_admin.gateway.records import BookedInvoice, DraftInvoice

Invoice = DraftInvoice | BookedInvoice


@dataclass(frozen=True)
class InvoiceColumn:
    """A column of an invoice list. Columns without `sort` cannot be sorted by e-conomic."""

    key: str
    label: str | Promise
    value: Callable[[Any, date], str]
    css: str = ""
    sort: str = ""
    is_truncated: bool = False


@dataclass(frozen=True)
class UrlPrefixes:
    """URLs of invoices and customers, to be followed by a number and a slash."""

    invoice_url: str
    customer_url: str


def render_invoice_rows(
    invoices: Iterable[Invoice | UnreadableItem], columns: Sequence[InvoiceColumn], today: date, prefixes: UrlPrefixes
) -> SafeString:
    """Renders the rows. Values from e-conomic are escaped; the first column is the link."""
    writers = [_build_cell_writer(column, today, prefixes) for column in columns[1:]]
    url = escape(prefixes.invoice_url)

    def render_row(invoice: Invoice | UnreadableItem) -> str:
        if isinstance(invoice, UnreadableItem):
            return unreadable_row(invoice, len(writers))
        number = get_number(invoice)
        link = f'<th scope="row" class="tnum"><a href="{url}{number}/">{number}</a></th>'
        return f"<tr>{link}{''.join([write(invoice) for write in writers])}</tr>\n"

    return SafeString("".join([render_row(invoice) for invoice in invoices]))


def get_number(invoice: Invoice) -> int:
    return invoice.booked_invoice_number if isinstance(invoice, BookedInvoice) else invoice.draft_invoice_number


def drop_customer_column(columns: Sequence[InvoiceColumn]) -> list[InvoiceColumn]:
    """Returns the columns without the customer's name, for the list of one customer."""
    return [column for column in columns if column.key != "name"]


def format_money(value: Decimal | None) -> str:
    return "" if value is None else formatting.format_amount(value)


def _build_cell_writer(column: InvoiceColumn, today: date, prefixes: UrlPrefixes) -> Callable[[Invoice], str]:
    """Returns a function that renders the column's cell of an invoice. Parts all cells share are built once."""
    opening_tag, soft_tag = (render_cell_start(column.css, str(column.label), tone) for tone in ("", "soft"))
    customer_url = escape(prefixes.customer_url)

    def write(invoice: Invoice) -> str:
        text = column.value(invoice, today)
        escaped = text if isinstance(text, SafeString) else escape(text)
        title = render_title(escaped) if column.is_truncated and text else ""
        if column.key == "name":
            escaped = f'<a href="{customer_url}{invoice.customer.customer_number}/">{escaped}</a>'
        is_paid = column.key == "remainder" and isinstance(invoice, BookedInvoice) and not invoice.remainder
        return f"{soft_tag if is_paid else opening_tag}{title}>{escaped}</td>"

    return write


def _format_due_date(invoice: Invoice, today: date) -> str:
    return formatting.format_date(invoice.due_date) if invoice.due_date else ""


def _format_changed(draft: DraftInvoice, today: date) -> str:
    return formatting.format_datetime(draft.last_updated) if draft.last_updated else ""


def _render_badges(invoice: BookedInvoice, today: date) -> SafeString:
    return SafeString("".join([badge.html for badge in list_badges(invoice, today)]))


NUMBER = InvoiceColumn("number", gettext_lazy("No."), lambda invoice, _: str(get_number(invoice)), "tnum", "number")
NAME = InvoiceColumn(
    "name", gettext_lazy("Customer"), lambda invoice, _: invoice.recipient.name, "name fit", "name", is_truncated=True
)
DATE = InvoiceColumn(
    "date", gettext_lazy("Date"), lambda invoice, _: formatting.format_date(invoice.date), "tnum when", "date"
)
AGE = InvoiceColumn(
    "age", gettext_lazy("Age"), lambda invoice, today: format_age(invoice.date, today), "tnum soft wide"
)
DUE = InvoiceColumn("due", gettext_lazy("Due date"), _format_due_date, "tnum wide")
REFERENCE = InvoiceColumn(
    "reference",
    gettext_lazy("Reference"),
    lambda invoice, _: invoice.references.other,
    "brief wide",
    "reference",
    is_truncated=True,
)
CURRENCY = InvoiceColumn(
    "currency", gettext_lazy("Currency"), lambda invoice, _: invoice.currency, "tnum coin", "currency"
)
AMOUNT = InvoiceColumn("amount", gettext_lazy("Amount"), lambda invoice, _: format_money(invoice.gross_amount), "num")

BOOKED_COLUMNS = (
    NUMBER,
    NAME,
    DATE,
    AGE,
    DUE,
    InvoiceColumn("status", gettext_lazy("Status"), _render_badges, "signs"),
    REFERENCE,
    CURRENCY,
    AMOUNT,
    InvoiceColumn(
        "remainder", gettext_lazy("Remainder"), lambda invoice, _: format_money(invoice.remainder), "num overdue"
    ),
)
DRAFT_COLUMNS = (
    NUMBER,
    NAME,
    DATE,
    AGE,
    DUE,
    REFERENCE,
    InvoiceColumn("changed", gettext_lazy("Last changed"), _format_changed, "tnum soft wide"),
    CURRENCY,
    InvoiceColumn("net", gettext_lazy("Net amount"), lambda invoice, _: format_money(invoice.net_amount), "num wide"),
    AMOUNT,
)
LATEST_COLUMNS = tuple(
    column for column in drop_customer_column(BOOKED_COLUMNS) if column.key not in ("age", "currency")
)
