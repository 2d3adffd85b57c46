"""The fields that drafts, booked invoices and the invoice template share."""

import datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.references import (
    ContactReference,
    CustomerReference,
    DeliveryLocationReference,
    EmployeeReference,
    InvoicePaymentTerms,
    LayoutReference,
    ProjectReference,
    VatZoneReference,
)


class Recipient(Record, frozen=True):
    """The recipient, copied from the customer when the invoice was created; later changes of the customer do not affect
    it.

    No write takes `cvr`, which e-conomic copies from the customer; only the POST of a draft takes `mobile_phone`.
    """

    READ_ONLY: ClassVar[frozenset[str]] = frozenset({"cvr"})

    name: Annotated[str, Limit(250)] = ""
    address: Annotated[str, Limit(250)] = ""
    zip: Annotated[str, Limit(50)] = ""
    city: Annotated[str, Limit(250)] = ""
    country: Annotated[str, Limit(50)] = ""
    ean: Annotated[str, Limit(13)] = ""
    public_entry_number: Annotated[str, Limit(40)] = ""
    attention: ContactReference | None = None
    vat_zone: VatZoneReference | None = None
    mobile_phone: str = ""
    nem_handel_type: str = ""
    """ean, corporateIdentificationNumber, pNumber or peppol."""
    cvr: Annotated[str, Limit(40)] = ""


class Delivery(Record, frozen=True):
    """Where and when the goods are delivered."""

    address: Annotated[str, Limit(255)] = ""
    zip: Annotated[str, Limit(30)] = ""
    city: Annotated[str, Limit(50)] = ""
    country: Annotated[str, Limit(50)] = ""
    delivery_terms: Annotated[str, Limit(100)] = ""
    delivery_date: datetime.date | None = None


class Notes(Record, frozen=True):
    """The texts above and below the lines."""

    heading: Annotated[str, Limit(250)] = ""
    text_line1: Annotated[str, Limit(1000)] = ""
    text_line2: Annotated[str, Limit(1000)] = ""


class InvoiceReferences(Record, frozen=True):
    """People on both sides. `other` is free text, often an order number."""

    customer_contact: ContactReference | None = None
    sales_person: EmployeeReference | None = None
    vendor_reference: EmployeeReference | None = None
    other: Annotated[str, Limit(250)] = ""


class InvoiceHeader(Record, frozen=True):
    """An invoice without its number, lines and totals."""

    date: datetime.date | None = None
    currency: str = ""
    exchange_rate: Annotated[Decimal | None, Limit(max_value=999_999_999_999)] = None
    """The price of 100 units of the currency in the agreement's own."""
    due_date: datetime.date | None = None
    payment_terms: InvoicePaymentTerms | None = None
    customer: CustomerReference | None = None
    recipient: Recipient = Recipient()
    delivery_location: DeliveryLocationReference | None = None
    delivery: Delivery = Delivery()
    notes: Notes = Notes()
    references: InvoiceReferences = InvoiceReferences()
    layout: LayoutReference | None = None
    project: ProjectReference | None = None
