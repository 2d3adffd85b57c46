"""Switches e-invoices by default, the one property that no form saves. Takes effect at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.editing.save import SAVE_TIMEOUT
from customers.editing.unresolved_writes import find_posted, retry_write
from customers.editing.write_outcomes import WriteOutcomes
from customers.frame.customer_frame import get_origin_list, render_no_such_customer
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Deadline
from econ_admin.gateway.errors import GatewayError, NotFound
from econ_admin.gateway.records import Customer
from econ_admin.http import choose_template, redirect_to, render_error, translate
from econ_admin.middleware import get_error_status

PAGE_TEMPLATE, UNRESOLVED_TEMPLATE = "register/detail.html", "register/e_invoicing_unresolved.html"
DISABLED_BY_CHOICE = {"yes": False, "no": True}


@require_POST
def switch_e_invoicing(request: EconRequest, customer: int) -> HttpResponse:
    """Sets the requested state, or sends a switch of unknown outcome again. A repeated request changes nothing."""
    is_disabled = DISABLED_BY_CHOICE.get(request.POST.get("wanted", ""))
    if is_disabled is None:
        return render_error(request, _("We could not process this request. Reload the page and try again."), 400)
    unresolved = find_posted(request, "PATCH", f"customers/{customer}")
    economic = request.economic.within(Deadline(SAVE_TIMEOUT))

    def write() -> None:
        if unresolved:
            retry_write(economic, unresolved, Customer)
        else:
            economic.customers.set_einvoicing_disabled(customer, is_disabled, economic.customers.get(customer))

    return SwitchOutcomes(request, customer, is_disabled=is_disabled).attempt(write)


class SwitchOutcomes(WriteOutcomes[None]):
    """Shows the switch in its new state, or offers to send the same request again."""

    def __init__(self, request: EconRequest, customer: int, *, is_disabled: bool) -> None:
        super().__init__(request)
        self.customer, self.is_disabled = customer, is_disabled
        self.customer_url = _build_url(request, "customers:customer", customer)
        self.action = _build_url(request, "customers:e-invoicing", customer)

    def render_done(self, result: None) -> HttpResponse:
        request = self.request
        message = (
            _("E-invoices are now off by default.") if self.is_disabled else _("E-invoices are now on by default.")
        )
        if choose_template(request, PAGE_TEMPLATE, "e-invoicing") == PAGE_TEMPLATE:
            messages.success(request, message)
            return redirect_to(request, self.customer_url)
        context = {
            "e_invoicing_url": self.action,
            "e_invoicing_disabled": self.is_disabled,
            "announcement": message,
        }
        return render(request, f"{PAGE_TEMPLATE}#e-invoicing", context)

    def render_not_found(self, error: NotFound) -> HttpResponse:
        return render_no_such_customer(self.request, self.customer)

    def render_failure(self, error: GatewayError) -> HttpResponse:
        if not error.retry_key:
            raise error  # the middleware says what it was
        context = {
            "action": self.action,
            "back": self.customer_url,
            "wanted": "no" if self.is_disabled else "yes",
            "retry_key": error.retry_key,
            "message": translate(error),
            "log_id": error.log_id,
        }
        template = choose_template(self.request, UNRESOLVED_TEMPLATE, "notice")
        return render(self.request, template, context, status=get_error_status(error))

    def render_current(self) -> HttpResponse:
        message = _("It is too late to try again safely. This page shows whether e-invoices are on or off now.")
        messages.warning(self.request, message)
        return redirect_to(self.request, self.customer_url)


def _build_url(request: EconRequest, name: str, customer: int) -> str:
    return url_for(request, name, customer) + get_origin_list(request).origin_query
