"""The kinds of documents in the history: their names, records and pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from customers.frame.contact_rows import format_location
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.records import Contact, Customer, DeliveryLocation, DraftInvoice, Record
from econ_admin.trail import labels
from econ_admin.trail.subjects import CUSTOMER_PATH


@dataclass(frozen=True)
class Noun:
    """What the history needs to know about one kind of document."""

    key: str  # as in the audit trail
    name: str | Promise
    record: type[Record]
    number_key: str  # the wire name of its number
    get_name: Callable[[Any], str]
    icon: str


NOUNS = {
    noun.key: noun
    for noun in (
        Noun(
            "customers", labels.NOUNS["customers"], Customer, "customerNumber",
            lambda customer: customer.name, "building-store",
        ),
        Noun(
            "contacts", labels.NOUNS["contacts"], Contact, "customerContactNumber",
            lambda contact: contact.name, "users",
        ),
        Noun(
            "delivery-locations", labels.NOUNS["delivery-locations"], DeliveryLocation, "deliveryLocationNumber",
            format_location, "map-pin",
        ),
        Noun(
            "drafts", labels.NOUNS["drafts"], DraftInvoice, "draftInvoiceNumber",
            lambda draft: draft.recipient.name, "file-pencil",
        ),
    )
}  # fmt: skip


def build_document_url(request: EconRequest, noun: str, number: str, path: str) -> str:
    """Returns the URL of the page that shows the document; "" if it has none."""
    customer = CUSTOMER_PATH.match(path)
    if noun == "drafts":
        return url_for(request, "customers:draft", int(number)) if number.isdigit() else ""
    if customer is None:
        return url_for(request, "customers:customer", int(number)) if noun == "customers" and number.isdigit() else ""
    views = {"contacts": "customers:contacts", "delivery-locations": "customers:delivery-locations"}
    return url_for(request, views.get(noun, "customers:customer"), int(customer[1]))
