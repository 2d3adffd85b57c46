"""What every page of one customer has: its head, its tabs, the way back to the list one came from."""

from typing import Any, NamedTuple

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from customers.forms.customer_list import CustomerListForm
from customers.listing.columns import is_over_limit
from customers.neighbours import Neighbour, Neighbours
from customers.overview.figures import figures
from customers.overview.people import people, places
from customers.views.failing import failed
from econ_admin.access.roles import Role
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
        "came_from": came_from.trail,
        "may_edit": request.role >= Role.EDITOR,
        "customer_edit_url": url_for(request, "customers:edit", number) + came_from.trail,
        "e_invoicing_url": url_for(request, "customers:e-invoicing", number) + came_from.trail,
        "customer_delete_url": url_for(request, "customers:delete", number) + came_from.trail,
        "page_url": url_for(request, "customers:page", number) + came_from.trail,
        "contacts_url": url_for(request, "customers:contacts", number) + came_from.trail,
        "locations_url": url_for(request, "customers:delivery-locations", number) + came_from.trail,
        "people": [] if isinstance(contacts, Gap) else people(contacts, customer),
        "people_failed": failed(contacts) if isinstance(contacts, Gap) else None,
        "places": [] if isinstance(locations, Gap) else places(locations, customer),
        "places_failed": failed(locations) if isinstance(locations, Gap) else None,
    }


def listed(request: EconRequest) -> CustomerListForm:
    """The list that one came from; the list of all where one came from none (then it is not `known`)."""
    asked = QueryDict(request.GET.get("from", ""))
    return CustomerListForm(asked, url_for(request, "customers:list"), known="from" in request.GET)


class Step(NamedTuple):
    """A customer beside this one."""

    url: str
    number: str
    name: str


class Way(NamedTuple):
    """Through the list that one came from."""

    place: str  # "12 of 127"
    previous: Step | None
    next: Step | None


def way(request: EconRequest, came_from: CustomerListForm, beside: Neighbours | None) -> Way | None:
    """To the customers before and after this one; None where one came from no list, or it could not be asked."""
    if beside is None:
        return None
    if not beside.place:
        return Way(_("No longer on that page of the list"), None, None)

    def step(to: Neighbour | None) -> Step | None:
        if to is None:
            return None
        url = url_for(request, "customers:page", to.number) + came_from.trail_on(to.page)
        return Step(url, str(to.number), to.name)

    place = _("%(place)s of %(all)s") % {"place": beside.place, "all": beside.all}
    return Way(place, step(beside.previous), step(beside.next))


def customer_missing(request: EconRequest, number: int) -> HttpResponse:
    context = {"number": str(number), "list_url": listed(request).here}
    return render(request, "customers/missing.html", context, status=404)
