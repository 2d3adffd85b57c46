"""What there is to choose from in a customer's form."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext as _

from customers.frame.contact_rows import place_name
from customers.register.forms import CustomerForm
from customers.shared.form_fields import Options
from econ_admin.gateway import Deadline, Gateway, Unavailable, optional
from econ_admin.gateway.records import Contact, DeliveryLocation
from econ_admin.http import EconRequest

PATIENCE = 5  # seconds for the lists of a form that is shown again: what was typed is what matters then


class Lists(NamedTuple):
    """What there is to choose from; a gap where e-conomic did not tell."""

    contacts: list[Contact] | Unavailable
    locations: list[DeliveryLocation] | Unavailable
    customer_group: Options | Unavailable
    payment_terms: Options | Unavailable
    vat_zone: Options | Unavailable
    currency: Options | Unavailable
    layout: Options | Unavailable
    sales_person: Options | Unavailable


Calls = tuple[
    Callable[[], Options | Unavailable],
    Callable[[], Options | Unavailable],
    Callable[[], Options | Unavailable],
    Callable[[], Options | Unavailable],
    Callable[[], Options | Unavailable],
    Callable[[], Options | Unavailable],
]


def reference_lists(economic: Gateway) -> Calls:
    """The calls for the lists that all customers share, in the order of `Lists`."""
    return (
        optional(lambda: [(each.customer_group_number, each.name) for each in economic.customer_groups.all()]),
        optional(lambda: [(each.payment_terms_number, each.name) for each in economic.payment_terms.all()]),
        optional(lambda: [(each.vat_zone_number, each.name) for each in economic.vat_zones.all()]),
        optional(lambda: [(each.code, f"{each.code} {each.name}") for each in economic.currencies.all()]),
        optional(lambda: [(each.layout_number, each.name) for each in economic.layouts.all()]),
        optional(lambda: [(each.employee_number, each.name) for each in economic.employees.all()]),
    )


def own_lists(
    economic: Gateway, customer: int
) -> tuple[Callable[[], list[Contact] | Unavailable], Callable[[], list[DeliveryLocation] | Unavailable]]:
    """The calls for the customer's contacts and delivery locations."""
    return (
        optional(lambda: economic.contacts.of(customer)),
        optional(lambda: economic.delivery_locations.of(customer)),
    )


def lists_at_hand(request: EconRequest, customer: int | None) -> Lists:
    """For a form that is shown again: what is kept, and what can be had at once."""
    economic = request.economic
    with economic.transport.at_hand(), economic.transport.within(Deadline(PATIENCE)):
        if customer is None:
            return Lists([], [], *economic.together(*reference_lists(economic)))
        return Lists(*economic.together(*own_lists(economic, customer), *reference_lists(economic)))


def offer(form: CustomerForm, lists: Lists) -> None:
    """Fill the form's lists."""
    people = lists.contacts if isinstance(lists.contacts, Unavailable) else _people(lists.contacts)
    places = lists.locations if isinstance(lists.locations, Unavailable) else _places(lists.locations)
    own = {"attention": people, "customer_contact": people, "default_delivery_location": places}
    for name, options in {**lists._asdict(), **own}.items():
        if name in form.fields:
            form.offer(name, options)


def _people(contacts: list[Contact]) -> Options:
    return [(each.customer_contact_number, each.name) for each in contacts if not each.deleted]


def _places(locations: list[DeliveryLocation]) -> Options:
    barred = _("%(place)s (barred)")
    return [
        (each.delivery_location_number, barred % {"place": place_name(each)} if each.barred else place_name(each))
        for each in locations
    ]
