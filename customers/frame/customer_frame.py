"""What every page of one customer has: heading, key figures, tabs, and the link back to the list."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from customers.frame.contact_rows import build_contact_rows, build_location_rows
from customers.frame.key_figures import build_key_figures
from customers.frame.previous_next import Neighbours, PreviousNext, build_previous_next
from customers.query.columns import is_over_limit
from customers.query.query_form import CustomerListForm
from customers.shared import formatting
from customers.shared.unavailable import describe_failure
from econ_admin.access.request import EconRequest, url_for
from econ_admin.access.roles import Role
from econ_admin.gateway import Gateway, Page, Unavailable, optional, where
from econ_admin.gateway.paging import MAX_PAGE_SIZE
from econ_admin.gateway.records import BookedInvoice, Contact, Customer, DeliveryLocation, ListedDraft

A = TypeVar("A")

MAX_LATEST = 7  # booked invoices on the customer's page
URL_NAMES = {
    "customer_edit_url": "customers:edit",
    "e_invoicing_url": "customers:e-invoicing",
    "customer_delete_url": "customers:delete",
    "page_url": "customers:customer",
    "contacts_url": "customers:contacts",
    "locations_url": "customers:delivery-locations",
    "drafts_url": "customers:drafts",
    "booked_url": "customers:booked",
    "history_url": "customers:customer-history",
    "statement_url": "customers:statement",
}


@dataclass(frozen=True, slots=True)
class CustomerContext:
    """What every page of one customer shows. All but the customer itself may be unavailable."""

    customer: Customer
    contacts: list[Contact] | Unavailable
    locations: list[DeliveryLocation] | Unavailable
    drafts: Page[ListedDraft] | Unavailable
    booked: Page[BookedInvoice] | Unavailable
    """The latest booked invoices."""
    overdue: Page[BookedInvoice] | Unavailable
    base_currency: str = ""
    """The agreement's currency; "" if it could not be loaded."""


def load_customer_context(economic: Gateway, customer: int, *, refresh_customer: bool = False) -> CustomerContext:
    """Loads the context in one round trip. Raises NotFound if e-conomic has no such customer."""
    customers = (economic.refreshed() if refresh_customer else economic).customers
    customer_filter = where("customer.customerNumber").eq(customer)
    record, contacts, locations, drafts, booked, overdue, agreement = economic.together(
        lambda: customers.get(customer),
        optional(lambda: economic.contacts.of(customer)),
        optional(lambda: economic.delivery_locations.of(customer)),
        optional(lambda: economic.drafts.of(customer, size=MAX_PAGE_SIZE)),
        optional(lambda: economic.booked.of(customer, None, ("-date", "-bookedInvoiceNumber"), size=MAX_LATEST)),
        optional(
            lambda: economic.booked.overdue.page(customer_filter, ("date", "bookedInvoiceNumber"), size=MAX_PAGE_SIZE)
        ),
        optional(economic.agreement.get),
    )
    base_currency = agreement.settings.base_currency if agreement else ""
    return CustomerContext(record, contacts, locations, drafts, booked, overdue, base_currency)


def build_frame_context(
    request: EconRequest, customer_context: CustomerContext, origin_list: CustomerListForm | None = None
) -> dict[str, Any]:
    """Builds heading, key figures and tabs, and the contacts and delivery locations that the tabs count."""
    customer, contacts, locations = customer_context.customer, customer_context.contacts, customer_context.locations
    drafts, booked, overdue = customer_context.drafts, customer_context.booked, customer_context.overdue
    number, origin_list = customer.customer_number, origin_list or get_origin_list(request)
    return {
        "customer": customer,
        "number": str(number),
        "over_limit": is_over_limit(customer),
        "figures": build_key_figures(
            customer, drafts or None, overdue or None, timezone.localdate(), customer_context.base_currency
        ),
        "list_url": origin_list.current_url,
        "came_from": origin_list.origin_query,
        "may_edit": request.role >= Role.EDITOR,
        **{name: url_for(request, view, number) + origin_list.origin_query for name, view in URL_NAMES.items()},
        "overdue_url": f"{url_for(request, 'customers:booked', number)}?state=overdue",
        "contacts": [] if isinstance(contacts, Unavailable) else build_contact_rows(contacts, customer),
        "contacts_failed": describe_failure(contacts) if isinstance(contacts, Unavailable) else None,
        "locations": [] if isinstance(locations, Unavailable) else build_location_rows(locations, customer),
        "locations_failed": describe_failure(locations) if isinstance(locations, Unavailable) else None,
        "drafts_count": "" if isinstance(drafts, Unavailable) else formatting.format_count(drafts.results),
        "booked_results": 0 if isinstance(booked, Unavailable) else booked.results,
        "booked_count": "" if isinstance(booked, Unavailable) else formatting.format_count(booked.results),
    }


def get_origin_list(request: EconRequest) -> CustomerListForm:
    """Returns the query of the list that the person came from; `is_origin` is false if they came from none."""
    query = QueryDict(request.GET.get("from", ""))
    return CustomerListForm(query, url_for(request, "customers:list"), is_origin="from" in request.GET)


def build_customer_links(
    request: EconRequest, origin_list: CustomerListForm, neighbours: Neighbours | None
) -> PreviousNext | None:
    """Builds links to the previous and next customer; None without an origin list, or if it could not be loaded."""

    def build_url(number: int, page: int) -> str:
        return url_for(request, "customers:customer", number) + origin_list.build_origin_query(page)

    return build_previous_next(neighbours, build_url) if neighbours else None


def render_no_such_customer(request: EconRequest, number: int) -> HttpResponse:
    context = {"number": str(number), "list_url": get_origin_list(request).current_url}
    return render(request, "frame/no_such_customer.html", context, status=404)
