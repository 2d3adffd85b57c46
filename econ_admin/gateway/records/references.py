"""Documents by their key, one kind each, with what an answer tells of them beside it."""

from econ_admin.gateway.records.pointers import Pointer, Reference
from econ_admin.gateway.records.values import Count, Identifier


class VatAccountReference(Pointer, frozen=True):
    vat_code: str


class AccountReference(Reference, frozen=True):
    account_number: Identifier
    name: str = ""
    vat_account: VatAccountReference | None = None
    """Told by sales accounts, if at all: that it is absent means that the account itself must be asked."""


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
    """The terms as they stood when they were chosen. Sent by number: a type that does not match is refused."""

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
