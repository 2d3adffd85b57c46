"""Switches e-invoices by default, the one property that no form saves. Takes effect at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.editing.save import SAVE_TIMEOUT
from customers.frame.customer_frame import get_origin_list, render_no_such_customer
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Deadline
from econ_admin.gateway.errors import NotFound
from econ_admin.http import choose_template, redirect_to, render_error

PAGE_TEMPLATE = "register/detail.html"
DISABLED_BY_CHOICE = {"yes": False, "no": True}


@require_POST
def switch_e_invoicing(request: EconRequest, customer: int) -> HttpResponse:
    """Sets the requested state. A repeated request changes nothing."""
    is_disabled = DISABLED_BY_CHOICE.get(request.POST.get("wanted", ""))
    if is_disabled is None:
        return render_error(request, _("We could not process this request."), 400)
    economic = request.economic.within(Deadline(SAVE_TIMEOUT))
    origin_query = get_origin_list(request).origin_query
    try:
        before = economic.customers.get(customer)
        economic.customers.set_einvoicing_disabled(customer, is_disabled, before)
    except NotFound:
        return render_no_such_customer(request, customer)
    message = _("E-invoices are now off by default.") if is_disabled else _("E-invoices are now on by default.")
    if choose_template(request, PAGE_TEMPLATE, "e-invoicing") == PAGE_TEMPLATE:
        messages.success(request, message)
        return redirect_to(request, url_for(request, "customers:customer", customer) + origin_query)
    url = url_for(request, "customers:e-invoicing", customer) + origin_query
    context = {"e_invoicing_url": url, "e_invoicing_disabled": is_disabled, "announcement": message}
    return render(request, f"{PAGE_TEMPLATE}#e-invoicing", context)
