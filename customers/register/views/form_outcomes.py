"""Outcomes common to all writes of a customer's form: shows the form again with the input and the reason."""

from typing import TypeVar

from django.db import Error
from django.http import HttpResponse
from django.utils.translation import gettext as _

from customers.editing.unresolved_writes import RETRY_KEY
from customers.editing.write_outcomes import WriteOutcomes
from customers.register.views.form_page import CustomerFormPage, render_form_page
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import GatewayError, Invalid, NotFound
from econ_admin.middleware import get_error_status

T = TypeVar("T")


class FormOutcomes(WriteOutcomes[T]):
    """The outcomes that creating and editing a customer share."""

    def __init__(self, request: EconRequest, form_page: CustomerFormPage) -> None:
        super().__init__(request)
        self.form_page = form_page

    def render_busy(self) -> HttpResponse:
        return self.render_message(_("A colleague is saving this customer. Try again in a moment."))

    def render_not_found(self, error: NotFound) -> HttpResponse:
        self.form_page.retry_key = ""
        return self.render_message(_("This customer is no longer in e-conomic. Someone has deleted it."), 404)

    def render_failure(self, error: GatewayError) -> HttpResponse:
        self.form_page.retry_key = error.retry_key
        if isinstance(error, Invalid):
            self.form_page.form.add_upstream_errors(error)
            return render_form_page(self.request, self.form_page, 422)
        return self._render_error(error)

    def render_not_stored(self, error: Error, message: str) -> HttpResponse:
        self.form_page.retry_key = self.request.POST.get(RETRY_KEY, "")
        return self.render_message(message)

    def render_still_unknown(self, error: GatewayError) -> HttpResponse:
        return self._render_error(error)

    def _render_error(self, error: GatewayError) -> HttpResponse:
        self.form_page.error = error
        return render_form_page(self.request, self.form_page, get_error_status(error))

    def render_message(self, message: str, status: int = 422, heading: str = "") -> HttpResponse:
        """Shows the form again below a message; without a heading, that of a customer who was not saved."""
        self.form_page.message, self.form_page.heading = message, heading
        return render_form_page(self.request, self.form_page, status)
