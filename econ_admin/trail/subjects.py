"""Finds out which documents a write concerns. Pure functions."""

import re
from typing import Any

from econ_admin.gateway.errors import UnexpectedResponse
from econ_admin.gateway.json_codec import decode

CUSTOMER_PATH = re.compile(r"customers/([0-9]+)(?:/|$)")
NUMBER_KEYS = {
    "customers": "customerNumber",
    "contacts": "customerContactNumber",
    "delivery-locations": "deliveryLocationNumber",
    "drafts": "draftInvoiceNumber",
}
SubjectKey = tuple[str, str]  # noun and number


def list_subjects(noun: str, path: str, number: str, *bodies: bytes) -> list[SubjectKey]:
    """Returns the documents that a write concerns, each once. `bodies` are what was there, was sent and came back."""
    subjects = [(noun, number)] if number else []
    if customer := CUSTOMER_PATH.match(path):
        subjects.append(("customers", customer[1]))
    for document in map(decode_document, bodies):
        subjects += _list_named(noun, document)
    return list(dict.fromkeys(subjects))


def _list_named(noun: str, document: dict[str, Any]) -> list[SubjectKey]:
    """Returns the document itself, and the customer that a draft names."""
    own_number, customer = document.get(NUMBER_KEYS.get(noun, "")), document.get("customer")
    subjects = [(noun, str(own_number))] if isinstance(own_number, int) else []
    if noun == "drafts" and isinstance(customer, dict) and isinstance(customer.get("customerNumber"), int):
        subjects.append(("customers", str(customer["customerNumber"])))
    return subjects


def decode_document(body: bytes) -> dict[str, Any]:
    """Returns the JSON object in these bytes; an empty one if there is none."""
    try:
        document = decode(body) if body else None
    except UnexpectedResponse:
        return {}
    return document if isinstance(document, dict) else {}
