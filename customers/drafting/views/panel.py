"""The panel beside the draft: findings, e-conomic's errors, conflicts, and the Send button."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.drafting.field_errors import DraftRejected
from customers.drafting.findings import DRAFT_GONE, Finding
from customers.drafting.grid import page_context
from customers.drafting.grid.page_context import NO_INPUT, UnsavedInput
from customers.drafting.header_fields import build_header_fields
from customers.drafting.line_order import list_lines
from customers.drafting.merge_draft import ALL_LINES
from customers.drafting.revisions import RevisionConflict
from customers.drafting.send import SendBlocked, SendConflict
from customers.drafting.views.responses import render_page
from customers.editing.merge import Conflict
from customers.models import WorkingDraft
from customers.shared import formatting
from econ_admin.access.request import EconRequest, url_for

PANEL_TEMPLATE, REJECTED_TEMPLATE = "drafting/panel_response.html", "drafting/refused.html"


def render_not_sent(request: EconRequest, draft: WorkingDraft, error: Exception) -> HttpResponse:
    """Renders the reason why nothing was sent."""
    acknowledged = request.POST.getlist("seen")
    if isinstance(error, SendBlocked):
        return render_send_panel(request, draft, 422, findings=error.findings, seen=acknowledged, stopped=True)
    if isinstance(error, SendConflict):
        return render_send_panel(
            request,
            draft,
            422,
            conflicts=_describe_conflicts(draft, error.conflicts),
            against=error.version,
            seen=acknowledged,
        )
    if isinstance(error, DraftRejected):
        return _render_rejection(request, draft, error)
    message = _("A colleague is saving this draft. Try again in a moment.")
    if isinstance(error, RevisionConflict):
        message = _("The draft has changed since you opened this page. Check it again before you send it.")
    return render_send_panel(
        request, draft, 422, refused=[{"sentence": message}], stale=isinstance(error, RevisionConflict)
    )


def _render_rejection(request: EconRequest, draft: WorkingDraft, error: DraftRejected) -> HttpResponse:
    """Renders e-conomic's errors in the panel and beside their fields."""
    unsaved = UnsavedInput(errors=error.field_errors, line_errors=error.line_errors)
    panel_context = {"panel": True, "refused": _describe_rejection(draft, error), "seen": request.POST.getlist("seen")}
    if not request.htmx:
        return render_page(request, draft, unsaved, status=422, **panel_context)
    context = page_context.build_page_context(request, draft, unsaved) | panel_context
    context["rows"] = [row for row in context["rows"] if row.pk in error.line_errors]
    context["with_fields"] = bool(error.field_errors)
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
    context |= {"panel": True, "findings": _describe_findings(draft, findings), **_summarize_findings(draft, findings)}
    if any(finding.code == DRAFT_GONE for finding in findings):
        context["gone"] = url_for(request, "customers:booked", draft.customer)
    if not request.htmx:
        return render_page(request, draft, typed, status=status, **context)
    may_write = draft.person_id == request.user.pk and draft.state == WorkingDraft.State.OPEN
    # The whole page has the Send button outside the panel; a response to htmx replaces both
    return render(request, PANEL_TEMPLATE, {"draft": draft, "may_write": may_write} | context, status=status)


def _describe_findings(draft: WorkingDraft, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    line_numbers = {line.pk: number for number, line in enumerate(list_lines(draft), 1)}
    return [
        {
            "blocks": finding.is_blocking,
            "sentence": _(finding.message) % finding.parameters,
            "mark": "" if finding.is_blocking else finding.fingerprint,
            "line": line_numbers.get(finding.line_pk or 0),
            "where": _build_anchor(finding.line_pk, finding.field_name),
        }
        for finding in findings
    ]


def _summarize_findings(draft: WorkingDraft, findings: Sequence[Finding]) -> dict[str, str]:
    """Says beside the Send button why it is blocked, or how many warnings there are."""
    blocking = [finding for finding in findings if finding.is_blocking]
    if not blocking:
        count = len(findings)
        warnings = ngettext("%(count)s warning", "%(count)s warnings", count) % {"count": count}
        return {"block_reason": "", "warning_count": warnings if count else ""}
    first, *others = blocking
    reason, place = _(first.message) % first.parameters, _describe_place(draft, first)
    if place:
        reason = _("%(place)s: %(reason)s") % {"place": place, "reason": reason}
    if others:
        more = ngettext("%(count)s more must be fixed.", "%(count)s more must be fixed.", len(others))
        reason = f"{reason} {more % {'count': len(others)}}"
    return {"block_reason": reason, "warning_count": ""}


def _describe_place(draft: WorkingDraft, finding: Finding) -> str:
    """Names the line or the field that a finding is about; "" if it is about the draft."""
    for number, line in enumerate(list_lines(draft), 1):
        if line.pk == finding.line_pk:
            return _("Line %(line)s") % {"line": number}
    field = build_header_fields().get(finding.field_name)
    return str(field.label) if field else ""


def _describe_conflicts(draft: WorkingDraft, conflicts: Sequence[Conflict]) -> list[dict[str, str]]:
    """Describes both versions of each conflict, with a label."""
    labels = {name: str(field.label) for name, field in build_header_fields().items()}
    descriptions = []
    for conflict in conflicts:
        root, _dot, line_path = conflict.field.partition(".")
        label = labels.get(conflict.field, conflict.field)
        if root == ALL_LINES:
            number = line_path.partition(".")[0]
            label = _("Line %(number)s in e-conomic") % {"number": number} if number else _("All lines")
        descriptions.append(
            {
                "field": conflict.field,
                "label": label,
                "mine": _format_value(conflict.mine),
                "theirs": _format_value(conflict.theirs),
            }
        )
    return descriptions


def _format_value(value: Any) -> str:
    if isinstance(value, tuple | list):
        return "; ".join(f"{line.product.product_number if line.product else ''} {line.description}" for line in value)
    if isinstance(value, Decimal):
        return formatting.format_quantity(value)
    if isinstance(value, date):
        return formatting.format_date(value)
    return str(value) if value not in (None, "") else _("empty")


def _describe_rejection(draft: WorkingDraft, error: DraftRejected) -> list[dict[str, Any]]:
    line_numbers = {line.pk: number for number, line in enumerate(list_lines(draft), 1)}
    descriptions: list[dict[str, Any]] = [
        {"sentence": message, "where": _build_anchor(None, field), "name": field}
        for field, sentences in error.field_errors.items()
        for message in sentences
    ]
    descriptions += [
        {"sentence": message, "where": _build_anchor(pk, field), "line": line_numbers.get(pk), "row": pk, "name": field}
        for pk, fields in error.line_errors.items()
        for field, sentences in fields.items()
        for message in sentences
    ]
    return descriptions


def _build_anchor(line: int | None, field: str) -> str:
    if line:
        return f"c-{line}-{field}" if field else f"line-{line}"
    return f"f-{field}" if field else ""
