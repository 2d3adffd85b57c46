"""The page that asks for a customer's name before deleting it, and shows what would be deleted."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from customers.frame.contact_rows import build_contact_rows, build_location_rows
from customers.frame.customer_frame import get_origin_list
from customers.register.deletion_form import DeletionForm
from customers.register.views.form_options import OPTIONS_TIMEOUT
from customers.shared.unavailable import describe_failure
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Deadline, Unavailable, optional
from econ_admin.gateway.errors import GatewayError, NotFound

PAGE_TEMPLATE = "register/delete.html"


def render_delete_page(
    request: EconRequest,
    customer: int,
    form: DeletionForm,
    status: int = 200,
    *,
    from_cache: bool = False,
    retry_key: str = "",
    log_id: str = "",
) -> HttpResponse:
    """Shows the customer and what would be deleted. After a failure it shows what can be loaded quickly."""
    economic = request.economic.cached() if from_cache else request.economic.refreshed()
    economic = economic.within(Deadline(OPTIONS_TIMEOUT))
    origin_list = get_origin_list(request)
    context: dict[str, Any] = {"form": form, "number": str(customer), "retry_key": retry_key, "log_id": log_id}
    context["back"] = url_for(request, "customers:customer", customer) + origin_list.origin_query
    context["action"] = url_for(request, "customers:delete", customer) + origin_list.origin_query
    context["list_url"] = origin_list.current_url
    try:
        record, contacts, locations, drafts, booked = economic.together(
            lambda: economic.customers.get(customer),
            optional(lambda: economic.contacts.of(customer)),
            optional(lambda: economic.delivery_locations.of(customer)),
            optional(lambda: economic.drafts.of(customer, size=1)),
            optional(lambda: economic.booked.of(customer, size=1)),
        )
    except GatewayError as error:
        if not form.is_bound or isinstance(error, NotFound):
            raise
        return render(request, PAGE_TEMPLATE, context, status=status)
    context |= {
        "customer": record,
        "contacts": [] if isinstance(contacts, Unavailable) else build_contact_rows(contacts, record),
        "contacts_failed": describe_failure(contacts) if isinstance(contacts, Unavailable) else None,
        "locations": [] if isinstance(locations, Unavailable) else build_location_rows(locations, record),
        "locations_failed": describe_failure(locations) if isinstance(locations, Unavailable) else None,
        "drafts": None if isinstance(drafts, Unavailable) else drafts.results,
        "booked": None if isinstance(booked, Unavailable) else booked.results,
        "invoices_failed": next(
            (describe_failure(answer) for answer in (drafts, booked) if isinstance(answer, Unavailable)), None
        ),
        "drafts_url": url_for(request, "customers:drafts", customer) + origin_list.origin_query,
        "booked_url": url_for(request, "customers:booked", customer) + origin_list.origin_query,
    }
    return render(request, PAGE_TEMPLATE, context, status=status)
