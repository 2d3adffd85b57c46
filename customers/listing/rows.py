"""The rows of the list: every value ready as text, so that the template only puts it in its place."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypedDict

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from customers import formats
from customers.listing.columns import Column, Names, is_over_limit
from econ_admin.gateway.records import Customer
from econ_admin.templatetags.look import icon


class Cell(TypedDict):
    """A value in the table. A dict, since the template asks for keys first: attributes cost a fifth more."""

    text: str
    css: str
    title: str  # the whole text, where the table may cut it
    label: str  # of the column, for where the table is too narrow to be one


class Row(TypedDict):
    """A customer in the table."""

    number: str
    url: str
    name: str
    cells: list[Cell]


Write = Callable[[Customer], Cell]


def rows(customers: Iterable[Customer], columns: Sequence[Column], names: Names, url: str, tail: str) -> list[Row]:
    """A customer's page is at `url`, its number, `tail`: looking each address up would cost more than the row."""
    writers = [_signs(column) if column.key == "status" else _values(column, names) for column in columns]
    return [
        Row(
            number=str(each.customer_number),
            url=f"{url}{each.customer_number}/{tail}",
            name=each.name,
            cells=[write(each) for write in writers],
        )
        for each in customers
    ]


def _values(column: Column, names: Names) -> Write:
    """Writes the cells of a column. What is the same in all of them is looked up once."""
    value, css, label, is_cut = column.value, column.css, str(column.label), column.is_cut
    missing = _("Missing") if column.key == "email" else ""

    def write(customer: Customer) -> Cell:
        match value(customer, names):
            case Decimal() as amount:
                return Cell(text=formats.amount(amount), css=css + _tone(column.key, amount), title="", label=label)
            case datetime() as moment:
                return Cell(text=formats.moment(moment), css=css, title="", label=label)
            case str() as text if text:
                return Cell(text=column.write(text), css=css, title=text if is_cut else "", label=label)
            case _:
                return Cell(text=missing, css=f"soft {css}", title="", label=label)

    return write


def _tone(key: str, amount: Decimal) -> str:
    """An amount that deserves a look, or none."""
    match key:
        case "due":
            return " bad" if amount > 0 else " soft"
        case "balance":
            return "" if amount else " soft"
        case _:
            return ""


def _signs(column: Column) -> Write:
    """Writes the badges: an icon and a word, always."""
    css, label = column.css, str(column.label)
    barred = format_html('<span class="sign sign-bad">{}{}</span>', icon("ban"), _("Barred"))
    over = format_html('<span class="sign sign-warn">{}{}</span>', icon("arrow-bar-to-up"), _("Over limit"))
    ean = format_html('<span class="sign">{}</span>', _("EAN"))

    def write(customer: Customer) -> Cell:
        text = SafeString()
        if customer.barred:
            text += barred
        if is_over_limit(customer):
            text += over
        if customer.ean:
            text += ean
        return Cell(text=text, css=css, title="", label=label)

    return write
