"""Renders the rows of the invoice lists. They are written as strings: templates are too slow for long lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString

from customers.invoices.columns import NAME, Invoice, InvoiceColumn, get_number
from customers.invoices.payment_status import format_age, list_badges
from customers.shared import formatting
from customers.shared.table import Cell, CellRenderer, render_rows
from econ_admin.gateway.paging import UnreadableItem
from econ_admin.gateway.records import BookedInvoice


@dataclass(frozen=True)
class UrlPrefixes:
    """URLs of invoices and customers, to be followed by a number and a slash."""

    invoice_url: str
    customer_url: str
    tail: str = ""
    """What follows an invoice's URL: the list that its page links back to."""


def render_invoice_rows(
    invoices: Iterable[Invoice | UnreadableItem], columns: Sequence[InvoiceColumn], today: date, prefixes: UrlPrefixes
) -> SafeString:
    """Renders the rows. The first column is the link."""
    url, customer_url, tail = escape(prefixes.invoice_url), escape(prefixes.customer_url), escape(prefixes.tail)

    def render_link(invoice: Invoice) -> str:
        number = get_number(invoice)
        return f'<a href="{url}{number}/{tail}">{number}</a>'

    def get_customer_link(invoice: Invoice) -> str:
        return f'href="{customer_url}{invoice.customer.customer_number}/"'

    renderers = [(column, _build_renderer(column, today)) for column in columns[1:]]
    return render_rows(invoices, renderers, render_link, {NAME.key: get_customer_link})


def _build_renderer(column: InvoiceColumn, today: date) -> CellRenderer:
    """Returns a function that renders the column's cell of an invoice."""
    match column.key:
        case "status":
            return lambda invoice: ("".join([badge.html for badge in list_badges(invoice, today)]), "")
        case "age":
            return lambda invoice: (format_age(invoice.date, today), "")
        case "customer" | "order":  # numbers that name something, without thousands separators
            return lambda invoice: (str(column.value(invoice, today) or ""), "")
    get_value, is_remainder = column.value, column.key == "remainder"

    def render(invoice: Invoice) -> Cell:
        tone = "soft" if is_remainder and isinstance(invoice, BookedInvoice) and not invoice.remainder else ""
        match get_value(invoice, today):
            case Decimal() as amount:
                return formatting.format_amount(amount), tone
            case datetime() as moment:
                return formatting.format_datetime(moment), tone
            case date() as day:
                return formatting.format_date(day), tone
            case int() as count:
                return formatting.format_count(count), tone
            case str() as text:
                return escape(column.format_text(text)), tone
            case _:
                return "", tone

    return render
