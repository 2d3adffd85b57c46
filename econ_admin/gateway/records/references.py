"""Documents by their key, one kind each, with what an answer tells of them beside it."""

from econ_admin.gateway.records.pointers import Pointer, Reference


class VatAccountReference(Pointer, frozen=True):
    vat_code: str


class AccountReference(Reference, frozen=True):
    account_number: int
    name: str = ""
    vat_account: VatAccountReference | None = None
    """Told by sales accounts, if at all: that it is absent means that the account itself must be asked."""


class CustomerReference(Reference, frozen=True):
    customer_number: int


class ContactReference(Reference, frozen=True):
    customer_contact_number: int


class CurrencyReference(Pointer, frozen=True):
    code: str


class CustomerGroupReference(Reference, frozen=True):
    customer_group_number: int


class DeliveryLocationReference(Reference, frozen=True):
    delivery_location_number: int


class EmployeeReference(Reference, frozen=True):
    employee_number: int


class LayoutReference(Reference, frozen=True):
    layout_number: int


class PaymentTermsReference(Reference, frozen=True):
    payment_terms_number: int


class PaymentTermsOfInvoice(PaymentTermsReference, frozen=True):
    """The terms as they stood when they were chosen. Sent by number: a type that does not match is refused."""

    name: str = ""
    payment_terms_type: str = ""
    days_of_credit: int | None = None
    description: str = ""


class ProductReference(Pointer, frozen=True):
    product_number: str


class ProductGroupReference(Reference, frozen=True):
    product_group_number: int
    name: str = ""


class ProjectReference(Reference, frozen=True):
    project_number: int


class UnitReference(Reference, frozen=True):
    unit_number: int
    name: str = ""


class VatTypeReference(Reference, frozen=True):
    vat_type_number: int
    name: str = ""


class VatZoneReference(Reference, frozen=True):
    vat_zone_number: int
    name: str = ""
