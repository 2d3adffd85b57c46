"""The customer, and the links that e-conomic returns with it."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.references import (
    ContactReference,
    CustomerGroupReference,
    DeliveryLocationReference,
    EmployeeReference,
    LayoutReference,
    PaymentTermsReference,
    VatZoneReference,
)
from econ_admin.gateway.records.values import Identifier


class Customer(Record, frozen=True):
    """A customer. An empty text and an absent one mean the same."""

    KEY: ClassVar[str] = "customerNumber"
    LINKS: ClassVar[frozenset[str]] = Record.LINKS | {
        "contacts",
        "deliveryLocations",
        "invoices",
        "templates",
        "totals",
    }
    READ_ONLY: ClassVar[frozenset[str]] = frozenset({"balance", "dueAmount", "lastUpdated"})
    FIXED: ClassVar[frozenset[str]] = frozenset({"eInvoicingDisabledByDefault"})  # changed by PATCH only

    customer_number: Annotated[Identifier, Limit(min_value=1, max_value=999_999_999)]
    currency: Annotated[str, Limit(3, min_length=3)]
    payment_terms: PaymentTermsReference
    customer_group: CustomerGroupReference
    vat_zone: VatZoneReference
    name: Annotated[str, Limit(255, min_length=1)] = ""

    address: Annotated[str, Limit(510)] = ""
    zip: Annotated[str, Limit(30)] = ""
    city: Annotated[str, Limit(50)] = ""
    country: Annotated[str, Limit(50)] = ""

    email: Annotated[str, Limit(255)] = ""
    telephone_and_fax_number: Annotated[str, Limit(255)] = ""
    mobile_phone: Annotated[str, Limit(50)] = ""
    website: Annotated[str, Limit(255)] = ""

    corporate_identification_number: Annotated[str, Limit(40)] = ""
    vat_number: Annotated[str, Limit(20)] = ""
    p_number: Annotated[str, Limit(10, min_length=10)] = ""
    ean: Annotated[str, Limit(13)] = ""
    public_entry_number: Annotated[str, Limit(50)] = ""
    e_invoicing_disabled_by_default: bool = False

    barred: bool = False
    credit_limit: Decimal | None = None
    balance: Decimal | None = None
    due_amount: Decimal | None = None
    last_updated: datetime | None = None

    layout: LayoutReference | None = None
    attention: ContactReference | None = None
    customer_contact: ContactReference | None = None
    sales_person: EmployeeReference | None = None
    default_delivery_location: DeliveryLocationReference | None = None


class CustomerTotalsLinks(Record, frozen=True):
    """Links to the customer's totals."""

    drafts: str = ""
    booked: str = ""


class CustomerTemplatesLinks(Record, frozen=True):
    """Links to the customer's templates. (The customer document spells the second one `invoiceLine`.)"""

    invoice: str = ""
    invoiceline: str = ""


class CustomerInvoicesLinks(Record, frozen=True):
    """Links to the customer's invoices."""

    drafts: str = ""
    booked: str = ""
