"""Booked invoices: the list of all, the list of one customer, the page of one, and its PDF."""

from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.invoices.columns import format_money
from customers.invoices.filters import build_state_tabs
from customers.invoices.payment_status import count_days_overdue, list_badges
from customers.invoices.query_form import BookedListForm
from customers.invoices.views import detail, lists, pdf
from customers.invoices.views.lists import BOOKED_INVOICE
from customers.shared.csp import contains_frame, embeddable
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Gateway, where
from econ_admin.gateway.records import BookedInvoice
from econ_admin.gateway.resources.booked import BookedList


@require_safe
def list_all_booked(request: EconRequest) -> HttpResponse:
    form = BookedListForm(request.GET, url_for(request, BOOKED_INVOICE.all_view))
    source = _select_state(request.economic, form.chosen_state)
    fetch = partial(source.page, form.filter, form.api_sort, form.page_number - 1, form.page_size)
    return lists.render_all_invoices(request, BOOKED_INVOICE, form, fetch, tabs=build_state_tabs(form))


@require_safe
def list_customer_booked(request: EconRequest, customer: int) -> HttpResponse:
    """Lists a customer's booked invoices. e-conomic has a collection per customer, but only for all states together."""
    economic = request.economic
    form = BookedListForm(request.GET, url_for(request, BOOKED_INVOICE.customer_view, customer), customer)
    paging = form.api_sort, form.page_number - 1, form.page_size
    if state := form.chosen_state:
        customer_filter = where("customer.customerNumber").eq(customer)
        fetch = partial(
            _select_state(economic, state).page,
            form.filter & customer_filter if form.filter else customer_filter,
            *paging,
        )
    else:
        fetch = partial(economic.booked.of, customer, form.filter, *paging)
    return lists.render_customer_invoices(request, BOOKED_INVOICE, customer, form, fetch, tabs=build_state_tabs(form))


@require_safe
@contains_frame
def show_booked_invoice(request: EconRequest, booked: int) -> HttpResponse:
    missing_message = _("e-conomic has no booked invoice %(number)s.") % {"number": booked}

    def build_details(invoice: BookedInvoice) -> dict[str, Any]:
        return {
            "number": str(booked),
            "order_number": str(invoice.order_number or ""),
            "signs": [badge.html for badge in list_badges(invoice, timezone.localdate())],
            "is_late": count_days_overdue(invoice, timezone.localdate()) > 0,
            "remainder": format_money(invoice.remainder),
            "list_url": url_for(request, BOOKED_INVOICE.all_view),
            "pdf_url": url_for(request, "customers:booked-pdf", booked),
        }

    get = partial(request.economic.booked.get, booked)
    return detail.render_invoice(request, "invoices/booked_invoice.html", get, missing_message, build_details)


@require_safe
@embeddable
def serve_booked_pdf(request: EconRequest, booked: int) -> HttpResponseBase:
    return pdf.stream_pdf(request, partial(request.economic.booked.pdf, booked), f"invoice-{booked}.pdf")


def _select_state(economic: Gateway, state: str) -> BookedList:
    sources = {
        "unpaid": economic.booked.unpaid,
        "overdue": economic.booked.overdue,
        "not-due": economic.booked.not_due,
        "paid": economic.booked.paid,
    }
    return sources.get(state, economic.booked)
