"""Loads the options of a customer's form."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from customers.frame.contact_rows import format_location
from customers.frame.options import (
    build_contact_options,
    load_currencies,
    load_employees,
    load_layouts,
    load_payment_terms,
    load_vat_zones,
)
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
        optional(lambda: load_payment_terms(economic)),
        optional(lambda: load_vat_zones(economic)),
        optional(lambda: load_currencies(economic)),
        optional(lambda: load_layouts(economic)),
        optional(lambda: load_employees(economic)),
    )
    return ReferenceOptions(groups, terms, zones, currencies, layouts, employees)


def load_cached_options(request: EconRequest, customer: int | None) -> FormOptions:
    """Loads options for a form that is shown again: from the cache, or within OPTIONS_TIMEOUT."""
    return load_form_options(request.economic.cached().within(Deadline(OPTIONS_TIMEOUT)), customer)


def fill_options(form: CustomerForm, form_options: FormOptions) -> None:
    """Sets the form's options."""
    contact_options = build_contact_options(form_options.contacts)
    location_options = _build_location_options(form_options.locations)
    customer_options = {
        "attention": contact_options,
        "customer_contact": contact_options,
        "default_delivery_location": location_options,
    }
    for name, options in {**form_options.references._asdict(), **customer_options}.items():
        if name in form.fields:
            form.set_options(name, options)


def _build_location_options(locations: list[DeliveryLocation] | Unavailable) -> Options | Unavailable:
    if isinstance(locations, Unavailable):
        return locations
    barred_label = _("%(location)s (barred)")
    return [
        (
            location.delivery_location_number,
            barred_label % {"location": format_location(location)} if location.barred else format_location(location),
        )
        for location in locations
    ]
