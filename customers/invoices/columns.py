"""Columns and rows of the invoice lists. Rows are written as strings: templates are too slow for long lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from customers.invoices.payment_status import format_age, list_badges
from customers.shared import formatting
from customers.shared.table import Cell, CellRenderer, TableColumn, render_rows
from econ_admin.gateway.paging import UnreadableItem
from econ_admin.gateway.records import BookedInvoice, DraftInvoice

Invoice = DraftInvoice | BookedInvoice


@dataclass(frozen=True)
class UrlPrefixes:
    """URLs of invoices and customers, to be followed by a number and a slash."""

    invoice_url: str
    customer_url: str


def render_invoice_rows(
    invoices: Iterable[Invoice | UnreadableItem], columns: Sequence[TableColumn], today: date, prefixes: UrlPrefixes
) -> SafeString:
    """Renders the rows. The first column is the link."""
    url, customer_url = escape(prefixes.invoice_url), escape(prefixes.customer_url)

    def render_link(invoice: Invoice) -> str:
        number = get_number(invoice)
        return f'<a href="{url}{number}/">{number}</a>'

    def get_customer_link(invoice: Invoice) -> str:
        return f'href="{customer_url}{invoice.customer.customer_number}/"'

    renderers = [(column, _build_renderer(column, today)) for column in columns[1:]]
    return render_rows(invoices, renderers, render_link, {NAME.key: get_customer_link})


def get_number(invoice: Invoice) -> int:
    return invoice.booked_invoice_number if isinstance(invoice, BookedInvoice) else invoice.draft_invoice_number


def drop_customer_column(columns: Sequence[TableColumn]) -> list[TableColumn]:
    """Returns the columns without the customer's name, for the list of one customer."""
    return [column for column in columns if column.key != "name"]


def format_money(value: Decimal | None) -> str:
    return "" if value is None else formatting.format_amount(value)


def _build_renderer(column: TableColumn, today: date) -> CellRenderer:
    """Returns a function that renders the column's cell of an invoice."""
    value = column.value

    def render_remainder(invoice: Invoice) -> Cell:
        is_paid = isinstance(invoice, BookedInvoice) and not invoice.remainder
        return value(invoice, today), "soft" if is_paid else ""

    def render_text(invoice: Invoice) -> Cell:
        return conditional_escape(value(invoice, today)), ""

    return render_remainder if column.key == "remainder" else render_text


def _format_due_date(invoice: Invoice, today: date) -> str:
    return formatting.format_date(invoice.due_date) if invoice.due_date else ""


def _format_changed(draft: DraftInvoice, today: date) -> str:
    return formatting.format_datetime(draft.last_updated) if draft.last_updated else ""


def _render_badges(invoice: BookedInvoice, today: date) -> SafeString:
    return SafeString("".join([badge.html for badge in list_badges(invoice, today)]))


NUMBER = TableColumn("number", gettext_lazy("No."), lambda invoice, _: str(get_number(invoice)), "tnum", "number")
NAME = TableColumn("name", gettext_lazy("Customer"), lambda invoice, _: invoice.recipient.name, "name fit", "name")
DATE = TableColumn(
    "date", gettext_lazy("Date"), lambda invoice, _: formatting.format_date(invoice.date), "tnum when", "date"
)
AGE = TableColumn("age", gettext_lazy("Age"), lambda invoice, today: format_age(invoice.date, today), "tnum soft wide")
DUE = TableColumn("due", gettext_lazy("Due date"), _format_due_date, "tnum wide")
REFERENCE = TableColumn(
    "reference",
    gettext_lazy("Reference"),
    lambda invoice, _: invoice.references.other,
    "brief wide",
    "reference",
)
CURRENCY = TableColumn(
    "currency", gettext_lazy("Currency"), lambda invoice, _: invoice.currency, "tnum coin", "currency"
)
AMOUNT = TableColumn("amount", gettext_lazy("Amount"), lambda invoice, _: format_money(invoice.gross_amount), "num")

BOOKED_COLUMNS = (
    NUMBER,
    NAME,
    DATE,
    AGE,
    DUE,
    TableColumn("status", gettext_lazy("Status"), _render_badges, "signs"),
    REFERENCE,
    CURRENCY,
    AMOUNT,
    TableColumn(
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
    TableColumn("changed", gettext_lazy("Last changed"), _format_changed, "tnum soft wide"),
    CURRENCY,
    TableColumn("net", gettext_lazy("Net amount"), lambda invoice, _: format_money(invoice.net_amount), "num wide"),
    AMOUNT,
)
LATEST_COLUMNS = tuple(column for column in drop_customer_column(BOOKED_COLUMNS) if column.key != "age")
