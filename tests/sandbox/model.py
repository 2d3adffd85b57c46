"""A plain model of the register in dicts: what it should contain after each write."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Document = dict[str, Any]

QuantityAndPrice = tuple[Decimal, Decimal]  # quantity and net price of one
CENT = Decimal("0.01")
REFERENCES = {
    "paymentTerms": "paymentTermsNumber",
    "customerGroup": "customerGroupNumber",
    "vatZone": "vatZoneNumber",
    "attention": "customerContactNumber",
    "customerContact": "customerContactNumber",
    "defaultDeliveryLocation": "deliveryLocationNumber",
}
REFERENCING_PROPERTIES = {
    "contacts": ("attention", "customerContact"),
    "delivery-locations": ("defaultDeliveryLocation",),
}
KEY_FIELDS = {"contacts": "customerContactNumber", "delivery-locations": "deliveryLocationNumber"}
LINK_PROPERTIES = ("self", "metaData", "contacts", "deliveryLocations", "templates", "totals", "invoices")


def strip_links(document: Document) -> Document:
    """A document as it was answered, without links, its references as numbers alone."""
    plain_document = {key: value for key, value in document.items() if key not in LINK_PROPERTIES}
    for name, number in REFERENCES.items():
        if name in plain_document:
            plain_document[name] = plain_document[name][number]
    if "customer" in plain_document:
        plain_document["customer"] = plain_document["customer"]["customerNumber"]
    return plain_document


def sum_net(lines: list[QuantityAndPrice]) -> Decimal:
    """What lines come to: each rounded, then added up."""
    return sum(((quantity * price).quantize(CENT, ROUND_HALF_UP) for quantity, price in lines), Decimal("0.00"))


@dataclass
class RegisterModel:
    """Customers by number, and their contacts, locations and drafts by noun and number."""

    customers: dict[int, Document] = field(default_factory=dict)
    children: dict[str, dict[int, Document]] = field(default_factory=lambda: {noun: {} for noun in KEY_FIELDS})
    drafts: dict[int, Document] = field(default_factory=dict)

    def get_next_number(self) -> int:
        """The number that a new customer gets."""
        return max(self.customers, default=0) + 1

    def save_customer(self, number: int, body: Document, stamp: str) -> Document:
        """A customer made or replaced; what only the server writes stays as it was."""
        before = self.customers.get(number, {})
        document: Document = {"customerNumber": number, **body, "lastUpdated": stamp, "balance": 0}
        document["dueAmount"] = Decimal("0.00")
        document["eInvoicingDisabledByDefault"] = before.get("eInvoicingDisabledByDefault", False)
        if not document.get("barred"):
            document.pop("barred", None)
        if "creditLimit" in document:
            document["creditLimit"] = Decimal(document["creditLimit"]).quantize(CENT, ROUND_HALF_UP)
        for name, identifier in REFERENCES.items():
            if name in document:
                document[name] = document[name][identifier]
        self.customers[number] = document
        return document

    def is_in_use(self, number: int) -> bool:
        """Whether a draft is a customer's, which may then not be deleted."""
        return any(draft["customer"] == number for draft in self.drafts.values())

    def save_draft(self, number: int | None, customer: int, name: str, lines: list[QuantityAndPrice]) -> Document:
        """A draft made (without a number) or replaced; what it was called when it was made stays with it."""
        number = number or max(self.drafts, default=0) + 1
        self.drafts[number] = {"customer": customer, "name": name, "lines": lines}
        return self.drafts[number]

    def remove_customer(self, number: int) -> None:
        """A customer deleted, with all below."""
        del self.customers[number]
        for noun, documents in self.children.items():
            self.children[noun] = {
                key: document for key, document in documents.items() if document["customer"] != number
            }

    def list_children(self, noun: str, customer: int) -> list[Document]:
        """A customer's records of one noun, by number."""
        return [document for _, document in sorted(self.children[noun].items()) if document["customer"] == customer]

    def get_owner(self, noun: str, number: int) -> int | None:
        """Whose it is; None where there is none of that number."""
        return self.children[noun].get(number, {}).get("customer")

    def save_child(self, noun: str, number: int | None, customer: int, body: Document) -> Document:
        """A contact or a delivery location made (without a number) or replaced."""
        documents = self.children[noun]
        before = documents.get(number, {}) if number else {}
        sort_keys = [document["sortKey"] for document in self.list_children(noun, customer)]
        sort_key = before.get("sortKey", max(sort_keys, default=0) + 1)
        number = number or max(documents, default=0) + 1
        document = {"sortKey": sort_key, **body, KEY_FIELDS[noun]: number, "customer": customer}
        if not document.get("barred"):
            document.pop("barred", None)
        documents[number] = document
        return document

    def remove_child(self, noun: str, number: int) -> None:
        """One of them deleted; a customer that pointed at it points at nothing."""
        customer = self.customers[self.children[noun].pop(number)["customer"]]
        for name in REFERENCING_PROPERTIES[noun]:
            if customer.get(name) == number:
                del customer[name]
