"""The heads of a list's table, and every way to sort it."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.forms.lists import ListForm
from customers.listing.columns import Words
from customers.listing.options import Option


class Column(Protocol):
    """What a head needs to know of its column. Without `sort`, nobody can sort by it."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> Words: ...
    @property
    def css(self) -> str: ...
    @property
    def sort(self) -> str: ...


class Head(NamedTuple):
    """A head of the table; without an address, e-conomic cannot sort by it."""

    key: str
    label: Words
    css: str = ""
    sort: str = ""
    url: str = ""
    sorted: str = ""


HEAD_CSS = {"num", "mid", "wide"}  # what of its cells' look a head has too
A_TO_Z = (gettext_lazy("A–Z"), gettext_lazy("Z–A"))
BY_SIZE = (gettext_lazy("lowest first"), gettext_lazy("highest first"))
BY_TIME = (gettext_lazy("oldest first"), gettext_lazy("newest first"))
NAMES: dict[str, tuple[Words, tuple[Words, Words]]] = {
    "number": (gettext_lazy("Number"), BY_SIZE),
    "name": (gettext_lazy("Name"), A_TO_Z),
    "address": (gettext_lazy("Address"), A_TO_Z),
    "zip": (gettext_lazy("Zip"), BY_SIZE),
    "city": (gettext_lazy("City"), A_TO_Z),
    "country": (gettext_lazy("Country"), A_TO_Z),
    "email": (gettext_lazy("E-mail"), A_TO_Z),
    "phone": (gettext_lazy("Telephone"), BY_SIZE),
    "mobile": (gettext_lazy("Mobile"), BY_SIZE),
    "cvr": (gettext_lazy("CVR number"), BY_SIZE),
    "vat": (gettext_lazy("VAT number"), BY_SIZE),
    "ean": (gettext_lazy("EAN number"), BY_SIZE),
    "currency": (gettext_lazy("Currency"), A_TO_Z),
    "balance": (gettext_lazy("Balance"), BY_SIZE),
    "limit": (gettext_lazy("Credit limit"), BY_SIZE),
    "changed": (gettext_lazy("Last change"), BY_TIME),
    "overdue": (gettext_lazy("Overdue"), BY_SIZE),
    "oldest": (gettext_lazy("Days overdue"), BY_SIZE),
    "date": (gettext_lazy("Date"), BY_TIME),
    "customer": (gettext_lazy("Customer number"), BY_SIZE),
    "reference": (gettext_lazy("Reference"), A_TO_Z),
}


def heads(form: ListForm, columns: Iterable[Column]) -> list[Head]:
    return [_head(column, form) for column in columns]


def _head(column: Column, form: ListForm) -> Head:
    css = " ".join(word for word in column.css.split() if word in HEAD_CSS)
    sorted_by = form.sorted_by
    if not column.sort:
        return Head(column.key, column.label, css)
    if column.sort != sorted_by.removeprefix("-"):
        sort, direction = first(form, column.sort), ""
    else:
        sort, direction = turned(sorted_by), "descending" if sorted_by.startswith("-") else "ascending"
    return Head(column.key, column.label, css, sort, form.address(sort=sort), direction)


def sorts(form: ListForm) -> list[Option]:
    """Every way to sort, each in the direction that one wants first; the one in use in the direction it has."""
    sorted_by = form.sorted_by
    values = [sorted_by if key == sorted_by.removeprefix("-") else first(form, key) for key in form.sorts]
    return [Option(value, sort_text(value), value == sorted_by) for value in values]


def sort_text(sort: str) -> str:
    name, directions = NAMES[sort.removeprefix("-")]
    return _("%(name)s, %(direction)s") % {"name": name, "direction": directions[sort.startswith("-")]}


def first(form: ListForm, key: str) -> str:
    return f"-{key}" if key in form.LARGEST_FIRST else key


def turned(sort: str) -> str:
    """The same, from the other end."""
    return sort.removeprefix("-") if sort.startswith("-") else f"-{sort}"
