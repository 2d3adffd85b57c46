"""The heads of the table, and every way to sort it."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.forms.customer_list import LARGEST_FIRST, SORTS, CustomerListForm
from customers.listing.options import Option

Words = str | Promise


class Head(NamedTuple):
    """A head of the table; without an address, e-conomic cannot sort by it."""

    key: str
    label: Words
    css: str = ""
    sort: str = ""
    url: str = ""
    sorted: str = ""


HEADS = (
    Head("number", gettext_lazy("No.")),
    Head("name", gettext_lazy("Name")),
    Head("city", gettext_lazy("City")),
    Head("", gettext_lazy("Customer group"), "wide"),
    Head("email", gettext_lazy("E-mail"), "mid wide"),
    Head("", gettext_lazy("Status")),
    Head("balance", gettext_lazy("Balance"), "num"),
    Head("", gettext_lazy("Due"), "num"),
)
A_TO_Z = (gettext_lazy("A–Z"), gettext_lazy("Z–A"))
BY_SIZE = (gettext_lazy("lowest first"), gettext_lazy("highest first"))
BY_TIME = (gettext_lazy("oldest first"), gettext_lazy("newest first"))
NAMES: dict[str, tuple[Words, tuple[Words, Words]]] = {
    "number": (gettext_lazy("Number"), BY_SIZE),
    "name": (gettext_lazy("Name"), A_TO_Z),
    "city": (gettext_lazy("City"), A_TO_Z),
    "zip": (gettext_lazy("Zip"), BY_SIZE),
    "country": (gettext_lazy("Country"), A_TO_Z),
    "email": (gettext_lazy("E-mail"), A_TO_Z),
    "phone": (gettext_lazy("Telephone"), BY_SIZE),
    "cvr": (gettext_lazy("CVR number"), BY_SIZE),
    "ean": (gettext_lazy("EAN number"), BY_SIZE),
    "currency": (gettext_lazy("Currency"), A_TO_Z),
    "balance": (gettext_lazy("Balance"), BY_SIZE),
    "limit": (gettext_lazy("Credit limit"), BY_SIZE),
    "changed": (gettext_lazy("Last change"), BY_TIME),
}


def heads(form: CustomerListForm) -> list[Head]:
    return [_head(head, form) for head in HEADS]


def _head(head: Head, form: CustomerListForm) -> Head:
    sorted_by = form.sorted_by
    if not head.key:
        return head
    if head.key != sorted_by.removeprefix("-"):
        sort, direction = first(head.key), ""
    else:
        sort, direction = turned(sorted_by), "descending" if sorted_by.startswith("-") else "ascending"
    return head._replace(sort=sort, url=form.address(sort=sort), sorted=direction)


def sorts(form: CustomerListForm) -> list[Option]:
    """Every way to sort, each in the direction that one wants first; the one in use in the direction it has."""
    sorted_by = form.sorted_by
    values = [sorted_by if key == sorted_by.removeprefix("-") else first(key) for key in SORTS]
    return [Option(value, sort_text(value), value == sorted_by) for value in values]


def sort_text(sort: str) -> str:
    name, directions = NAMES[sort.removeprefix("-")]
    return _("%(name)s, %(direction)s") % {"name": name, "direction": directions[sort.startswith("-")]}


def first(key: str) -> str:
    return f"-{key}" if key in LARGEST_FIRST else key


def turned(sort: str) -> str:
    """The same, from the other end."""
    return sort.removeprefix("-") if sort.startswith("-") else f"-{sort}"
