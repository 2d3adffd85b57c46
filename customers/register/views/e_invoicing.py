"""Switches e-invoices by default, the one property that no form saves. Takes effect at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.editing.save import SAVE_TIMEOUT
from customers.editing.unresolved_writes import RetryExpired, find_posted, retry_write
from customers.frame.customer_frame import get_origin_list, render_no_such_customer
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Deadline
from econ_admin.gateway.errors import GatewayError, NotFound
from econ_admin.gateway.records import Customer
from econ_admin.http import choose_template, redirect_to, render_error
from econ_admin.middleware import get_error_status

PAGE_TEMPLATE, UNRESOLVED_TEMPLATE = "register/detail.html", "register/e_invoicing_unresolved.html"
DISABLED_BY_CHOICE = {"yes": False, "no": True}


@require_POST
def switch_e_invoicing(request: EconRequest, customer: int) -> HttpResponse:
    """Sets the requested state, or sends a switch of unknown outcome again. A repeated request changes nothing."""
    is_disabled = DISABLED_BY_CHOICE.get(request.POST.get("wanted", ""))
    if is_disabled is None:
        return render_error(request, _("We could not process this request."), 400)
    economic = request.economic.within(Deadline(SAVE_TIMEOUT))
    try:
        if unresolved := find_posted(request, "PATCH", f"customers/{customer}"):
            retry_write(economic, unresolved, Customer)
        else:
            before = economic.customers.get(customer)
            economic.customers.set_einvoicing_disabled(customer, is_disabled, before)
    except NotFound:
        return render_no_such_customer(request, customer)
    except RetryExpired:
        message = _("It is too late to try again safely. This page shows what e-conomic has now.")
        messages.warning(request, message)
        return redirect_to(request, _build_url(request, "customers:customer", customer))
    except GatewayError as error:
        if not error.outcome_unknown:
            raise
        return _render_unresolved(request, customer, error)
    return _render_switched(request, customer, is_disabled)


def _render_switched(request: EconRequest, customer: int, is_disabled: bool) -> HttpResponse:
    message = _("E-invoices are now off by default.") if is_disabled else _("E-invoices are now on by default.")
    if choose_template(request, PAGE_TEMPLATE, "e-invoicing") == PAGE_TEMPLATE:
        messages.success(request, message)
        return redirect_to(request, _build_url(request, "customers:customer", customer))
    url = _build_url(request, "customers:e-invoicing", customer)
    context = {"e_invoicing_url": url, "e_invoicing_disabled": is_disabled, "announcement": message}
    return render(request, f"{PAGE_TEMPLATE}#e-invoicing", context)


def _render_unresolved(request: EconRequest, customer: int, error: GatewayError) -> HttpResponse:
    """Says that the outcome is unknown and offers to send the same request again."""
    context = {
        "action": _build_url(request, "customers:e-invoicing", customer),
        "back": _build_url(request, "customers:customer", customer),
        "wanted": request.POST["wanted"],
        "retry_key": error.idempotency_key,
        "message": _(error.message) % error.parameters,
        "log_id": error.log_id,
    }
    template = choose_template(request, UNRESOLVED_TEMPLATE, "notice")
    return render(request, template, context, status=get_error_status(error))


def _build_url(request: EconRequest, name: str, customer: int) -> str:
    return url_for(request, name, customer) + get_origin_list(request).origin_query
