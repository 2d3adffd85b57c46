"""Resolves a send of unknown outcome: by a retry while that is safe, then by a person's decision."""

from contextlib import suppress

from customers.drafting.line_order import list_lines
from customers.drafting.ownership import find_draft
from customers.drafting.revisions import DraftNotEditable
from customers.drafting.send_attempt import (
    complete_send,
    create_draft,
    filter_attempt,
    handle_failure,
    reopen_draft,
)
from customers.drafting.send_outcomes import Refused, Reopened, Sent
from customers.drafting.serialize import serialize_new_draft
from customers.editing.save import exclusive_save
from customers.editing.unresolved_writes import (
    RETRY_WINDOW,
    RetryExpired,
    find_unresolved,
    raise_if_expired,
    retry_write,
)
from customers.models import WorkingDraft
from econ_admin.access.request import EconRequest
from econ_admin.database_clock import read_shared_time
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.json_codec import decode
from econ_admin.gateway.records import DraftInvoice, ListedDraft
from econ_admin.gateway.server_clock import MAX_CLOCK_DIFFERENCE
from econ_admin.trail.database_trail import get_definite_outcome
from econ_admin.trail.findings import NotUnknown, record_finding
from econ_admin.trail.models import Entry, Intent

MAX_DRAFTS = 1000


def is_retry_safe(request: EconRequest, draft: WorkingDraft) -> bool:
    """Whether a retry cannot create the draft twice. While e-conomic does not answer, only our clock is asked."""
    if draft.attempted_at is None or read_shared_time() - draft.attempted_at >= RETRY_WINDOW:
        return False
    intent = Intent.objects.filter(key=draft.key).first()
    if intent is None or get_definite_outcome(intent):
        return True
    try:
        raise_if_expired(request.economic, intent)
    except RetryExpired:
        return False
    except GatewayError:
        return True  # the retry asks again before it sends
    return True


def retry_send(request: EconRequest, draft: WorkingDraft) -> Sent | Refused | Reopened:
    """Retries with the same key, so that it is done once. Returns Reopened if nothing had been sent.

    Raises RetryExpired when that is no longer certain (then use `list_candidates` and `resolve_manually`),
    DraftNotEditable if the outcome is known or the draft is another person's, DocumentBusy and GatewayError.
    """
    current = _get_in_doubt(request, draft)
    intent = Intent.objects.filter(key=current.key).first()
    if intent is None:
        return _resume_unrecorded_send(request, current)
    if intent.person_id != request.user.pk:
        raise RetryExpired
    unresolved = find_unresolved(request, current.key, intent.path)
    if unresolved is None:  # refused, but the process ended before it reopened the draft
        reopen_draft(current, current.key)
        return Reopened()
    document = decode(unresolved.intent.body)
    try:
        with exclusive_save(request, "drafts", current.draft_number or f"unsent-{current.pk}") as economic:
            invoice = retry_write(economic, unresolved, DraftInvoice)
    except GatewayError as error:
        return handle_failure(current, current.key, error, list_lines(current), document)
    return complete_send(request, current, current.key, invoice, document)


def list_candidates(request: EconRequest, draft: WorkingDraft) -> list[ListedDraft]:
    """Lists the customer's drafts that changed since the attempt. One of them may be this draft."""
    since = (draft.attempted_at or draft.at) - MAX_CLOCK_DIFFERENCE
    economic = request.economic.refreshed()  # the person decides by this list
    page = economic.drafts.of(draft.customer, size=MAX_DRAFTS).complete()  # an unreadable draft could be the one
    return [invoice for invoice in page.items if invoice.last_updated is None or invoice.last_updated >= since]


def resolve_manually(request: EconRequest, draft: WorkingDraft, draft_number: int | None) -> WorkingDraft:
    """Records the person's decision: one of the candidates, or none, which reopens the draft.

    Raises DraftNotEditable if the outcome is known or the candidate is another customer's, and GatewayError.
    """
    current = _get_in_doubt(request, draft)
    if is_retry_safe(request, current):
        raise DraftNotEditable(current)
    if draft_number is None:
        reopen_draft(current, current.key)
        _record_finding(request, current.key, was_done=False)
    else:
        invoice = request.economic.drafts.get(draft_number)
        if invoice.customer.customer_number != current.customer:
            raise DraftNotEditable(current)
        changes = {"state": WorkingDraft.State.SENT, "draft_number": draft_number, "answer": invoice.raw}
        filter_attempt(current, current.key).update(**changes)
        _record_finding(request, current.key, was_done=True)
    return find_draft(request, current.pk)


def _record_finding(request: EconRequest, key: str, *, was_done: bool) -> None:
    """Records the decision in the audit trail, unless the outcome is known there, or was never recorded."""
    entry = Entry.objects.filter(agreement=request.agreement, intent__key=key).first()
    if entry:
        with suppress(NotUnknown):
            record_finding(entry, request.user, was_done=was_done)


def _get_in_doubt(request: EconRequest, draft: WorkingDraft) -> WorkingDraft:
    current = find_draft(request, draft.pk)
    if current.state != WorkingDraft.State.IN_DOUBT or current.person_id != request.user.pk:
        raise DraftNotEditable(current)
    return current


def _resume_unrecorded_send(request: EconRequest, draft: WorkingDraft) -> Sent | Refused | Reopened:
    """Handles a process that ended before it wrote to the audit trail. A late write would have the same key."""
    if not draft.is_new or not is_retry_safe(request, draft):
        reopen_draft(draft, draft.key)
        return Reopened()
    lines = list_lines(draft)
    return create_draft(request, draft, lines, draft.key, serialize_new_draft(draft, lines))
