"""Names of the sort orders."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

Words = str | Promise

A_TO_Z = (gettext_lazy("A–Z"), gettext_lazy("Z–A"))
BY_SIZE = (gettext_lazy("lowest first"), gettext_lazy("highest first"))
BY_TIME = (gettext_lazy("oldest first"), gettext_lazy("newest first"))
NAMES: dict[str, tuple[Words, tuple[Words, Words]]] = {
    "number": (gettext_lazy("Number"), BY_SIZE),
    "name": (gettext_lazy("Name"), A_TO_Z),
    "address": (gettext_lazy("Address"), A_TO_Z),
    "zip": (gettext_lazy("Postal code"), BY_SIZE),
    "city": (gettext_lazy("City"), A_TO_Z),
    "country": (gettext_lazy("Country"), A_TO_Z),
    "email": (gettext_lazy("E-mail"), A_TO_Z),
    "phone": (gettext_lazy("Telephone"), BY_SIZE),
    "mobile": (gettext_lazy("Mobile"), BY_SIZE),
    "website": (gettext_lazy("Website"), A_TO_Z),
    "cvr": (gettext_lazy("CVR number"), BY_SIZE),
    "vat": (gettext_lazy("VAT number"), BY_SIZE),
    "ean": (gettext_lazy("EAN number"), BY_SIZE),
    "entry": (gettext_lazy("Public entry number"), A_TO_Z),
    "currency": (gettext_lazy("Currency"), A_TO_Z),
    "balance": (gettext_lazy("Balance"), BY_SIZE),
    "limit": (gettext_lazy("Credit limit"), BY_SIZE),
    "changed": (gettext_lazy("Last changed"), BY_TIME),
    "overdue": (gettext_lazy("Overdue"), BY_SIZE),
    "oldest": (gettext_lazy("Days overdue"), BY_SIZE),
    "date": (gettext_lazy("Date"), BY_TIME),
    "customer": (gettext_lazy("Customer number"), BY_SIZE),
    "reference": (gettext_lazy("Reference"), A_TO_Z),
    "delivery": (gettext_lazy("Delivery date"), BY_TIME),
}


def sort_text(sort: str) -> str:
    name, directions = NAMES[sort.removeprefix("-")]
    return f"{name}, {directions[sort.startswith('-')]}"
