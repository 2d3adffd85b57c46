"""The panel beside the draft: findings, e-conomic's errors, conflicts, and the Send button."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from customers.drafting.findings import DRAFT_GONE, Finding
from customers.drafting.grid import page_context
from customers.drafting.grid.page_context import NO_INPUT, UnsavedInput
from customers.drafting.send_outcomes import Blocked, InConflict, NotSent, Refused
from customers.drafting.views.panel_texts import (
    describe_conflicts,
    describe_findings,
    describe_refusal,
    summarize_findings,
)
from customers.drafting.views.responses import render_page
from customers.models import WorkingDraft
from econ_admin.access.request import EconRequest, url_for

PANEL_TEMPLATE, REJECTED_TEMPLATE = "drafting/panel_response.html", "drafting/refused.html"


def render_not_sent(request: EconRequest, draft: WorkingDraft, outcome: NotSent) -> HttpResponse:
    """Renders the reason why nothing was sent."""
    seen = request.POST.getlist("seen")
    match outcome:
        case Blocked(findings):
            return render_send_panel(request, draft, 422, findings=findings, seen=seen, stopped=True)
        case InConflict(conflicts, version):
            descriptions = describe_conflicts(draft, conflicts)
            return render_send_panel(request, draft, 422, conflicts=descriptions, against=version, seen=seen)
        case Refused():
            return _render_refusal(request, draft, outcome)


def render_message(request: EconRequest, draft: WorkingDraft, message: str, *, is_stale: bool = False) -> HttpResponse:
    """Renders why nothing was sent, as one sentence. With `is_stale`, the page is older than the draft."""
    return render_send_panel(request, draft, 422, refused=[{"sentence": message}], stale=is_stale)


def _render_refusal(request: EconRequest, draft: WorkingDraft, refused: Refused) -> HttpResponse:
    """Renders e-conomic's errors in the panel and beside their fields."""
    unsaved = UnsavedInput(errors=refused.field_errors, line_errors=refused.line_errors)
    panel_context = {"panel": True, "refused": describe_refusal(draft, refused), "seen": request.POST.getlist("seen")}
    if not request.htmx:
        return render_page(request, draft, unsaved, status=422, **panel_context)
    context = page_context.build_page_context(request, draft, unsaved) | panel_context
    context["rows"] = [row for row in context["rows"] if row.pk in refused.line_errors]
    context["with_fields"] = bool(refused.field_errors)
    return render(request, REJECTED_TEMPLATE, context, status=422)


def ask_about_pending(request: EconRequest, draft: WorkingDraft) -> HttpResponse | None:
    """Asks about a pending currency or pasted rows that were not added. None if there is neither."""
    if draft.person_id != request.user.pk or draft.state != WorkingDraft.State.OPEN:
        return None
    now, chosen, rows = draft.header.currency, request.POST.get("currency", ""), request.POST.get("rows", "")
    is_other = bool(chosen) and chosen != now
    if not is_other and not rows.strip():
        return None
    pending = {"currency": chosen if is_other else "", "now": now, "rows": rows.strip()}
    seen = request.POST.getlist("seen")
    typed = UnsavedInput(texts={"currency": chosen} if is_other else {})
    return render_send_panel(request, draft, 422, typed=typed, pending=pending, pasted=rows, seen=seen)


def render_send_panel(
    request: EconRequest,
    draft: WorkingDraft,
    status: int,
    *,
    findings: Sequence[Finding] = (),
    typed: UnsavedInput = NO_INPUT,
    **context: Any,
) -> HttpResponse:
    """Renders the panel for htmx, otherwise the whole page."""
    context |= {"panel": True, "findings": describe_findings(draft, findings), **summarize_findings(draft, findings)}
    if any(finding.code == DRAFT_GONE for finding in findings):
        context["gone"] = url_for(request, "customers:booked", draft.customer)
    if not request.htmx:
        return render_page(request, draft, typed, status=status, **context)
    may_write = draft.person_id == request.user.pk and draft.state == WorkingDraft.State.OPEN
    # The whole page has the Send button outside the panel; a response to htmx replaces both
    return render(request, PANEL_TEMPLATE, {"draft": draft, "may_write": may_write} | context, status=status)
