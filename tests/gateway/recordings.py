"""The recorded answers of the real API."""

import re
from decimal import Decimal
from typing import Any

import msgspec

from econ_admin.gateway.records import (
    Agreement,
    BookedInvoice,
    Contact,
    CurrencyPrice,
    Customer,
    CustomerGroup,
    DraftInvoice,
    Layout,
    PaymentTerms,
    Product,
    ProductGroup,
    Record,
    Unit,
    VatZone,
)
from tests.reference import recorded_answer, recorded_names

NOUNS: dict[str, type[Record]] = {
    "GET_customers_[np2]*": Customer,
    "P*T_customers_201*": Customer,
    "PUT_customers_n*": Customer,
    "*_customers_1_contacts*": Contact,
    "GET_customer-groups*": CustomerGroup,
    "GET_invoices_booked*": BookedInvoice,
    "P*T_invoices_booked*": BookedInvoice,
    "GET_invoices_drafts*": DraftInvoice,
    "POST_invoices_drafts*": DraftInvoice,
    "GET_layouts*": Layout,
    "GET_payment-terms*": PaymentTerms,
    "GET_product-groups*": ProductGroup,
    "GET_products_2019*": Product,
    "GET_products_n_2019*": Product,
    "GET_products_n_currency*": CurrencyPrice,
    "GET_units*": Unit,
    "GET_vat-zones*": VatZone,
    "GET_self*": Agreement,
}

decimal_decoder = msgspec.json.Decoder(float_hook=Decimal)


def list_recorded_documents() -> list[tuple[str, type[Record], bytes]]:
    """Every recorded document of the gateway's nouns: its name, its record, its bytes."""
    documents = []
    for pattern, record in NOUNS.items():
        for name in recorded_names(pattern):
            recording = decimal_decoder.decode(_repair_unit_names(name))
            for index, document in enumerate(recording.get("collection", [recording])):
                documents.append((f"{name.removesuffix('.json')}-{index}", record, _encode_document(document)))
    return documents


def _repair_unit_names(name: str) -> bytes:
    """The recording without the blanks that got into the property names of the units (see its INDEX.md)."""
    if not name.startswith("GET_units"):
        return recorded_answer(name)
    return re.sub(rb'"([^"]*)"(?=\s*:)', lambda match: match[0].replace(b" ", b""), recorded_answer(name))


def _encode_document(document: Any) -> bytes:
    """The document as JSON bytes, with the digits of each amount preserved."""
    return msgspec.json.encode(_keep_digits(document))


def _keep_digits(value: Any) -> Any:
    if isinstance(value, Decimal):
        return msgspec.Raw(format(value, "f").encode())
    if isinstance(value, dict):
        return {name: _keep_digits(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_keep_digits(item) for item in value]
    return value
