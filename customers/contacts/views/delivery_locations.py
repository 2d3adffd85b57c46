"""A customer's delivery locations: the list, and forms to create, edit and delete one."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from customers.contacts.delivery_location_form import DeliveryLocationForm
from customers.contacts.views import edit
from customers.contacts.views.panel import PanelKind, load_panel
from customers.frame.contact_rows import format_location
from econ_admin.access.request import EconRequest
from econ_admin.gateway.records import Customer, DeliveryLocation


def list_location_references(customer: Customer, location: int) -> list[str]:
    """Lists, as sentences, what on the customer refers to this delivery location."""
    default_location = customer.default_delivery_location
    return (
        [_("This is the customer's default delivery location.")]
        if default_location and default_location.number == location
        else []
    )


DELIVERY_LOCATIONS = PanelKind[DeliveryLocation](
    noun="delivery-locations",
    record=DeliveryLocation,
    form=DeliveryLocationForm,
    fields="contacts/delivery_location_fields.html",
    page="contacts/delivery_locations.html",
    rows_key="locations",
    list_view="customers:delivery-locations",
    resource=lambda economic: economic.delivery_locations,
    get_number=lambda location: location.delivery_location_number,
    get_name=format_location,
    list_references=list_location_references,
    new_title=gettext_lazy("New delivery location"),
)


@require_safe
def list_delivery_locations(request: EconRequest, customer: int) -> HttpResponse:
    return load_panel(request, DELIVERY_LOCATIONS, customer)


@require_http_methods(["GET", "HEAD", "POST"])
def create_delivery_location(request: EconRequest, customer: int) -> HttpResponse:
    return edit.create_record(request, DELIVERY_LOCATIONS, customer)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_delivery_location(request: EconRequest, customer: int, location: int) -> HttpResponse:
    return edit.edit_record(request, DELIVERY_LOCATIONS, customer, location)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_delivery_location(request: EconRequest, customer: int, location: int) -> HttpResponse:
    return edit.delete_record(request, DELIVERY_LOCATIONS, customer, location)
