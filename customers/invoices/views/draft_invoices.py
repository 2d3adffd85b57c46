"""Draft invoices: the list of all, the list of one customer, the page of one, and its PDF."""

from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.editing.overwritten import warn_if_overwritten
from customers.invoices.invoice_kinds import DRAFT
from customers.invoices.payment_status import is_credit_note
from customers.invoices.views import detail, lists, pdf
from customers.shared import formatting
from customers.shared.csp import contains_frame, embeddable
from customers.shared.draft_labels import list_labels
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.records import DraftInvoice


@require_safe
def list_all_draft_invoices(request: EconRequest) -> HttpResponse:
    return lists.render_all_invoices(request, DRAFT)


@require_safe
def list_customer_draft_invoices(request: EconRequest, customer: int) -> HttpResponse:
    return lists.render_customer_invoices(request, DRAFT, customer)


@require_safe
@contains_frame
def show_draft_invoice(request: EconRequest, draft: int) -> HttpResponse:
    missing_message = _("e-conomic has no draft %(number)s. It may have been booked or deleted.")

    def build_details(record: DraftInvoice) -> dict[str, Any]:
        changed_at = record.last_updated
        warn_if_overwritten(request, f"invoices/drafts/{draft}", record, list_labels)
        return {
            "is_credit_note": is_credit_note(record),
            "changed": formatting.format_datetime(changed_at) if changed_at else "",
            "delete_url": url_for(request, "customers:delete-draft", draft),
            "history_url": url_for(request, "customers:draft-history", draft),
            "pdf_url": url_for(request, "customers:draft-pdf", draft),
        }

    get = partial(request.economic.drafts.get, draft)
    return detail.render_invoice(
        request, DRAFT, draft, "invoices/draft_invoice.html", get, missing_message % {"number": draft}, build_details
    )


@require_safe
@embeddable
def serve_draft_pdf(request: EconRequest, draft: int) -> HttpResponseBase:
    return pdf.stream_pdf(request, partial(request.economic.drafts.pdf, draft), f"draft-{draft}.pdf")
