"""A sheet whose sending nobody knows the end of: asked again while that is safe, then decided by a person."""

from datetime import timedelta

from django.utils import timezone

from customers.drafting.line_order import list_lines
from customers.drafting.ownership import find_draft
from customers.drafting.revisions import DraftNotEditable
from customers.drafting.send_attempt import (
    SendResult,
    complete_send,
    execute_send,
    filter_attempt,
    record_failure,
    reopen_draft,
)
from customers.drafting.serialize import serialize_new_draft
from customers.editing.save import exclusive_save
from customers.editing.unresolved_writes import RETRY_WINDOW, RetryExpired, find_unresolved, retry_write
from customers.models import WorkingDraft
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.json_codec import decode
from econ_admin.gateway.records import DraftInvoice, ListedDraft
from econ_admin.trail.models import Intent

CLOCK_SKEW = timedelta(minutes=2)  # e-conomic's goes by the minute, and may not be ours
MAX_DRAFTS = 1000


def is_retry_safe(draft: WorkingDraft) -> bool:
    """Whether asking again cannot do it twice."""
    return draft.attempted_at is not None and timezone.now() - draft.attempted_at < RETRY_WINDOW


def retry_send(request: EconRequest, draft: WorkingDraft) -> SendResult | None:
    """Ask again with the same key: it is then done once, whether it was before or not. None: nothing was done, and
    the sheet is open again.

    Raises RetryExpired once that is not certain any more (then `candidates` and `decide`), DraftNotEditable where
    nothing is in doubt or it is not this person's, DocumentBusy, and what `send` raises of e-conomic.
    """
    current = _get_in_doubt(request, draft)
    intent = Intent.objects.filter(key=current.key).first()
    if intent is None:
        return _resume_unrecorded_send(request, current)
    if intent.person_id != request.user.pk:
        raise RetryExpired
    unresolved = find_unresolved(request, current.key, intent.path)
    if unresolved is None:  # refused, and whoever was told so did not live to open the sheet
        reopen_draft(current, current.key)
        return None
    try:
        with exclusive_save(request, "drafts", current.draft_number or f"unsent-{current.pk}") as economic:
            invoice = retry_write(economic, unresolved, DraftInvoice)
    except GatewayError as error:
        raise record_failure(current, current.key, error, list_lines(current)) from error
    return complete_send(request, current, current.key, invoice, decode(unresolved.intent.body))


def list_candidates(request: EconRequest, draft: WorkingDraft) -> list[ListedDraft]:
    """The customer's drafts that changed since the attempt, one of which may be this sheet."""
    since = (draft.attempted_at or draft.at) - CLOCK_SKEW
    economic = request.economic.refreshed()  # one of them is about to be taken for this draft
    page = economic.drafts.of(draft.customer, size=MAX_DRAFTS).complete()  # the one that is not read may be it
    return [invoice for invoice in page.items if invoice.last_updated is None or invoice.last_updated >= since]


def resolve_manually(request: EconRequest, draft: WorkingDraft, draft_number: int | None) -> WorkingDraft:
    """What the person says it is: one of the candidates, or none of them, and then the sheet is open again.

    Raises DraftNotEditable where nothing is in doubt or the draft is another customer's, and what the gateway raises.
    """
    current = _get_in_doubt(request, draft)
    if is_retry_safe(current):
        raise DraftNotEditable(current)
    if draft_number is None:
        reopen_draft(current, current.key)
    else:
        invoice = request.economic.drafts.get(draft_number)
        if invoice.customer.customer_number != current.customer:
            raise DraftNotEditable(current)
        changes = {"state": WorkingDraft.State.SENT, "draft_number": draft_number, "answer": invoice.raw}
        filter_attempt(current, current.key).update(**changes)
    return find_draft(request, current.pk)


def _get_in_doubt(request: EconRequest, draft: WorkingDraft) -> WorkingDraft:
    current = find_draft(request, draft.pk)
    if current.state != WorkingDraft.State.IN_DOUBT or current.person_id != request.user.pk:
        raise DraftNotEditable(current)
    return current


def _resume_unrecorded_send(request: EconRequest, draft: WorkingDraft) -> SendResult | None:
    """The process died before the trail knew of it. Were it to come back after all, its key is this one."""
    if not draft.is_new or not is_retry_safe(draft):
        reopen_draft(draft, draft.key)
        return None
    lines = list_lines(draft)
    return execute_send(request, draft, lines, draft.key, serialize_new_draft(draft, lines))
