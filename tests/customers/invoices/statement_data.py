"""Open invoices made for tests of the statement of account."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from econ_admin.gateway.records import BookedInvoice, Customer
from econ_admin.gateway.records.agreement import Company
from econ_admin.gateway.records.invoices import InvoiceReferences
from econ_admin.gateway.records.references import (
    CustomerGroupReference,
    CustomerReference,
    InvoicePaymentTerms,
    PaymentTermsReference,
    VatZoneReference,
)

TODAY = date(2026, 11, 23)
COMPANY = Company(name="Nordlys Handel ApS", address_line1="Nordre Havnekaj 12", zip="9000", city="Aalborg")


def build_invoice(number: int, days: int, remainder: str, currency: str = "DKK", **fields: Any) -> BookedInvoice:
    """An invoice that is `days` days overdue; not due if negative."""
    due_date = TODAY - timedelta(days=days)
    amount = Decimal(remainder)
    defaults: dict[str, Any] = {
        "customer": CustomerReference(7),
        "payment_terms": InvoicePaymentTerms(1),
        "date": due_date - timedelta(days=8),
        "due_date": due_date,
        "gross_amount": amount,
        "remainder_in_base_currency": amount if currency == "DKK" else amount * 7,
        "references": InvoiceReferences(other=f"PO-{number}"),
    }
    return BookedInvoice(booked_invoice_number=number, remainder=amount, currency=currency, **defaults | fields)


def build_customer(**fields: Any) -> Customer:
    defaults: dict[str, Any] = {
        "customer_number": 7,
        "name": "Ada Holm",
        "address": "Havnevej 2",
        "zip": "9990",
        "city": "Skagen",
        "currency": "DKK",
        "payment_terms": PaymentTermsReference(1),
        "customer_group": CustomerGroupReference(1),
        "vat_zone": VatZoneReference(1),
    }
    return Customer(**defaults | fields)
