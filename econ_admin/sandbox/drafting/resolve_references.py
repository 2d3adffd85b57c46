"""Resolves the references in a draft's body and collects errors."""

from decimal import Decimal
from typing import Any

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.endpoints import customer_serializers, product_serializers
from econ_admin.sandbox.error_responses import FieldError
from econ_admin.sandbox.references import Reference, find_referenced
from econ_admin.sandbox.request import ApiRequest

CUSTOMER = Reference("customers", "customerNumber", "Customer", "customers")
CONTACT = Reference("contacts", "customerContactNumber", "CustomerContact", "contacts")
CUSTOMER_CONTACT = customer_serializers.REFERENCES["attention"]
DELIVERY_LOCATION = customer_serializers.REFERENCES["defaultDeliveryLocation"]
EMPLOYEE = customer_serializers.REFERENCES["salesPerson"]
LAYOUT = customer_serializers.REFERENCES["layout"]
PAYMENT_TERMS = customer_serializers.REFERENCES["paymentTerms"]
VAT_ZONE = customer_serializers.REFERENCES["vatZone"]
PRODUCT = product_serializers.REFERENCE
UNIT = product_serializers.REFERENCES["unit"]
FORMAT_HINT = "Please check the format of your data."


class ReferenceResolver:
    """Resolves references one by one and collects their errors."""

    def __init__(self, request: ApiRequest) -> None:
        self.repository = request.repository
        self.links = request.links
        self.field_errors: list[FieldError] = []

    def add_error(self, path: str, message: str, code: str, value: Any, hint: str) -> None:
        """Adds an error."""
        self.field_errors.append(FieldError(path, message, code, value, hint))

    def find(self, path: str, reference: Reference, value: Document, owner: int = 0) -> Document | None:
        """Returns the referenced document; if it does not exist, adds an error and returns None."""
        document, field_errors = find_referenced(path, reference, value, self.repository, self.links, owner)
        self.field_errors += field_errors
        return document

    def take_snapshot(self, path: str, reference: Reference, value: Document, *names: str, owner: int = 0) -> Document:
        """Returns the referenced document's number and the named properties, which the draft stores as they are now."""
        document = self.find(path, reference, value, owner) or {}
        return {name: document[name] for name in (reference.key_field, *names) if name in document}

    def find_unbarred(self, path: str, reference: Reference, value: Document, code: str) -> Document | None:
        """Returns the referenced document; adds an error if it is barred."""
        document = self.find(path, reference, value)
        if document and document.get("barred"):
            number = document[reference.key_field]
            hint = f"Find a list of {reference.plural} at {self.links.build_bare_url(reference.noun)} ."
            self.add_error(path, f"{reference.entity} '{number}' is barred.", code, number, hint)
        return document

    def resolve_contact(self, path: str, value: Document, customer: int) -> Document:
        """Resolves a contact; adds an error if it belongs to another customer."""
        key = CONTACT.parse_key(value, 0)
        document = None if key is None else self.repository.find("contacts", key)
        if document is None:
            return self.take_snapshot(path, CUSTOMER_CONTACT, value, owner=customer)
        contact_customer = document["customer"]["customerNumber"]
        if contact_customer != customer:
            message = "Mismatching customer number for invoice and customer contact"
            hint = (
                f"Invoice customer: {customer}, customer contact: {key}, customer contact reference: {contact_customer}"
            )
            self.add_error(path, message, "E04800", key, hint)
        return {"customerContactNumber": document["customerContactNumber"]}

    def parse_amount(self, path: str, value: Any, decimals: int, decimals_word: str = "two") -> Decimal:
        """Parses an amount; adds an error if it has too many decimals."""
        amount = Decimal(value)
        if -int(amount.normalize().as_tuple().exponent) > decimals:
            name = path.rpartition(".")[2]
            message = f"{name} scale cannot be greater then {decimals_word} decimal places."
            self.add_error(path, message, "E04740", value, FORMAT_HINT)
            return Decimal(0)
        return amount
