"""Reviews and sends a working draft, and resolves a send of unknown outcome."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from customers.drafting import ownership, resolve_send, send
from customers.drafting.presend_facts import check_draft
from customers.drafting.revisions import DraftNotEditable
from customers.drafting.send_outcomes import SendOutcome, StillInEconomic
from customers.drafting.views.panel import ask_about_pending, render_send_panel
from customers.drafting.views.responses import get_draft_or_404, get_posted_number, render_not_editable
from customers.drafting.views.send_responses import SendAsNewOutcomes, SendOutcomes
from econ_admin.access.request import EconRequest, url_for
from econ_admin.http import redirect_to


@require_safe
def review_draft(request: EconRequest, pk: int) -> HttpResponse:
    """Shows the findings of the checks."""
    draft = get_draft_or_404(request, pk)
    return render_send_panel(request, draft, 200, findings=check_draft(request, draft))


@require_POST
def send_draft(request: EconRequest, pk: int) -> HttpResponse:
    draft, acknowledged = get_draft_or_404(request, pk), request.POST.getlist("seen")
    if (question := ask_about_pending(request, draft)) is not None:
        return question
    choices = {
        name.removeprefix("choice:"): value
        for name, value in request.POST.items()
        if name.startswith("choice:") and isinstance(value, str)
    }
    against, revision = request.POST.get("against", ""), get_posted_number(request, "revision")
    return SendOutcomes(request, draft).attempt(
        lambda: send.send_draft(request, draft, revision, acknowledged=acknowledged, choices=choices, version=against)
    )


@require_POST
def send_as_new(request: EconRequest, pk: int) -> HttpResponse:
    """Sends the draft as a new one, because the draft it edits was booked or deleted."""
    draft, acknowledged = get_draft_or_404(request, pk), request.POST.getlist("seen")
    revision = get_posted_number(request, "revision")
    if (question := ask_about_pending(request, draft)) is not None:
        return question
    outcomes = SendAsNewOutcomes(request, draft)

    def convert_and_send() -> SendOutcome:
        new_draft = draft if draft.is_new else ownership.convert_to_new(request, draft, revision)
        if new_draft is None:
            return StillInEconomic()
        new_revision = revision if draft.is_new else new_draft.revision
        return send.send_draft(request, new_draft, new_revision, acknowledged=acknowledged)

    return outcomes.attempt(convert_and_send)


@require_POST
def retry_send(request: EconRequest, pk: int) -> HttpResponse:
    """Retries the send with the same key."""
    draft = get_draft_or_404(request, pk)
    return SendOutcomes(request, draft).attempt(lambda: resolve_send.retry_send(request, draft))


@require_POST
def decide_outcome(request: EconRequest, pk: int) -> HttpResponse:
    """Records which of the customer's drafts it has become, or none."""
    try:
        resolve_send.resolve_manually(
            request, get_draft_or_404(request, pk), get_posted_number(request, "draft") or None
        )
    except DraftNotEditable as error:
        return render_not_editable(request, error)
    return redirect_to(request, url_for(request, "customers:unsent-draft", pk))
