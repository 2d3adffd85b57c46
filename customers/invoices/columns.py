"""The columns of the lists of invoices, and their rows. Cells are written here: templates are what a list costs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from customers.invoices.payment_status import age, standing
from customers.query.rows import opening, titled, unreadable_row
from customers.shared import formatting
from econ_admin.gateway.paging import UnreadableItem
from econ_admin.gateway.records import BookedInvoice, DraftInvoice

Invoice = DraftInvoice | BookedInvoice


@dataclass(frozen=True)
class Column:
    """What an invoice says there, today. Without `sort`, e-conomic cannot sort by it."""

    key: str
    label: str | Promise
    value: Callable[[Any, date], str]
    css: str = ""
    sort: str = ""
    is_cut: bool = False


@dataclass(frozen=True)
class Places:
    """Where the pages of invoices and of customers stand; a number and a slash follow."""

    invoices: str
    customers: str


def rows(
    invoices: Iterable[Invoice | UnreadableItem], columns: Sequence[Column], today: date, places: Places
) -> SafeString:
    """Whatever comes from e-conomic goes through `escape`; the first column is the link."""
    writers = [_writer(column, today, places) for column in columns[1:]]
    url = escape(places.invoices)

    def row(invoice: Invoice | UnreadableItem) -> str:
        if isinstance(invoice, UnreadableItem):
            return unreadable_row(invoice, len(writers))
        number = number_of(invoice)
        link = f'<th scope="row" class="tab"><a href="{url}{number}/">{number}</a></th>'
        return f"<tr>{link}{''.join([write(invoice) for write in writers])}</tr>\n"

    return SafeString("".join([row(each) for each in invoices]))


def number_of(invoice: Invoice) -> int:
    return invoice.booked_invoice_number if isinstance(invoice, BookedInvoice) else invoice.draft_invoice_number


def of_one_customer(columns: Sequence[Column]) -> list[Column]:
    """Without whose they are: that stands above."""
    return [column for column in columns if column.key != "name"]


def money(value: Decimal | None) -> str:
    return "" if value is None else formatting.amount(value)


def _writer(column: Column, today: date, places: Places) -> Callable[[Invoice], str]:
    """Writes the cells of a column. What is the same in all of them is made once."""
    usual, soft = (opening(column.css, str(column.label), tone) for tone in ("", "soft"))
    customers = escape(places.customers)

    def write(invoice: Invoice) -> str:
        text = column.value(invoice, today)
        shown = text if isinstance(text, SafeString) else escape(text)
        title = titled(shown) if column.is_cut and text else ""
        if column.key == "name":
            shown = f'<a href="{customers}{invoice.customer.customer_number}/">{shown}</a>'
        is_paid = column.key == "remainder" and isinstance(invoice, BookedInvoice) and not invoice.remainder
        return f"{soft if is_paid else usual}{title}>{shown}</td>"

    return write


def _due(invoice: Invoice, today: date) -> str:
    return formatting.day(invoice.due_date) if invoice.due_date else ""


def _changed(draft: DraftInvoice, today: date) -> str:
    return formatting.moment(draft.last_updated) if draft.last_updated else ""


def _signs(invoice: BookedInvoice, today: date) -> SafeString:
    return SafeString("".join([sign.html for sign in standing(invoice, today)]))


NUMBER = Column("number", gettext_lazy("No."), lambda each, _: str(number_of(each)), "tab", "number")
NAME = Column("name", gettext_lazy("Customer"), lambda each, _: each.recipient.name, "name fit", "name", is_cut=True)
DATE = Column("date", gettext_lazy("Date"), lambda each, _: formatting.day(each.date), "tab when", "date")
AGE = Column("age", gettext_lazy("Age"), lambda each, today: age(each.date, today), "tab soft wide")
DUE = Column("due", gettext_lazy("Due date"), _due, "tab wide")
REFERENCE = Column(
    "reference",
    gettext_lazy("Reference"),
    lambda each, _: each.references.other,
    "brief wide",
    "reference",
    is_cut=True,
)
CURRENCY = Column("currency", gettext_lazy("Currency"), lambda each, _: each.currency, "tab coin", "currency")
AMOUNT = Column("amount", gettext_lazy("Amount"), lambda each, _: money(each.gross_amount), "num")

BOOKED = (
    NUMBER,
    NAME,
    DATE,
    AGE,
    DUE,
    Column("status", gettext_lazy("Status"), _signs, "signs"),
    REFERENCE,
    CURRENCY,
    AMOUNT,
    Column("remainder", gettext_lazy("Remainder"), lambda each, _: money(each.remainder), "num late"),
)
DRAFTS = (
    NUMBER,
    NAME,
    DATE,
    AGE,
    DUE,
    REFERENCE,
    Column("changed", gettext_lazy("Last change"), _changed, "tab soft wide"),
    CURRENCY,
    Column("net", gettext_lazy("Net amount"), lambda each, _: money(each.net_amount), "num wide"),
    AMOUNT,
)
LATEST = tuple(column for column in of_one_customer(BOOKED) if column.key not in ("age", "currency"))
