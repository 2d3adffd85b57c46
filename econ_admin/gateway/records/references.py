"""Documents by their number, one kind each."""

from econ_admin.gateway.records.base import Reference


class CustomerReference(Reference, frozen=True):
    customer_number: int


class ContactReference(Reference, frozen=True):
    customer_contact_number: int


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


class VatZoneReference(Reference, frozen=True):
    vat_zone_number: int
