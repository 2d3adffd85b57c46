"""The options that forms of customers and of drafts share: the agreement's lists, and a customer's contacts."""

from collections.abc import Sequence

from customers.shared.form_fields import Options
from econ_admin.gateway import Gateway, Unavailable
from econ_admin.gateway.records import Contact


def load_payment_terms(economic: Gateway) -> Options:
    return [(terms.payment_terms_number, terms.name) for terms in economic.payment_terms.all()]


def load_vat_zones(economic: Gateway) -> Options:
    return [(zone.vat_zone_number, zone.name) for zone in economic.vat_zones.all()]


def load_currencies(economic: Gateway) -> Options:
    return [(currency.code, f"{currency.code} {currency.name}") for currency in economic.currencies.all()]


def load_layouts(economic: Gateway) -> Options:
    return [(layout.layout_number, layout.name) for layout in economic.layouts.all()]


def load_employees(economic: Gateway) -> Options:
    return [(employee.employee_number, employee.name) for employee in economic.employees.all()]


def build_contact_options(contacts: Sequence[Contact] | Unavailable) -> Options | Unavailable:
    """Contacts that are deleted in e-conomic are not offered."""
    if isinstance(contacts, Unavailable):
        return contacts
    return [(contact.customer_contact_number, contact.name) for contact in contacts if not contact.deleted]
