"""Drafts: all of them, one customer's, one, and its PDF."""

from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.invoices.query_form import DraftListForm
from customers.invoices.views import detail, lists, pdf
from customers.invoices.views.lists import DRAFT
from customers.shared import formatting
from customers.shared.csp import framed, frames
from econ_admin.gateway.records import DraftInvoice
from econ_admin.http import EconRequest, url_for


@require_safe
def all_drafts(request: EconRequest) -> HttpResponse:
    form = DraftListForm(request.GET, url_for(request, DRAFT.all_view))
    ask = partial(request.economic.drafts.page, form.filter, form.sorting, form.page_number - 1, form.page_size)
    return lists.all_of_them(request, DRAFT, form, ask)


@require_safe
def drafts(request: EconRequest, customer: int) -> HttpResponse:
    form = DraftListForm(request.GET, url_for(request, DRAFT.customer_view, customer), customer)
    ask = partial(request.economic.drafts.of, customer, form.filter, form.sorting, form.page_number - 1, form.page_size)
    return lists.of_customer(request, DRAFT, customer, form, ask)


@require_safe
@frames
def draft(request: EconRequest, draft: int) -> HttpResponse:
    missing = _("e-conomic has no draft with the number %(number)s: it may be booked by now, or deleted.")

    def more(record: DraftInvoice) -> dict[str, Any]:
        changed = record.last_updated
        return {
            "number": str(draft),
            "changed": formatting.moment(changed) if changed else "",
            "list_url": url_for(request, DRAFT.all_view),
            "delete_url": url_for(request, "customers:delete-draft", draft),
            "pdf_url": url_for(request, "customers:draft-pdf", draft),
        }

    get = partial(request.economic.drafts.get, draft)
    return detail.shown(request, "invoices/draft_invoice.html", get, missing % {"number": draft}, more)


@require_safe
@framed
def draft_pdf(request: EconRequest, draft: int) -> HttpResponseBase:
    return pdf.sent(request, partial(request.economic.drafts.pdf, draft), f"draft-{draft}.pdf")
