"""Rows of a customer's contacts and delivery locations."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from customers.shared.text_links import TextLine, link_emails, link_telephone, split_lines
from econ_admin.gateway.records import Contact, Customer, DeliveryLocation

NOTIFICATIONS = {
    "invoices": gettext_lazy("invoices"),
    "orders": gettext_lazy("orders"),
    "quotations": gettext_lazy("quotations"),
    "reminders": gettext_lazy("reminders"),
}


class ContactRow(NamedTuple):
    """A contact, formatted for display."""

    key: int  # the number in URLs
    number: str  # the number that e-conomic's own pages show
    name: str
    emails: list[TextLine]
    phone: list[TextLine]
    receives: str
    e_invoice_id: str
    notes: list[TextLine]
    is_main: bool
    is_attention: bool


class LocationRow(NamedTuple):
    """A delivery location, formatted for display."""

    key: int
    number: str
    name: str
    address: list[TextLine]
    postal_code: str
    city: str
    country: str
    terms: str
    is_usual: bool
    is_barred: bool

    @property
    def town(self) -> str:
        return f"{self.postal_code} {self.city}".strip()


def build_contact_rows(contacts: Iterable[Contact], customer: Customer) -> list[ContactRow]:
    return [_build_contact_row(contact, customer) for contact in contacts if not contact.deleted]


def _build_contact_row(contact: Contact, customer: Customer) -> ContactRow:
    number = contact.customer_contact_number
    notifications = [
        str(NOTIFICATIONS.get(notification, notification)) for notification in contact.email_notifications or ()
    ]
    return ContactRow(
        key=number,
        number=str(contact.sort_key or number),
        name=contact.name,
        emails=link_emails(contact.email),
        phone=link_telephone(contact.phone),
        receives=", ".join(notifications),
        e_invoice_id=contact.e_invoice_id,
        notes=split_lines(contact.notes),
        is_main=customer.customer_contact is not None and customer.customer_contact.number == number,
        is_attention=customer.attention is not None and customer.attention.number == number,
    )


def build_location_rows(locations: Iterable[DeliveryLocation], customer: Customer) -> list[LocationRow]:
    return [_build_location_row(location, customer) for location in locations]


def _build_location_row(location: DeliveryLocation, customer: Customer) -> LocationRow:
    default_location, number = customer.default_delivery_location, location.delivery_location_number
    return LocationRow(
        key=number,
        number=str(location.sort_key or number),
        name=format_location(location),
        address=split_lines(location.address),
        postal_code=location.postal_code,
        city=location.city,
        country=location.country,
        terms=location.terms_of_delivery,
        is_usual=default_location is not None and default_location.number == number,
        is_barred=location.barred,
    )


def format_location(location: DeliveryLocation) -> str:
    """Formats the delivery location on one line."""
    town = f"{location.postal_code} {location.city}".strip()
    return ", ".join(filter(None, [*location.address.splitlines(), town])) or str(location.delivery_location_number)
