"""Booked invoices: all of them, one customer's, one, and its PDF."""

from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.invoices.columns import money
from customers.invoices.filters import states
from customers.invoices.payment_status import days_overdue, standing
from customers.invoices.query_form import BookedListForm
from customers.invoices.views import detail, lists, pdf
from customers.invoices.views.lists import BOOKED_INVOICE
from customers.shared.csp import framed, frames
from econ_admin.gateway import Gateway, where
from econ_admin.gateway.records import BookedInvoice
from econ_admin.gateway.resources.booked import BookedList
from econ_admin.http import EconRequest, url_for


@require_safe
def all_booked(request: EconRequest) -> HttpResponse:
    form = BookedListForm(request.GET, url_for(request, BOOKED_INVOICE.all_view))
    those = _in_state(request.economic, form.state_of_them)
    ask = partial(those.page, form.filter, form.sorting, form.page_number - 1, form.page_size)
    return lists.all_of_them(request, BOOKED_INVOICE, form, ask, tabs=states(form))


@require_safe
def booked(request: EconRequest, customer: int) -> HttpResponse:
    """All of a customer's are a list of their own in e-conomic; those in one state are a filter of everybody's."""
    economic = request.economic
    form = BookedListForm(request.GET, url_for(request, BOOKED_INVOICE.customer_view, customer), customer)
    asked = form.sorting, form.page_number - 1, form.page_size
    if state := form.state_of_them:
        theirs = where("customer.customerNumber").eq(customer)
        ask = partial(_in_state(economic, state).page, form.filter & theirs if form.filter else theirs, *asked)
    else:
        ask = partial(economic.booked.of, customer, form.filter, *asked)
    return lists.of_customer(request, BOOKED_INVOICE, customer, form, ask, tabs=states(form))


@require_safe
@frames
def booked_invoice(request: EconRequest, booked: int) -> HttpResponse:
    missing = _("e-conomic has no booked invoice with the number %(number)s.") % {"number": booked}

    def more(invoice: BookedInvoice) -> dict[str, Any]:
        return {
            "number": str(booked),
            "order_number": str(invoice.order_number or ""),
            "signs": [sign.html for sign in standing(invoice, timezone.localdate())],
            "is_late": days_overdue(invoice, timezone.localdate()) > 0,
            "remainder": money(invoice.remainder),
            "list_url": url_for(request, BOOKED_INVOICE.all_view),
            "pdf_url": url_for(request, "customers:booked-pdf", booked),
        }

    get = partial(request.economic.booked.get, booked)
    return detail.shown(request, "invoices/booked_invoice.html", get, missing, more)


@require_safe
@framed
def booked_pdf(request: EconRequest, booked: int) -> HttpResponseBase:
    return pdf.sent(request, partial(request.economic.booked.pdf, booked), f"invoice-{booked}.pdf")


def _in_state(economic: Gateway, state: str) -> BookedList:
    listed = {
        "unpaid": economic.booked.unpaid,
        "overdue": economic.booked.overdue,
        "not-due": economic.booked.not_due,
        "paid": economic.booked.paid,
    }
    return listed.get(state, economic.booked)
