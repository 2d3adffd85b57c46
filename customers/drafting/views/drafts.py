"""Working drafts: the list, creating, opening, taking over and discarding one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.drafting import create, ownership, resolve_send
from customers.drafting.revisions import DraftNotEditable
from customers.drafting.unsent_rows import build_unsent_rows
from customers.drafting.views.responses import explain_closed, get_draft_or_404, render_not_editable, render_page
from customers.models import WorkingDraft
from customers.shared.unavailable import describe_failure
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Unavailable, optional
from econ_admin.http import redirect_to


@require_safe
def list_unsent_drafts(request: EconRequest) -> HttpResponse:
    """Lists everybody's unsent drafts, the person's own first."""
    drafts = sorted(ownership.list_unsent_drafts(request), key=lambda draft: draft.person_id != request.user.pk)
    return render(request, "drafting/list.html", {"drafts": build_unsent_rows(request, drafts)})


@require_POST
def create_draft(request: EconRequest, customer: int) -> HttpResponse:
    return _redirect_to_draft(request, create.create_draft(request, customer))


@require_POST
def copy_draft_invoice(request: EconRequest, draft: int) -> HttpResponse:
    return _redirect_to_draft(request, create.create_from_invoice(request, request.economic.drafts.get(draft)))


@require_POST
def edit_draft_invoice(request: EconRequest, draft: int) -> HttpResponse:
    return _redirect_to_draft(request, create.open_draft_invoice(request, draft))


@require_POST
def copy_booked_invoice(request: EconRequest, booked: int) -> HttpResponse:
    return _redirect_to_draft(request, create.create_from_invoice(request, request.economic.booked.get(booked)))


@require_POST
def credit_booked_invoice(request: EconRequest, booked: int) -> HttpResponse:
    return _redirect_to_draft(
        request, create.create_from_invoice(request, request.economic.booked.get(booked), credit=True)
    )


@require_safe
def show_draft(request: EconRequest, pk: int) -> HttpResponse:
    draft = get_draft_or_404(request, pk)
    if draft.state == WorkingDraft.State.SENT and draft.draft_number:
        return redirect_to(request, url_for(request, "customers:draft", draft.draft_number))
    context: dict[str, Any] = {"closed": explain_closed(request, draft)}
    if draft.state == WorkingDraft.State.IN_DOUBT and draft.person_id == request.user.pk:
        is_retry_safe = resolve_send.is_retry_safe(request, draft)
        context |= {"can_ask_again": is_retry_safe} if is_retry_safe else _load_candidates(request, draft)
    return render_page(request, draft, **context)


@require_POST
def take_over_draft(request: EconRequest, pk: int) -> HttpResponse:
    try:
        ownership.take_over_draft(request, get_draft_or_404(request, pk))
    except DraftNotEditable as error:
        return render_not_editable(request, error)
    messages.success(request, _("You have taken over the draft."))
    return redirect_to(request, url_for(request, "customers:unsent-draft", pk))


@require_POST
def discard_draft(request: EconRequest, pk: int) -> HttpResponse:
    try:
        ownership.discard_draft(request, get_draft_or_404(request, pk))
    except DraftNotEditable as error:
        return render_not_editable(request, error)
    messages.success(request, _("Draft discarded. Nothing was sent to e-conomic."))
    return redirect_to(request, url_for(request, "customers:unsent-drafts"))


def _load_candidates(request: EconRequest, draft: WorkingDraft) -> dict[str, Any]:
    """Loads the drafts it may have become. Without an answer the page still shows the draft."""
    candidates = optional(lambda: resolve_send.list_candidates(request, draft))()
    return (
        {"unasked": describe_failure(candidates)} if isinstance(candidates, Unavailable) else {"candidates": candidates}
    )


def _redirect_to_draft(request: EconRequest, draft: WorkingDraft) -> HttpResponse:
    return redirect_to(request, url_for(request, "customers:unsent-draft", draft.pk))
