"""The front page of an agreement. What one call gives is on it; what takes many is loaded beside (`panels.py`)."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.drafting.ownership import list_unsent_drafts
from customers.drafting.unsent_rows import build_unsent_rows
from customers.invoices.columns import BOOKED_COLUMNS, NAME, NUMBER
from customers.invoices.invoice_kinds import BOOKED_INVOICE
from customers.invoices.rows import render_invoice_rows
from customers.overview.figures import build_figures
from customers.overview.unconfirmed import load_unconfirmed
from customers.overview.views.panels import build_placeholders
from customers.shared.unavailable import describe_failure
from econ_admin.access.request import EconRequest
from econ_admin.access.roles import REQUIRED_ROLES
from econ_admin.gateway import Page, Unavailable, meanwhile, optional
from econ_admin.gateway.records import BookedInvoice

LATEST_COLUMNS = (
    NUMBER,
    NAME,
    *(
        column if column.key == "amount" else replace(column, css=f"{column.css} mid")
        for column in BOOKED_COLUMNS
        if column.key in ("date", "currency", "amount")
    ),
)
LATEST_COUNT = 7
MAX_UNSENT = 8


@require_safe
def show_overview(request: EconRequest) -> HttpResponse:
    economic = request.economic
    own, totals, latest, agreement = economic.together(
        meanwhile(lambda: _build_own(request)),
        optional(economic.totals.all),
        optional(lambda: economic.booked.page(None, ("-date", "-bookedInvoiceNumber"), 0, LATEST_COUNT)),
        optional(economic.agreement.get),
    )
    context = own | {
        "base_currency": agreement.settings.base_currency if agreement else "",
        "figures": build_figures(request, totals) if totals else None,
        "figures_failed": describe_failure(totals) if isinstance(totals, Unavailable) else None,
    }
    return render(request, "overview/overview.html", context | _build_latest(request, latest))


def _build_own(request: EconRequest) -> dict[str, Any]:
    """Builds what our own database holds."""
    panels = {"panels": build_placeholders(request), "unconfirmed": load_unconfirmed(request)}
    return panels | _build_unsent(request)


def _build_latest(request: EconRequest, latest: Page[BookedInvoice] | Unavailable) -> dict[str, Any]:
    if isinstance(latest, Unavailable):
        return {"latest_failed": describe_failure(latest)}
    rows = render_invoice_rows(
        latest.rows, LATEST_COLUMNS, timezone.localdate(), BOOKED_INVOICE.build_url_prefixes(request)
    )
    return {"latest": rows, "latest_heads": LATEST_COLUMNS}


def _build_unsent(request: EconRequest) -> dict[str, Any]:
    """Builds the person's own unsent drafts, if the role may write any."""
    if request.role < REQUIRED_ROLES["customers:unsent-drafts"]:
        return {}
    own = [draft for draft in list_unsent_drafts(request) if draft.person_id == request.user.pk]
    return {"may_draft": True, "unsent": build_unsent_rows(request, own[:MAX_UNSENT]), "unsent_count": len(own)}
