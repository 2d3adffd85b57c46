"""A customer's delivery locations: on a page of their own, each changed in its place."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from customers.contacts.delivery_location_form import DeliveryLocationForm
from customers.contacts.views import edit
from customers.contacts.views.panel import Kind, panel
from customers.frame.contact_rows import place_name
from econ_admin.gateway.records import Customer, DeliveryLocation
from econ_admin.http import EconRequest


def ties(customer: Customer, location: int) -> list[str]:
    """What would lead nowhere without this location."""
    usual = customer.default_delivery_location
    return [_("This is the customer's usual delivery location.")] if usual and usual.number == location else []


DELIVERY_LOCATIONS = Kind[DeliveryLocation](
    noun="delivery-locations",
    record=DeliveryLocation,
    form=DeliveryLocationForm,
    fields="contacts/delivery_location_fields.html",
    page="contacts/delivery_locations.html",
    rows="places",
    list_view="customers:delivery-locations",
    resource=lambda economic: economic.delivery_locations,
    number=lambda location: location.delivery_location_number,
    name=place_name,
    ties=ties,
    new=gettext_lazy("New delivery location"),
)


@require_safe
def delivery_locations(request: EconRequest, customer: int) -> HttpResponse:
    return panel(request, DELIVERY_LOCATIONS, customer)


@require_http_methods(["GET", "HEAD", "POST"])
def new_delivery_location(request: EconRequest, customer: int) -> HttpResponse:
    return edit.add(request, DELIVERY_LOCATIONS, customer)


@require_http_methods(["GET", "HEAD", "POST"])
def delivery_location(request: EconRequest, customer: int, location: int) -> HttpResponse:
    return edit.edit(request, DELIVERY_LOCATIONS, customer, location)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_delivery_location(request: EconRequest, customer: int, location: int) -> HttpResponse:
    return edit.remove(request, DELIVERY_LOCATIONS, customer, location)
