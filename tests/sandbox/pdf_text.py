"""Invoices as they would be answered, and what can be read on their PDFs."""

from decimal import Decimal
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.pdf import render_invoice

SELLER: Document = {
    "company": {
        "name": "Nordlys Handel ApS",
        "addressLine1": "Nordre Havnekaj 12",
        "zip": "9000",
        "city": "Aalborg",
        "phoneNumber": "98 12 04 40",
        "companyIdentificationNumber": "29403473",
        "vatNumber": "DK29403473",
    },
    "bankInformation": {
        "bankName": "Limfjordsbanken",
        "swiftCode": "LIFJDK21",
        "ibanNumber": "DK5000400440116243",
        "bankSortCode": "0040",
        "bankAccountNumber": "0440116243",
        "giro": "1234567",
    },
    "settings": {"baseCurrency": "DKK"},
}
DANISH_RECIPIENT: Document = {
    "name": "Ærø Skibsværft & Søn ApS",
    "address": "Havnegade 27, 2. th.",
    "zip": "5970",
    "city": "Ærøskøbing",
    "cvr": "31748526",
    "ean": "5790001330552",
    "attention": {"customerContactNumber": 3, "name": "Birthe Åkjær"},
    "vatZone": {"name": "Domestic", "vatZoneNumber": 1},
}
GERMAN_RECIPIENT: Document = {
    "name": "Müller & Söhne GmbH",
    "address": "Große Elbstraße 14",
    "zip": "22767",
    "city": "Hamburg",
    "country": "Tyskland",
    "cvr": "DE811234567",
    "vatZone": {"name": "EU", "vatZoneNumber": 2},
}


def build_line(
    description: str, quantity: str, price: str, *, rate: str = "25", discount: str = "0", **overrides: Any
) -> Document:
    """A priced line of a booked invoice."""
    net = (Decimal(quantity) * Decimal(price) * (100 - Decimal(discount)) / 100).quantize(Decimal("0.01"))
    return {
        "description": description,
        "quantity": Decimal(quantity),
        "unitNetPrice": Decimal(price),
        "discountPercentage": Decimal(discount),
        "vatRate": Decimal(f"{rate}.00000000"),
        "vatAmount": net * Decimal(rate) / 100,
        "totalNetAmount": net,
        "unit": {"unitNumber": 1, "name": "stk."},
        "product": {"productNumber": "P-1"},
    } | overrides


def build_invoice(*lines: Document, currency: str = "DKK", rate: str = "100.000000", **overrides: Any) -> Document:
    """A booked invoice of these lines."""
    net = sum((line.get("totalNetAmount", Decimal(0)) for line in lines), Decimal("0.00"))
    vat = sum((line.get("vatAmount", Decimal(0)) for line in lines), Decimal(0)).quantize(Decimal("0.01"))
    return {
        "bookedInvoiceNumber": 10247,
        "date": "2026-11-23",
        "currency": currency,
        "exchangeRate": Decimal(rate),
        "netAmount": net,
        "netAmountInBaseCurrency": net * Decimal(rate) / 100,
        "grossAmount": net + vat,
        "grossAmountInBaseCurrency": (net + vat) * Decimal(rate) / 100,
        "vatAmount": vat,
        "roundingAmount": Decimal("0.00"),
        "dueDate": "2026-12-01",
        "paymentTerms": {"paymentTermsNumber": 1, "name": "Netto 8 dage", "paymentTermsType": "net"},
        "customer": {"customerNumber": 1042},
        "recipient": DANISH_RECIPIENT,
        "lines": list(lines),
    } | overrides


def build_draft(*lines: Document) -> Document:
    """A draft of these lines, which name no rates of VAT."""
    document = build_invoice(*lines, draftInvoiceNumber=35183)
    del document["bookedInvoiceNumber"]
    document["lines"] = [{name: line[name] for name in line if not name.startswith("vat")} for line in lines]
    return document


def read_pages(document: Document, *, draft: bool = False) -> list[list[str]]:
    """The lines of each page as the eye meets them, columns one space apart."""
    pages = PdfReader(BytesIO(render_invoice(document, SELLER, draft=draft))).pages
    return [[" ".join(text_line.split()) for text_line in _extract_text_lines(page)] for page in pages]


def _extract_text_lines(page: Any) -> list[str]:
    text: str = page.extract_text(extraction_mode="layout", layout_mode_strip_rotated=True)
    return text.splitlines()
