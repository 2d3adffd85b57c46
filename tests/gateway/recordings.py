"""The recorded answers of the real API, read from where they lie."""

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

plain = msgspec.json.Decoder(float_hook=Decimal)


def documents() -> list[tuple[str, type[Record], bytes]]:
    """Every recorded document of the gateway's nouns: its name, its record, its bytes."""
    found = []
    for pattern, record in NOUNS.items():
        for name in recorded_names(pattern):
            whole = plain.decode(_mended(name))
            for index, each in enumerate(whole.get("collection", [whole])):
                found.append((f"{name.removesuffix('.json')}-{index}", record, _bytes_of(each)))
    return found


def _mended(name: str) -> bytes:
    """INDEX.md: in the units, blanks have got into names and links."""
    if not name.startswith("GET_units"):
        return recorded_answer(name)
    return re.sub(rb'"([^"]*)"(?=\s*:)', lambda found: found[0].replace(b" ", b""), recorded_answer(name))


def _bytes_of(document: Any) -> bytes:
    """The document as bytes again, each amount with the digits it came with."""
    return msgspec.json.encode(_digits(document))


def _digits(value: Any) -> Any:
    if isinstance(value, Decimal):
        return msgspec.Raw(format(value, "f").encode())
    if isinstance(value, dict):
        return {name: _digits(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_digits(each) for each in value]
    return value
