"""Deleting a customer: what would go with it is said first, and the customer is named."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.editing.leases import Busy
from customers.editing.save import saving
from customers.editing.unresolved_writes import Open, TooLate, ask_again, find_open
from customers.frame.contact_rows import people, places
from customers.frame.customer_frame import customer_missing, listed
from customers.register.deletion_form import DeletionForm
from customers.register.views.form_options import PATIENCE, own_lists
from customers.register.views.form_page import NOUN
from customers.shared.unavailable import failed
from econ_admin.gateway import Deadline, Unavailable, optional
from econ_admin.gateway.errors import GatewayError, NotFound, Rejected
from econ_admin.gateway.json_codec import IgnoredBody
from econ_admin.gateway.records import Customer
from econ_admin.http import EconRequest, redirect_to, url_for
from econ_admin.middleware import get_error_status

PAGE = "register/delete.html"


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: EconRequest, customer: int) -> HttpResponse:
    try:
        return _asked(request, customer)
    except NotFound:
        return customer_missing(request, customer)


def _asked(request: EconRequest, customer: int) -> HttpResponse:
    if request.method != "POST":
        with request.economic.transport.afresh():
            return _page(request, customer, DeletionForm())
    write = find_open(request, request.POST.get("unsettled", ""), f"{NOUN}/{customer}")
    if write and write.intent.method == "DELETE":
        return _settle(request, customer, write)
    try:
        record = request.economic.customers.get(customer)
    except GatewayError as error:
        return _refused(request, customer, DeletionForm(request.POST), error)
    form = DeletionForm(request.POST, customer=record)
    if not form.is_valid():
        return _page(request, customer, form, 422)
    try:
        with saving(request, NOUN, customer):
            request.economic.customers.remove(customer, record)
    except Busy:
        form.add_error(None, _("Somebody is saving this customer just now. Try again in a moment."))
        return _page(request, customer, form, 422)
    except GatewayError as error:
        return _refused(request, customer, form, error, name=record.name)
    return _gone(request, record.name)


def _settle(request: EconRequest, customer: int, write: Open) -> HttpResponse:
    """Ask again what became of it; too late for that, look whether the customer is still there."""
    form, record = DeletionForm(request.POST), Customer.decode(write.intent.before)
    try:
        with saving(request, NOUN, customer):
            ask_again(request, write, IgnoredBody)
    except TooLate:
        return _look(request, customer, form, record)
    except Busy:
        form.add_error(None, _("Somebody is saving this customer just now. Try again in a moment."))
        return _page(request, customer, form, 422, key=write.key)
    except NotFound:
        pass  # it is not there: whoever deleted it, that is what was asked for
    except GatewayError as error:
        return _refused(request, customer, form, error, write.key, name=record.name)
    return _gone(request, record.name)


def _look(request: EconRequest, customer: int, form: DeletionForm, before: Customer) -> HttpResponse:
    try:
        request.economic.customers.get(customer)
    except NotFound:
        return _gone(request, before.name)
    form.add_error(None, _("The customer was not deleted: e-conomic still has it."))
    return _page(request, customer, form, 422)


def _refused(
    request: EconRequest, customer: int, form: DeletionForm, error: GatewayError, key: str = "", *, name: str = ""
) -> HttpResponse:
    """In e-conomic's words where it has any; the page again, with what was typed."""
    if isinstance(error, NotFound):
        raise error
    if error.outcome_unknown:
        key = error.idempotency_key
    elif isinstance(error, Rejected):
        key = ""
    reasons = [reason for each in error.fields.values() for reason in each]
    for sentence in (_(error.message) % error.parameters, *reasons):
        form.add_error(None, sentence)
    status = (
        422
        if isinstance(error, Rejected) and not error.outcome_unknown and error.status == 400
        else get_error_status(error)
    )
    try:
        with request.economic.transport.at_hand():  # the attempt has made the customer old: it is asked for again
            return _page(request, customer, form, status, key=key, log_id=error.log_id)
    except NotFound:
        return _gone(request, name)  # no answer came, but it was done


def _page(
    request: EconRequest, customer: int, form: DeletionForm, status: int = 200, *, key: str = "", log_id: str = ""
) -> HttpResponse:
    """What is known of the customer, and what would go with it; after a failure as much of it as can be had at once."""
    economic, came_from = request.economic, listed(request)
    context: dict[str, Any] = {"form": form, "number": str(customer), "key": key, "log_id": log_id}
    context["back"] = url_for(request, "customers:page", customer) + came_from.trail
    context["action"] = url_for(request, "customers:delete", customer) + came_from.trail
    context["list_url"] = came_from.here
    try:
        with economic.transport.within(Deadline(PATIENCE)):
            record, contacts, locations, drafts, booked = economic.together(
                lambda: economic.customers.get(customer),
                *own_lists(economic, customer),
                optional(lambda: economic.drafts.of(customer, size=1)),
                optional(lambda: economic.booked.of(customer, size=1)),
            )
    except GatewayError as error:
        if not form.is_bound or isinstance(error, NotFound):
            raise
        return render(request, PAGE, context, status=status)
    context |= {
        "customer": record,
        "people": [] if isinstance(contacts, Unavailable) else people(contacts, record),
        "people_failed": failed(contacts) if isinstance(contacts, Unavailable) else None,
        "places": [] if isinstance(locations, Unavailable) else places(locations, record),
        "places_failed": failed(locations) if isinstance(locations, Unavailable) else None,
        "drafts": None if isinstance(drafts, Unavailable) else drafts.results,
        "booked": None if isinstance(booked, Unavailable) else booked.results,
        "invoices_failed": next((failed(each) for each in (drafts, booked) if isinstance(each, Unavailable)), None),
        "drafts_url": url_for(request, "customers:drafts", customer) + came_from.trail,
        "booked_url": url_for(request, "customers:booked", customer) + came_from.trail,
    }
    return render(request, PAGE, context, status=status)


def _gone(request: EconRequest, name: str) -> HttpResponse:
    messages.success(request, _("%(name)s is deleted.") % {"name": name})
    return redirect_to(request, listed(request).here)
