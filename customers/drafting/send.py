"""Sends a working draft: checks it, merges it with the draft in e-conomic, then makes one attempt."""

from collections.abc import Collection, Mapping, Sequence

from customers.drafting import presend_facts
from customers.drafting.line_order import list_lines
from customers.drafting.merge_draft import Choices, MergedDraft, compute_version, merge_draft
from customers.drafting.ownership import find_draft
from customers.drafting.send_attempt import claim_send, complete_send, create_draft, handle_failure, reopen_draft
from customers.drafting.send_outcomes import Blocked, InConflict, SendOutcome
from customers.drafting.serialize import serialize_merged_draft, serialize_new_draft
from customers.editing.leases import DocumentBusy
from customers.editing.save import exclusive_save
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Document
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.records import DraftInvoice

NO_CHOICES: Mapping[str, str] = {}


def send_draft(
    request: EconRequest,
    draft: WorkingDraft,
    revision: int,
    *,
    acknowledged: Collection[str] = (),
    choices: Choices = NO_CHOICES,
    version: str = "",
) -> SendOutcome:
    """Sends the draft as of `revision`. `acknowledged` are the fingerprints of warnings that the person accepts.

    Raises RevisionConflict (changed since), DraftNotEditable (sent or being sent), DocumentBusy and GatewayError. The
    draft stays open, unless it is sent or the error's outcome is unknown.
    """
    current = find_draft(request, draft.pk)
    findings = presend_facts.check_draft(request, current)
    if blocking := [finding for finding in findings if finding.is_blocking or finding.fingerprint not in acknowledged]:
        return Blocked(blocking)
    key = claim_send(request, current, revision, findings)
    current.refresh_from_db()
    lines = list_lines(current)
    if current.is_new:
        return create_draft(request, current, lines, key, serialize_new_draft(current, lines))
    return _update_draft(request, current, lines, key, choices, version)


def _update_draft(
    request: EconRequest,
    draft: WorkingDraft,
    lines: Sequence[WorkingDraftLine],
    key: str,
    choices: Choices,
    version: str,
) -> SendOutcome:
    """Merges with the draft in e-conomic and puts the whole document. Sends nothing if nothing differs."""
    number = draft.draft_number or 0
    sent_lines: list[WorkingDraftLine | None] = [*lines]
    document: Document = {}
    try:
        with exclusive_save(request, "drafts", number) as economic:
            theirs = economic.drafts.get(number)
            merged = _merge(draft, lines, theirs, choices if version == compute_version(theirs) else NO_CHOICES)
            if merged.conflicts:
                reopen_draft(draft, key)
                return InConflict(merged.conflicts, compute_version(theirs))
            sent_lines = [None if line.my_index is None else lines[line.my_index] for line in merged.lines]
            document = serialize_merged_draft(merged)
            if document == theirs.with_changes():
                return complete_send(request, draft, key, theirs, document)
            invoice = economic.with_idempotency_key(key).drafts.replace(number, document, theirs)
    except GatewayError as error:
        return handle_failure(draft, key, error, sent_lines, document)
    except DocumentBusy:
        reopen_draft(draft, key)
        raise
    return complete_send(request, draft, key, invoice, document)


def _merge(
    draft: WorkingDraft, lines: Sequence[WorkingDraftLine], theirs: DraftInvoice, choices: Choices
) -> MergedDraft:
    base = DraftInvoice.decode(bytes(draft.base))
    return merge_draft(base, draft.header, [line.content for line in lines], theirs, choices)
