"""Loads the options of a customer's form."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from customers.frame.contact_rows import format_location
from customers.register.forms import CustomerForm
from customers.shared.form_fields import Options
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Deadline, Gateway, Unavailable, optional
from econ_admin.gateway.records import Contact, DeliveryLocation

OPTIONS_TIMEOUT = 5  # seconds for the options of a form that is shown again: the input matters more


class ReferenceOptions(NamedTuple):
    """Options that are the same for all customers."""

    customer_group: Options | Unavailable
    payment_terms: Options | Unavailable
    vat_zone: Options | Unavailable
    currency: Options | Unavailable
    layout: Options | Unavailable
    sales_person: Options | Unavailable


class FormOptions(NamedTuple):
    """Options of one customer's form."""

    references: ReferenceOptions
    contacts: list[Contact] | Unavailable
    locations: list[DeliveryLocation] | Unavailable


def load_form_options(economic: Gateway, customer: int | None) -> FormOptions:
    """Loads the options in one round trip; a new customer (None) has no contacts and no locations."""
    if customer is None:
        return FormOptions(load_reference_options(economic), [], [])
    contacts, locations, references = economic.together(
        optional(lambda: economic.contacts.of(customer)),
        optional(lambda: economic.delivery_locations.of(customer)),
        lambda: load_reference_options(economic),
    )
    return FormOptions(references, contacts, locations)


def load_reference_options(economic: Gateway) -> ReferenceOptions:
    groups, terms, zones, currencies, layouts, employees = economic.together(
        optional(lambda: [(group.customer_group_number, group.name) for group in economic.customer_groups.all()]),
        optional(lambda: [(terms.payment_terms_number, terms.name) for terms in economic.payment_terms.all()]),
        optional(lambda: [(zone.vat_zone_number, zone.name) for zone in economic.vat_zones.all()]),
        optional(
            lambda: [(currency.code, f"{currency.code} {currency.name}") for currency in economic.currencies.all()]
        ),
        optional(lambda: [(layout.layout_number, layout.name) for layout in economic.layouts.all()]),
        optional(lambda: [(employee.employee_number, employee.name) for employee in economic.employees.all()]),
    )
    return ReferenceOptions(groups, terms, zones, currencies, layouts, employees)


def load_cached_options(request: EconRequest, customer: int | None) -> FormOptions:
    """Loads options for a form that is shown again: from the cache, or within OPTIONS_TIMEOUT."""
    return load_form_options(request.economic.cached().within(Deadline(OPTIONS_TIMEOUT)), customer)


def fill_options(form: CustomerForm, form_options: FormOptions) -> None:
    """Sets the form's options."""
    contact_options = (
        form_options.contacts
        if isinstance(form_options.contacts, Unavailable)
        else _build_contact_options(form_options.contacts)
    )
    location_options = (
        form_options.locations
        if isinstance(form_options.locations, Unavailable)
        else _build_location_options(form_options.locations)
    )
    customer_options = {
        "attention": contact_options,
        "customer_contact": contact_options,
        "default_delivery_location": location_options,
    }
    for name, options in {**form_options.references._asdict(), **customer_options}.items():
        if name in form.fields:
            form.set_options(name, options)


def _build_contact_options(contacts: list[Contact]) -> Options:
    return [(contact.customer_contact_number, contact.name) for contact in contacts if not contact.deleted]


def _build_location_options(locations: list[DeliveryLocation]) -> Options:
    barred_label = _("%(place)s (barred)")
    return [
        (
            location.delivery_location_number,
            barred_label % {"place": format_location(location)} if location.barred else format_location(location),
        )
        for location in locations
    ]
