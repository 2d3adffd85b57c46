"""The contacts and the delivery locations of a customer, as the panels and their own pages show them."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from customers.shared.text_links import Line, emails, plain, telephone
from econ_admin.gateway.records import Contact, Customer, DeliveryLocation

NOTIFICATIONS = {
    "invoices": gettext_lazy("invoices"),
    "orders": gettext_lazy("orders"),
    "quotations": gettext_lazy("quotations"),
    "reminders": gettext_lazy("reminders"),
}


class Person(NamedTuple):
    """A contact, ready to be shown."""

    key: int  # the one in addresses
    number: str  # the one that people see in e-conomic
    name: str
    emails: list[Line]
    phone: list[Line]
    receives: str
    e_invoice_id: str
    notes: list[Line]
    is_main: bool
    is_attention: bool


class Place(NamedTuple):
    """A delivery location, ready to be shown."""

    key: int
    number: str
    name: str
    address: list[Line]
    postal_code: str
    city: str
    country: str
    terms: str
    is_usual: bool
    is_barred: bool

    @property
    def town(self) -> str:
        return f"{self.postal_code} {self.city}".strip()


def people(contacts: Iterable[Contact], customer: Customer) -> list[Person]:
    return [_person(contact, customer) for contact in contacts if not contact.deleted]


def _person(contact: Contact, customer: Customer) -> Person:
    number = contact.customer_contact_number
    received = [str(NOTIFICATIONS.get(each, each)) for each in contact.email_notifications or ()]
    return Person(
        key=number,
        number=str(contact.sort_key or number),
        name=contact.name,
        emails=emails(contact.email),
        phone=telephone(contact.phone),
        receives=", ".join(received),
        e_invoice_id=contact.e_invoice_id,
        notes=plain(contact.notes),
        is_main=customer.customer_contact is not None and customer.customer_contact.number == number,
        is_attention=customer.attention is not None and customer.attention.number == number,
    )


def places(locations: Iterable[DeliveryLocation], customer: Customer) -> list[Place]:
    return [_place(location, customer) for location in locations]


def _place(location: DeliveryLocation, customer: Customer) -> Place:
    usual, number = customer.default_delivery_location, location.delivery_location_number
    return Place(
        key=number,
        number=str(location.sort_key or number),
        name=place_name(location),
        address=plain(location.address),
        postal_code=location.postal_code,
        city=location.city,
        country=location.country,
        terms=location.terms_of_delivery,
        is_usual=usual is not None and usual.number == number,
        is_barred=location.barred,
    )


def place_name(location: DeliveryLocation) -> str:
    """On one line, where it is named in passing."""
    town = f"{location.postal_code} {location.city}".strip()
    return ", ".join(filter(None, [*location.address.splitlines(), town])) or str(location.delivery_location_number)
