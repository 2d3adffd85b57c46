"""The recorded answers of the real API, read from where they lie."""

import os
import re
from decimal import Decimal
from pathlib import Path
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

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = Path(os.environ.get("ECONOMIC_REFERENCE", ROOT.parent / "shared" / "reference"))
RECORDED = REFERENCE / "recorded"

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


def body_of(name: str) -> bytes:
    return (RECORDED / name).read_bytes()


def documents() -> list[tuple[str, type[Record], bytes]]:
    """Every recorded document of the gateway's nouns: its name, its record, its bytes."""
    found = []
    for pattern, record in NOUNS.items():
        for path in sorted(RECORDED.glob(pattern)):
            whole = plain.decode(_mended(path))
            for index, each in enumerate(whole.get("collection", [whole])):
                found.append((f"{path.stem}-{index}", record, _bytes_of(each)))
    return found


def _mended(path: Path) -> bytes:
    """INDEX.md: in the units, blanks have got into names and links."""
    if not path.name.startswith("GET_units"):
        return path.read_bytes()
    return re.sub(rb'"([^"]*)"(?=\s*:)', lambda name: name[0].replace(b" ", b""), path.read_bytes())


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
