"""Columns of the invoice lists, for the page and for exports. The number, and the customer's name, are always shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy

from customers.invoices.payment_status import count_days_overdue, list_badges
from customers.shared import formatting
from customers.shared.spreadsheet import CellValue
from customers.shared.table import TableColumn
from econ_admin.gateway.records import BookedInvoice, DraftInvoice

Invoice = DraftInvoice | BookedInvoice


@dataclass(frozen=True)
class InvoiceColumn(TableColumn):
    """A column of an invoice list. Its value is a spreadsheet's `CellValue`, from an invoice and the day."""

    width: int = 14  # width in the export, in characters
    format_text: Callable[[str], str] = str  # formats a text for the page


def get_number(invoice: Invoice) -> int:
    return invoice.booked_invoice_number if isinstance(invoice, BookedInvoice) else invoice.draft_invoice_number


def format_money(value: Decimal | None) -> str:
    return "" if value is None else formatting.format_amount(value)


def _list_statuses(invoice: BookedInvoice, today: date) -> str:
    return ", ".join([badge.text for badge in list_badges(invoice, today)])


def _list_columns(*columns: InvoiceColumn, without: Sequence[str] = ()) -> tuple[InvoiceColumn, ...]:
    return tuple(column for column in columns if column.key not in without)


def _column(
    key: str, label: Any, get_value: Callable[[Any], CellValue], css: str = "", sort: str = "", **options: Any
) -> InvoiceColumn:
    """Builds a column whose value does not depend on the day."""
    return InvoiceColumn(key, label, lambda invoice, _: get_value(invoice), css, sort, **options)


# Translators: short for number, the head of a table column.
NUMBER = _column("number", gettext_lazy("No."), get_number, "tnum", "number", width=10)
NAME = _column("name", gettext_lazy("Customer"), lambda invoice: invoice.recipient.name, "name fit", "name", width=36)
DAYS = InvoiceColumn(
    "days",
    gettext_lazy("Days overdue"),
    lambda invoice, today: count_days_overdue(invoice, today) or None,
    "num second-line",
)

# In display order. `second-line`: on narrow screens the cell gets its own line.
COLUMNS = (
    _column(
        "customer",
        gettext_lazy("Customer number"),
        lambda invoice: invoice.customer.customer_number,
        "tnum second-line",
        "customer",
    ),
    _column("zip", gettext_lazy("Postal code"), attrgetter("recipient.zip"), "tnum second-line", "zip", width=8),
    _column(
        "city", gettext_lazy("City"), lambda invoice: invoice.recipient.city, "brief second-line", "city", width=20
    ),
    _column("date", gettext_lazy("Date"), lambda invoice: invoice.date, "tnum when", "date"),
    InvoiceColumn("age", gettext_lazy("Age"), lambda invoice, today: (today - invoice.date).days, "tnum soft wide"),
    _column("due", gettext_lazy("Due date"), lambda invoice: invoice.due_date, "tnum wide"),
    DAYS,
    InvoiceColumn("status", gettext_lazy("Status"), _list_statuses, "signs", width=20),
    _column(
        "reference",
        gettext_lazy("Reference"),
        lambda invoice: invoice.references.other,
        "brief wide",
        "reference",
        width=20,
    ),
    _column(
        "terms",
        gettext_lazy("Payment terms"),
        lambda invoice: invoice.payment_terms.name or str(invoice.payment_terms.number),
        "brief second-line",
        width=24,
    ),
    _column(
        "delivery",
        gettext_lazy("Delivery date"),
        lambda invoice: invoice.delivery.delivery_date,
        "tnum second-line",
        "delivery",
    ),
    _column(
        "ean",
        gettext_lazy("EAN number"),
        lambda invoice: invoice.recipient.ean,
        "tnum second-line",
        "ean",
        width=18,
        format_text=formatting.format_ean,
    ),
    _column("changed", gettext_lazy("Last changed"), lambda invoice: invoice.last_updated, "tnum soft wide", width=17),
    _column("order", gettext_lazy("Order number"), lambda invoice: invoice.order_number, "tnum second-line"),
    _column("currency", gettext_lazy("Currency"), lambda invoice: invoice.currency, "tnum coin", "currency", width=9),
    _column("net", gettext_lazy("Subtotal"), lambda invoice: invoice.net_amount, "num wide"),
    _column("vat", gettext_lazy("VAT"), lambda invoice: invoice.vat_amount, "num second-line"),
    _column("amount", gettext_lazy("Amount"), lambda invoice: invoice.gross_amount, "num"),
    _column("remainder", gettext_lazy("Unpaid amount"), lambda invoice: invoice.remainder, "num overdue"),
    _column(
        "base-amount",
        gettext_lazy("Amount, agreement's currency"),
        attrgetter("gross_amount_in_base_currency"),
        "num second-line",
        width=20,
    ),
    _column(
        "base-remainder",
        gettext_lazy("Unpaid, agreement's currency"),
        attrgetter("remainder_in_base_currency"),
        "num second-line",
        width=20,
    ),
)
BOOKED_COLUMNS = _list_columns(*COLUMNS, without=("changed",))
DRAFT_COLUMNS = _list_columns(*COLUMNS, without=("days", "status", "order", "remainder", "base-remainder"))
DEFAULT_BOOKED_COLUMNS = ("date", "age", "due", "status", "reference", "currency", "amount", "remainder")
DEFAULT_DRAFT_COLUMNS = ("date", "age", "due", "reference", "changed", "currency", "net", "amount")
LATEST_COLUMNS = (NUMBER, *(column for column in BOOKED_COLUMNS if column.key in set(DEFAULT_BOOKED_COLUMNS) - {"age"}))
