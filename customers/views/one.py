"""What every page of one customer has: its head, its tabs, the way back to the list one came from."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from customers.forms.customer_list import CustomerListForm
from customers.listing.rows import is_over_limit
from customers.overview.figures import figures
from customers.overview.people import people, places
from customers.views.failing import failed
from econ_admin.gateway import Gap
from econ_admin.gateway.records import Contact, Customer, DeliveryLocation
from econ_admin.http import EconRequest, url_for


def frame(
    request: EconRequest, customer: Customer, contacts: list[Contact] | Gap, locations: list[DeliveryLocation] | Gap
) -> dict[str, Any]:
    """Head and tabs, and with them who and what belongs to the customer: the tabs count those."""
    number, came_from = customer.customer_number, listed(request)
    return {
        "customer": customer,
        "number": str(number),
        "over_limit": is_over_limit(customer),
        "figures": figures(customer),
        "list_url": came_from.here,
        "page_url": url_for(request, "customers:page", number) + came_from.trail,
        "contacts_url": url_for(request, "customers:contacts", number) + came_from.trail,
        "locations_url": url_for(request, "customers:delivery-locations", number) + came_from.trail,
        "people": [] if isinstance(contacts, Gap) else people(contacts, customer),
        "people_failed": failed(contacts) if isinstance(contacts, Gap) else None,
        "places": [] if isinstance(locations, Gap) else places(locations, customer),
        "places_failed": failed(locations) if isinstance(locations, Gap) else None,
    }


def listed(request: EconRequest) -> CustomerListForm:
    """The list that one came from."""
    return CustomerListForm(QueryDict(request.GET.get("from", "")), url_for(request, "customers:list"))


def customer_missing(request: EconRequest, number: int) -> HttpResponse:
    context = {"number": str(number), "list_url": listed(request).here}
    return render(request, "customers/missing.html", context, status=404)
