"""Deletes a customer, after showing what is deleted with it and asking for its name."""

from django.contrib import messages
from django.db import Error
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.editing.delete_once import delete_once
from customers.editing.undo_links import build_undo_url
from customers.editing.unresolved_writes import find_posted
from customers.editing.write_outcomes import WriteOutcomes
from customers.frame.customer_frame import get_origin_list, render_no_such_customer
from customers.register.deletion_form import DeletionForm
from customers.register.views.delete_page import render_delete_page
from customers.register.views.form_page import NOUN
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import GatewayError, NotFound
from econ_admin.gateway.records import Customer
from econ_admin.http import redirect_to, translate
from econ_admin.middleware import get_error_status


@require_http_methods(["GET", "HEAD", "POST"])
def delete_customer(request: EconRequest, customer: int) -> HttpResponse:
    try:
        if request.method == "POST":
            return _delete(request, customer)
        return render_delete_page(request, customer, DeletionForm())
    except NotFound:
        return render_no_such_customer(request, customer)


def _delete(request: EconRequest, customer: int) -> HttpResponse:
    """Deletes the customer if its name was typed, or sends a deletion of unknown outcome again."""
    unresolved = find_posted(request, "DELETE", f"{NOUN}/{customer}")
    outcomes = DeletionOutcomes(request, customer, unresolved.key if unresolved else "")
    try:
        record = Customer.decode(unresolved.intent.before) if unresolved else request.economic.customers.get(customer)
    except NotFound:
        raise
    except GatewayError as error:
        return outcomes.render_failure(error)
    outcomes.name = record.name
    if not unresolved:
        outcomes.form = DeletionForm(request.POST, customer=record)
        if not outcomes.form.is_valid():
            return render_delete_page(request, customer, outcomes.form, 422)

    return outcomes.attempt(
        lambda: delete_once(
            request, NOUN, customer, unresolved, lambda economic: economic.customers.remove(customer, record)
        )
    )


class DeletionOutcomes(WriteOutcomes[None]):
    """Leads to the list, or shows the page again with the reason."""

    def __init__(self, request: EconRequest, customer: int, retry_key: str) -> None:
        super().__init__(request)
        self.customer, self.retry_key = customer, retry_key
        self.form, self.name = DeletionForm(request.POST), str(customer)

    def render_done(self, result: None) -> HttpResponse:
        text, undo_url = _("%(name)s deleted.") % {"name": self.name}, build_undo_url(self.request, NOUN, self.customer)
        messages.success(self.request, text, extra_tags=undo_url)
        return redirect_to(self.request, get_origin_list(self.request).current_url)

    def render_not_found(self, error: NotFound) -> HttpResponse:
        if not self.retry_key:
            raise error
        return self.render_done(None)  # deleted by the first attempt

    def render_busy(self) -> HttpResponse:
        self.form.add_error(None, _("A colleague is saving this customer. Try again in a moment."))
        return render_delete_page(self.request, self.customer, self.form, 422, retry_key=self.retry_key)

    def render_not_stored(self, error: Error, message: str) -> HttpResponse:
        self.form.add_error(None, message)
        return render_delete_page(self.request, self.customer, self.form, 422, retry_key=self.retry_key)

    def render_current(self) -> HttpResponse:
        self.request.economic.customers.get(self.customer)
        self.form.add_error(None, _("The customer was not deleted. It is still in e-conomic."))
        return render_delete_page(self.request, self.customer, self.form, 422)

    def render_failure(self, error: GatewayError) -> HttpResponse:
        self.retry_key = error.retry_key
        return self._render_error(error)

    def render_still_unknown(self, error: GatewayError) -> HttpResponse:
        return self._render_error(error)

    def _render_error(self, error: GatewayError) -> HttpResponse:
        reasons = [reason for field_messages in error.fields.values() for reason in field_messages]
        for message in (translate(error), *reasons):
            self.form.add_error(None, message)
        status = 422 if error.status == 400 and not error.outcome_unknown else get_error_status(error)
        try:  # The attempt invalidated the customer, so that is requested again; the rest may come from the cache.
            return render_delete_page(
                self.request,
                self.customer,
                self.form,
                status,
                from_cache=True,
                retry_key=self.retry_key,
                log_id=error.log_id,
            )
        except NotFound:
            return self.render_done(None)  # no answer to the deletion, but the customer is gone
