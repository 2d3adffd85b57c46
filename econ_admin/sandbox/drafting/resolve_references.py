"""What the body of a draft points at, looked up; and all that is found wrong on the way."""

from decimal import Decimal
from typing import Any

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.endpoints import customer_serializers, product_serializers
from econ_admin.sandbox.error_responses import Wrong
from econ_admin.sandbox.references import Reference, followed
from econ_admin.sandbox.request import Call

CUSTOMER = Reference("customers", "customerNumber", "Customer", "customers")
CONTACT = Reference("contacts", "customerContactNumber", "CustomerContact", "contacts")
CONTACT_BELOW = customer_serializers.REFERENCES["attention"]
DELIVERY_LOCATION = customer_serializers.REFERENCES["defaultDeliveryLocation"]
EMPLOYEE = customer_serializers.REFERENCES["salesPerson"]
LAYOUT = customer_serializers.REFERENCES["layout"]
PAYMENT_TERMS = customer_serializers.REFERENCES["paymentTerms"]
VAT_ZONE = customer_serializers.REFERENCES["vatZone"]
PRODUCT = product_serializers.REFERENCE
UNIT = product_serializers.REFERENCES["unit"]
FORMAT = "Please check the format of your data."


class Pointing:
    """Looks up references, one after the other, and keeps what is wrong with them."""

    def __init__(self, call: Call) -> None:
        self.books = call.books
        self.links = call.links
        self.wrongs: list[Wrong] = []

    def wrong(self, path: str, message: str, code: str, value: Any, hint: str) -> None:
        """Note what is refused."""
        self.wrongs.append(Wrong(path, message, code, value, hint))

    def follow(self, path: str, reference: Reference, given: Document, owner: int = 0) -> Document | None:
        """The document that is pointed at; None, and a note, where there is none."""
        found, wrongs = followed(path, reference, given, self.books, self.links, owner)
        self.wrongs += wrongs
        return found

    def snapshot(self, path: str, reference: Reference, given: Document, *names: str, owner: int = 0) -> Document:
        """The number of what is pointed at, and these properties of it: a draft keeps them as they are now."""
        found = self.follow(path, reference, given, owner) or {}
        return {name: found[name] for name in (reference.number, *names) if name in found}

    def unbarred(self, path: str, reference: Reference, given: Document, code: str) -> Document | None:
        """The document that is pointed at, which must not be barred."""
        found = self.follow(path, reference, given)
        if found and found.get("barred"):
            number = found[reference.number]
            hint = f"Find a list of {reference.plural} at {self.links.plain(reference.noun)} ."
            self.wrong(path, f"{reference.entity} '{number}' is barred.", code, number, hint)
        return found

    def contact(self, path: str, given: Document, customer: int) -> Document:
        """A contact, which must be of the customer."""
        key = CONTACT.key(given, 0)
        found = None if key is None else self.books.find("contacts", key)
        if found is None:
            return self.snapshot(path, CONTACT_BELOW, given, owner=customer)
        owner = found["customer"]["customerNumber"]
        if owner != customer:
            message = "Mismatching customer number for invoice and customer contact"
            hint = f"Invoice customer: {customer}, customer contact: {key}, customer contact reference: {owner}"
            self.wrong(path.removeprefix("references."), message, "E04800", key, hint)  # as it was recorded
        return {"customerContactNumber": found["customerContactNumber"]}

    def amount(self, path: str, value: Any, decimals: int, told: str = "two") -> Decimal:
        """An amount, which must not have more decimals."""
        read = Decimal(value)
        if -int(read.normalize().as_tuple().exponent) > decimals:
            name = path.rpartition(".")[2]
            message = f"{name} scale cannot be greater then {told} decimal places."
            self.wrong(path, message, "E04740", value, FORMAT)
            return Decimal(0)
        return read
