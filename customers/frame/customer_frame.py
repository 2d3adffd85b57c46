"""What every page of one customer has: its head, its tabs, the way back to the list one came from."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.frame.contact_rows import people, places
from customers.frame.key_figures import figures
from customers.frame.previous_next import Neighbour, Neighbours
from customers.query.columns import is_over_limit
from customers.query.query_form import CustomerListForm
from customers.shared import formatting
from customers.shared.unavailable import failed
from econ_admin.access.roles import Role
from econ_admin.gateway import Gateway, Page, Unavailable, optional, where
from econ_admin.gateway.paging import MAX_PAGE_SIZE
from econ_admin.gateway.records import BookedInvoice, Contact, Customer, DeliveryLocation, ListedDraft
from econ_admin.http import EconRequest, url_for

A = TypeVar("A")

LATEST = 7  # booked invoices on the customer's page
ADDRESSES = {
    "customer_edit_url": "customers:edit",
    "e_invoicing_url": "customers:e-invoicing",
    "customer_delete_url": "customers:delete",
    "page_url": "customers:page",
    "contacts_url": "customers:contacts",
    "locations_url": "customers:delivery-locations",
    "drafts_url": "customers:drafts",
    "booked_url": "customers:booked",
}


class Around(NamedTuple):
    """What every page of one customer knows of it. Each but the customer itself may be a gap."""

    customer: Customer
    contacts: list[Contact] | Unavailable
    locations: list[DeliveryLocation] | Unavailable
    drafts: Page[ListedDraft] | Unavailable
    booked: Page[BookedInvoice] | Unavailable
    """The latest."""
    overdue: Page[BookedInvoice] | Unavailable


def around(economic: Gateway, customer: int) -> tuple[Callable[[], Any], ...]:
    """The calls for it, in its order, for one `together`."""
    theirs = where("customer.customerNumber").eq(customer)
    return (
        lambda: economic.customers.get(customer),
        optional(lambda: economic.contacts.of(customer)),
        optional(lambda: economic.delivery_locations.of(customer)),
        optional(lambda: economic.drafts.of(customer, size=MAX_PAGE_SIZE)),
        optional(lambda: economic.booked.of(customer, None, ("-date", "-bookedInvoiceNumber"), size=LATEST)),
        optional(lambda: economic.booked.overdue.page(theirs, ("date", "bookedInvoiceNumber"), size=MAX_PAGE_SIZE)),
    )


def fresh(economic: Gateway, call: Callable[[], A]) -> Callable[[], A]:
    """The same call, asking e-conomic whatever is kept, beside others that need not."""

    def ask() -> A:
        with economic.transport.afresh():
            return call()

    return ask


def frame(request: EconRequest, known: Around) -> dict[str, Any]:
    """Head, figures and tabs, and with them who and what belongs to the customer: the tabs count those."""
    customer, contacts, locations, drafts, booked, overdue = known
    number, came_from = customer.customer_number, listed(request)
    return {
        "customer": customer,
        "number": str(number),
        "over_limit": is_over_limit(customer),
        "figures": figures(customer, drafts or None, overdue or None, timezone.localdate()),
        "list_url": came_from.here,
        "came_from": came_from.trail,
        "may_edit": request.role >= Role.EDITOR,
        **{name: url_for(request, view, number) + came_from.trail for name, view in ADDRESSES.items()},
        "overdue_url": f"{url_for(request, 'customers:booked', number)}?state=overdue",
        "people": [] if isinstance(contacts, Unavailable) else people(contacts, customer),
        "people_failed": failed(contacts) if isinstance(contacts, Unavailable) else None,
        "places": [] if isinstance(locations, Unavailable) else places(locations, customer),
        "places_failed": failed(locations) if isinstance(locations, Unavailable) else None,
        "drafts_count": "" if isinstance(drafts, Unavailable) else formatting.whole(drafts.results),
        "booked_count": "" if isinstance(booked, Unavailable) else formatting.whole(booked.results),
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
    return render(request, "frame/no_such_customer.html", context, status=404)
