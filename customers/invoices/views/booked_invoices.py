"""Booked invoices: the list of all, the list of one customer, the page of one, and its PDF."""

from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.invoices.columns import format_money
from customers.invoices.invoice_kinds import BOOKED_INVOICE
from customers.invoices.payment_status import count_days_overdue, list_badges
from customers.invoices.views import detail, lists, pdf
from customers.shared.csp import contains_frame, embeddable
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.records import BookedInvoice


@require_safe
def list_all_booked(request: EconRequest) -> HttpResponse:
    return lists.render_all_invoices(request, BOOKED_INVOICE)


@require_safe
def list_customer_booked(request: EconRequest, customer: int) -> HttpResponse:
    return lists.render_customer_invoices(request, BOOKED_INVOICE, customer)


@require_safe
@contains_frame
def show_booked_invoice(request: EconRequest, booked: int) -> HttpResponse:
    missing_message = _("e-conomic has no booked invoice %(number)s.") % {"number": booked}

    def build_details(invoice: BookedInvoice) -> dict[str, Any]:
        return {
            "signs": [badge.html for badge in list_badges(invoice, timezone.localdate())],
            "is_late": count_days_overdue(invoice, timezone.localdate()) > 0,
            "remainder": format_money(invoice.remainder),
            "pdf_url": url_for(request, "customers:booked-pdf", booked),
        }

    get = partial(request.economic.booked.get, booked)
    return detail.render_invoice(
        request, BOOKED_INVOICE, booked, "invoices/booked_invoice.html", get, missing_message, build_details
    )


@require_safe
@embeddable
def serve_booked_pdf(request: EconRequest, booked: int) -> HttpResponseBase:
    return pdf.stream_pdf(request, partial(request.economic.booked.pdf, booked), f"invoice-{booked}.pdf")
