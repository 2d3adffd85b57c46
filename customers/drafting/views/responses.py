"""Responses of the draft editor: the page, changed rows, and rejected input."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from customers.drafting.draft_totals import compute_draft_totals
from customers.drafting.grid import page_context
from customers.drafting.grid.page_context import NO_INPUT, UnsavedInput
from customers.drafting.grid.rows import build_empty_row, build_row, fill_row
from customers.drafting.line_order import list_lines
from customers.drafting.ownership import find_draft
from customers.drafting.revisions import DraftNotEditable
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.request import EconRequest, url_for
from econ_admin.http import redirect_to, render_error

PAGE_TEMPLATE, FRAGMENT_TEMPLATE = "drafting/editor.html", "drafting/response.html"


def get_draft_or_404(request: EconRequest, number: int) -> WorkingDraft:
    """Returns the draft. Raises Http404."""
    try:
        return find_draft(request, number)
    except WorkingDraft.DoesNotExist as error:
        raise Http404 from error


def get_posted_number(request: EconRequest, name: str) -> int:
    """Returns a posted number, or 0 if it is not one."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def render_page(
    request: EconRequest, draft: WorkingDraft, unsaved: UnsavedInput = NO_INPUT, status: int = 200, **context: Any
) -> HttpResponse:
    """Renders the editor."""
    return render(
        request, PAGE_TEMPLATE, page_context.build_page_context(request, draft, unsaved) | context, status=status
    )


def render_changed_rows(
    request: EconRequest,
    draft: WorkingDraft,
    changed_pks: Sequence[int],
    *,
    message: str = "",
    removed_line: WorkingDraftLine | None = None,
    repriced: str = "",
    unread: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Renders the changed rows for htmx; otherwise redirects to the editor."""
    if not request.htmx:
        anchor = f"#line-{changed_pks[0]}" if changed_pks and not repriced else "#lines"
        return redirect_to(request, url_for(request, "customers:unsent-draft", draft.pk) + anchor)
    context = {"announcement": message, "undo": removed_line, "repriced": repriced, "unread": unread} | more
    rows_context = _build_rows_context(request, draft, changed_pks)
    return render(request, FRAGMENT_TEMPLATE, rows_context | context, status=status)


def render_rejected_row(request: EconRequest, draft: WorkingDraft, unsaved: UnsavedInput) -> HttpResponse:
    """Renders input that could not be saved, with the errors."""
    current = get_draft_or_404(request, draft.pk)
    if not request.htmx:
        return render_page(request, current, unsaved, status=422)
    context = _build_rows_context(request, current, [unsaved.line_pk] if unsaved.line_pk else [])
    if unsaved.is_new:
        context["rows"] = [build_empty_row(len(context["lines"]) + 1)]
    context["unread"] = unsaved.unread
    for row in context["rows"]:
        fill_row(row, unsaved.texts, unsaved.errors, unsaved.conflicting)
    context["announcement"] = "; ".join(message for messages in unsaved.errors.values() for message in messages)
    return render(request, FRAGMENT_TEMPLATE, context, status=422)


def render_not_editable(request: EconRequest, error: DraftNotEditable) -> HttpResponse:
    """Renders the reason why nothing was saved: the draft is a colleague's, sent, or being sent."""
    draft = error.draft
    if draft.state == WorkingDraft.State.SENT and draft.draft_number:
        return redirect_to(request, url_for(request, "customers:draft", draft.draft_number))
    return render_error(request, explain_closed(request, draft), 409, title=_("Not saved"))


def explain_closed(request: EconRequest, draft: WorkingDraft) -> str:
    """Says why this person cannot edit the draft, or "" if they can."""
    if draft.person_id != request.user.pk:
        return _("%(person)s has taken over this draft.") % {"person": draft.person}
    reasons = {
        WorkingDraft.State.SENDING: _("The draft is being sent."),
        WorkingDraft.State.IN_DOUBT: _("We don't know whether the draft was saved in e-conomic."),
        WorkingDraft.State.SENT: _("The draft has been sent."),
    }
    return reasons.get(WorkingDraft.State(draft.state), "")


def _build_rows_context(request: EconRequest, draft: WorkingDraft, changed_pks: Sequence[int]) -> dict[str, Any]:
    lines = list_lines(draft)
    draft_totals = compute_draft_totals(request.economic, draft, lines)
    rows = [build_row(line, number, draft_totals) for number, line in enumerate(lines, 1) if line.pk in changed_pks]
    units = page_context.list_unit_options(request, lines) if rows else []
    return page_context.build_draft_context(request, draft, lines, draft_totals) | {
        "rows": rows,
        "lines": lines,
        "units": units,
    }
