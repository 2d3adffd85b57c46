"""A plain model of the register: what should stand there after each write, kept in dicts."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Document = dict[str, Any]

Line = tuple[Decimal, Decimal]  # quantity and net price of one
CENT = Decimal("0.01")
REFERENCES = {
    "paymentTerms": "paymentTermsNumber",
    "customerGroup": "customerGroupNumber",
    "vatZone": "vatZoneNumber",
    "attention": "customerContactNumber",
    "customerContact": "customerContactNumber",
    "defaultDeliveryLocation": "deliveryLocationNumber",
}
POINTING = {"contacts": ("attention", "customerContact"), "delivery-locations": ("defaultDeliveryLocation",)}
NUMBERS = {"contacts": "customerContactNumber", "delivery-locations": "deliveryLocationNumber"}
LINKS = ("self", "metaData", "contacts", "deliveryLocations", "templates", "totals", "invoices")


def plain(document: Document) -> Document:
    """A document as it was answered, without links, its references as numbers alone."""
    told = {key: value for key, value in document.items() if key not in LINKS}
    for name, number in REFERENCES.items():
        if name in told:
            told[name] = told[name][number]
    if "customer" in told:
        told["customer"] = told["customer"]["customerNumber"]
    return told


def net(lines: list[Line]) -> Decimal:
    """What lines come to: each rounded, then added up."""
    return sum(((quantity * price).quantize(CENT, ROUND_HALF_UP) for quantity, price in lines), Decimal("0.00"))


@dataclass
class Register:
    """Customers by number, and what stands under them by noun and number."""

    customers: dict[int, Document] = field(default_factory=dict)
    below: dict[str, dict[int, Document]] = field(default_factory=lambda: {noun: {} for noun in NUMBERS})
    drafts: dict[int, Document] = field(default_factory=dict)

    def next_customer(self) -> int:
        """The number that a new customer gets."""
        return max(self.customers, default=0) + 1

    def put_customer(self, number: int, sent: Document, stamp: str) -> Document:
        """A customer made or replaced; what only the server writes stays as it was."""
        before = self.customers.get(number, {})
        kept: Document = {"customerNumber": number, **sent, "lastUpdated": stamp, "balance": 0}
        kept["dueAmount"] = Decimal("0.00")
        kept["eInvoicingDisabledByDefault"] = before.get("eInvoicingDisabledByDefault", False)
        if not kept.get("barred"):
            kept.pop("barred", None)
        if "creditLimit" in kept:
            kept["creditLimit"] = Decimal(kept["creditLimit"]).quantize(CENT, ROUND_HALF_UP)
        for name, identifier in REFERENCES.items():
            if name in kept:
                kept[name] = kept[name][identifier]
        self.customers[number] = kept
        return kept

    def in_use(self, number: int) -> bool:
        """Whether a draft is a customer's, which may then not be deleted."""
        return any(draft["customer"] == number for draft in self.drafts.values())

    def put_draft(self, number: int | None, customer: int, name: str, lines: list[Line]) -> Document:
        """A draft made (without a number) or replaced; what it was called when it was made stays with it."""
        number = number or max(self.drafts, default=0) + 1
        self.drafts[number] = {"customer": customer, "name": name, "lines": lines}
        return self.drafts[number]

    def drop_customer(self, number: int) -> None:
        """A customer deleted, with all below."""
        del self.customers[number]
        for noun, documents in self.below.items():
            self.below[noun] = {key: document for key, document in documents.items() if document["customer"] != number}

    def of(self, noun: str, customer: int) -> list[Document]:
        """What stands under a customer, by number."""
        return [document for _, document in sorted(self.below[noun].items()) if document["customer"] == customer]

    def owner(self, noun: str, number: int) -> int | None:
        """Whose it is; None where there is none of that number."""
        return self.below[noun].get(number, {}).get("customer")

    def put_below(self, noun: str, number: int | None, customer: int, sent: Document) -> Document:
        """A contact or a delivery location made (without a number) or replaced."""
        documents = self.below[noun]
        before = documents.get(number, {}) if number else {}
        places = [document["sortKey"] for document in self.of(noun, customer)]
        place = before.get("sortKey", max(places, default=0) + 1)
        number = number or max(documents, default=0) + 1
        kept = {"sortKey": place, **sent, NUMBERS[noun]: number, "customer": customer}
        if not kept.get("barred"):
            kept.pop("barred", None)
        documents[number] = kept
        return kept

    def drop_below(self, noun: str, number: int) -> None:
        """One of them deleted; a customer that pointed at it points at nothing."""
        owner = self.customers[self.below[noun].pop(number)["customer"]]
        for name in POINTING[noun]:
            if owner.get(name) == number:
                del owner[name]
