"""The one property that no form saves: whether a customer gets e-invoices by default. A switch, saved at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.editing.save import SECONDS
from customers.frame.customer_frame import customer_missing, listed
from econ_admin.gateway import Deadline
from econ_admin.gateway.errors import NotFound
from econ_admin.http import EconRequest, choose_template, redirect_to, render_error, url_for

PAGE = "register/detail.html"
ANSWERS = {"yes": False, "no": True}


@require_POST
def e_invoicing(request: EconRequest, customer: int) -> HttpResponse:
    """Switch to what was asked for, whatever it is now: to ask twice changes nothing."""
    disabled = ANSWERS.get(request.POST.get("wanted", ""))
    if disabled is None:
        return render_error(request, _("The request could not be understood."), 400)
    economic, came_from = request.economic, listed(request).trail
    try:
        with economic.transport.within(Deadline(SECONDS)):
            before = economic.customers.get(customer)
            economic.customers.set_einvoicing_disabled(customer, disabled, before)
    except NotFound:
        return customer_missing(request, customer)
    said = _("E-invoices are off by default now.") if disabled else _("E-invoices are on by default now.")
    if choose_template(request, PAGE, "e-invoicing") == PAGE:
        messages.success(request, said)
        return redirect_to(request, url_for(request, "customers:page", customer) + came_from)
    address = url_for(request, "customers:e-invoicing", customer) + came_from
    context = {"e_invoicing_url": address, "e_invoicing_disabled": disabled, "said": said}
    return render(request, f"{PAGE}#e-invoicing", context)
