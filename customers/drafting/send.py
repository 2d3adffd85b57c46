"""Sends a working draft: checks it, merges it with the draft in e-conomic, then makes one attempt."""

from collections.abc import Collection, Mapping, Sequence

from customers.drafting import presend_facts
from customers.drafting.findings import Finding
from customers.drafting.line_order import list_lines
from customers.drafting.merge_draft import Choices, MergedDraft, compute_version, merge_draft
from customers.drafting.ownership import find_draft
from customers.drafting.send_attempt import (
    SendResult,
    claim_send,
    complete_send,
    execute_send,
    record_failure,
    reopen_draft,
)
from customers.drafting.serialize import serialize_merged_draft, serialize_new_draft
from customers.editing.leases import DocumentBusy
from customers.editing.merge import Conflict
from customers.editing.save import exclusive_save
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.records import DraftInvoice

NO_CHOICES: Mapping[str, str] = {}


class SendBlocked(Exception):
    """Nothing was sent because of `findings`: blocking ones, or warnings not yet acknowledged."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(", ".join(finding.code for finding in findings))
        self.findings = findings


class SendConflict(Exception):
    """Nothing was sent, because the draft was also changed in e-conomic. Send again with a choice for each conflict.

    `version` identifies their version that the choices apply to.
    """

    def __init__(self, conflicts: Sequence[Conflict], theirs: DraftInvoice) -> None:
        super().__init__(", ".join(conflict.field for conflict in conflicts))
        self.conflicts = conflicts
        self.version = compute_version(theirs)


def send_draft(
    request: EconRequest,
    draft: WorkingDraft,
    revision: int,
    *,
    acknowledged: Collection[str] = (),
    choices: Choices = NO_CHOICES,
    version: str = "",
) -> SendResult:
    """Sends the draft as of `revision`. `acknowledged` are the fingerprints of warnings that the person accepts.

    Raises SendBlocked, SendConflict, DraftRejected, RevisionConflict (changed since), DraftNotEditable (sent or being
    sent), DocumentBusy and GatewayError. The draft stays open, unless the error's outcome is unknown.
    """
    current = find_draft(request, draft.pk)
    findings = presend_facts.check_draft(request, current)
    if blocking := [finding for finding in findings if finding.is_blocking or finding.fingerprint not in acknowledged]:
        raise SendBlocked(blocking)
    key = claim_send(request, current, revision, findings)
    current.refresh_from_db()
    lines = list_lines(current)
    if current.is_new:
        return execute_send(request, current, lines, key, serialize_new_draft(current, lines))
    return _update_draft(request, current, lines, key, choices, version)


def _update_draft(
    request: EconRequest,
    draft: WorkingDraft,
    lines: Sequence[WorkingDraftLine],
    key: str,
    choices: Choices,
    version: str,
) -> SendResult:
    """Merges with the draft in e-conomic and puts the whole document. Sends nothing if nothing differs."""
    number = draft.draft_number or 0
    sent_lines: list[WorkingDraftLine | None] = [*lines]
    try:
        with exclusive_save(request, "drafts", number) as economic:
            theirs = economic.drafts.get(number)
            merged = _merge_or_raise(
                draft, lines, theirs, choices if version == compute_version(theirs) else NO_CHOICES
            )
            sent_lines = [None if line.my_index is None else lines[line.my_index] for line in merged.lines]
            document = serialize_merged_draft(merged)
            if document == theirs.with_changes():
                return complete_send(request, draft, key, theirs, document)
            invoice = economic.with_idempotency_key(key).drafts.replace(number, document, theirs)
    except GatewayError as error:
        raise record_failure(draft, key, error, sent_lines) from error
    except (DocumentBusy, SendConflict):
        reopen_draft(draft, key)
        raise
    return complete_send(request, draft, key, invoice, document)


def _merge_or_raise(
    draft: WorkingDraft, lines: Sequence[WorkingDraftLine], theirs: DraftInvoice, choices: Choices
) -> MergedDraft:
    base = DraftInvoice.decode(bytes(draft.base))
    merged = merge_draft(base, draft.header, [line.content for line in lines], theirs, choices)
    if merged.conflicts:
        raise SendConflict(merged.conflicts, theirs)
    return merged
