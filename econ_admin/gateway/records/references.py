"""One reference class per kind of document, with the details that responses include."""

from econ_admin.gateway.records.pointers import Pointer, Reference
from econ_admin.gateway.records.values import Count, Identifier


class VatAccountReference(Pointer, frozen=True):
    vat_code: str


class AccountReference(Reference, frozen=True):
    account_number: Identifier
    name: str = ""
    vat_account: VatAccountReference | None = None
    """May be returned with sales accounts. If absent, the account itself has to be read."""


class CustomerReference(Reference, frozen=True):
    customer_number: Identifier


class ContactReference(Reference, frozen=True):
    customer_contact_number: Identifier


class CurrencyReference(Pointer, frozen=True):
    code: str


class CustomerGroupReference(Reference, frozen=True):
    customer_group_number: Identifier


class DeliveryLocationReference(Reference, frozen=True):
    delivery_location_number: Identifier


class EmployeeReference(Reference, frozen=True):
    employee_number: Identifier


class LayoutReference(Reference, frozen=True):
    layout_number: Identifier


class PaymentTermsReference(Reference, frozen=True):
    payment_terms_number: Identifier


class InvoicePaymentTerms(PaymentTermsReference, frozen=True):
    """The terms as they were when chosen. Sent by number only: e-conomic refuses a type that does not match."""

    name: str = ""
    payment_terms_type: str = ""
    days_of_credit: Count | None = None
    description: str = ""


class ProductReference(Pointer, frozen=True):
    product_number: str


class ProductGroupReference(Reference, frozen=True):
    product_group_number: Identifier
    name: str = ""


class ProjectReference(Reference, frozen=True):
    project_number: Identifier


class UnitReference(Reference, frozen=True):
    unit_number: Identifier
    name: str = ""


class VatTypeReference(Reference, frozen=True):
    vat_type_number: Identifier
    name: str = ""


class VatZoneReference(Reference, frozen=True):
    vat_zone_number: Identifier
    name: str = ""
