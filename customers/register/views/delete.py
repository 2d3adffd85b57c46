"""Deletes a customer, after showing what is deleted with it and asking for its name."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.editing.leases import DocumentBusy
from customers.editing.save import exclusive_save
from customers.editing.unresolved_writes import RetryExpired, UnresolvedWrite, find_posted, retry_write
from customers.frame.contact_rows import build_contact_rows, build_location_rows
from customers.frame.customer_frame import get_origin_list, render_no_such_customer
from customers.register.deletion_form import DeletionForm
from customers.register.views.form_options import OPTIONS_TIMEOUT
from customers.register.views.form_page import NOUN
from customers.shared.unavailable import describe_failure
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Deadline, Unavailable, optional
from econ_admin.gateway.errors import GatewayError, NotFound, Rejected
from econ_admin.gateway.json_codec import IgnoredBody
from econ_admin.gateway.records import Customer
from econ_admin.http import redirect_to
from econ_admin.middleware import get_error_status

PAGE_TEMPLATE = "register/delete.html"


@require_http_methods(["GET", "HEAD", "POST"])
def delete_customer(request: EconRequest, customer: int) -> HttpResponse:
    try:
        return _handle_request(request, customer)
    except NotFound:
        return render_no_such_customer(request, customer)


def _handle_request(request: EconRequest, customer: int) -> HttpResponse:
    if request.method != "POST":
        return _render_delete_page(request, customer, DeletionForm())
    if unresolved := find_posted(request, "DELETE", f"{NOUN}/{customer}"):
        return _retry_deletion(request, customer, unresolved)
    try:
        record = request.economic.customers.get(customer)
    except GatewayError as error:
        return _render_rejection(request, customer, DeletionForm(request.POST), error)
    form = DeletionForm(request.POST, customer=record)
    if not form.is_valid():
        return _render_delete_page(request, customer, form, 422)
    try:
        with exclusive_save(request, NOUN, customer) as economic:
            economic.customers.remove(customer, record)
    except DocumentBusy:
        form.add_error(None, _("A colleague is saving this customer. Try again in a moment."))
        return _render_delete_page(request, customer, form, 422)
    except GatewayError as error:
        return _render_rejection(request, customer, form, error, name=record.name)
    return _redirect_to_list(request, record.name)


def _retry_deletion(request: EconRequest, customer: int, unresolved: UnresolvedWrite) -> HttpResponse:
    """Retries the deletion. If that is no longer safe, checks whether the customer still exists."""
    form, record = DeletionForm(request.POST), Customer.decode(unresolved.intent.before)
    try:
        with exclusive_save(request, NOUN, customer) as economic:
            retry_write(economic, unresolved, IgnoredBody)
    except RetryExpired:
        return _check_still_exists(request, customer, form, record)
    except DocumentBusy:
        form.add_error(None, _("A colleague is saving this customer. Try again in a moment."))
        return _render_delete_page(request, customer, form, 422, key=unresolved.key)
    except NotFound:
        pass  # already deleted, as requested
    except GatewayError as error:
        return _render_rejection(request, customer, form, error, unresolved.key, name=record.name)
    return _redirect_to_list(request, record.name)


def _check_still_exists(
    request: EconRequest, customer: int, form: DeletionForm, deleted_record: Customer
) -> HttpResponse:
    try:
        request.economic.customers.get(customer)
    except NotFound:
        return _redirect_to_list(request, deleted_record.name)
    form.add_error(None, _("The customer was not deleted. It is still in e-conomic."))
    return _render_delete_page(request, customer, form, 422)


def _render_rejection(
    request: EconRequest, customer: int, form: DeletionForm, error: GatewayError, key: str = "", *, name: str = ""
) -> HttpResponse:
    """Shows the page again with e-conomic's reasons and the input."""
    if isinstance(error, NotFound):
        raise error
    if error.outcome_unknown:
        key = error.idempotency_key
    elif isinstance(error, Rejected):
        key = ""
    reasons = [reason for field_messages in error.fields.values() for reason in field_messages]
    for message in (_(error.message) % error.parameters, *reasons):
        form.add_error(None, message)
    status = (
        422
        if isinstance(error, Rejected) and not error.outcome_unknown and error.status == 400
        else get_error_status(error)
    )
    try:  # The attempt invalidated the customer, so that is requested again; the rest may come from the cache.
        return _render_delete_page(request, customer, form, status, from_cache=True, key=key, log_id=error.log_id)
    except NotFound:
        return _redirect_to_list(request, name)  # no answer to the deletion, but the customer is gone


def _render_delete_page(
    request: EconRequest,
    customer: int,
    form: DeletionForm,
    status: int = 200,
    *,
    from_cache: bool = False,
    key: str = "",
    log_id: str = "",
) -> HttpResponse:
    """Shows the customer and what would be deleted. After a failure it shows what can be loaded quickly."""
    economic = request.economic.cached() if from_cache else request.economic.refreshed()
    economic = economic.within(Deadline(OPTIONS_TIMEOUT))
    origin_list = get_origin_list(request)
    context: dict[str, Any] = {"form": form, "number": str(customer), "retry_key": key, "log_id": log_id}
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


def _redirect_to_list(request: EconRequest, name: str) -> HttpResponse:
    messages.success(request, _("%(name)s deleted.") % {"name": name})
    return redirect_to(request, get_origin_list(request).current_url)
