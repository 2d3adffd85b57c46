"""An attempt to send a sheet: one, whoever presses what how often. The state stands in its row.

    open -> sending (with the key) -> sent
                                   -> open, where e-conomic refused it
                                   -> in doubt, where nobody knows: `settling`

Every arrow is one conditional update: of two that come at the same moment, one finds it done.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from customers.drafting.draft_totals import AmountDifference, compare_amounts
from customers.drafting.field_errors import DraftRejected
from customers.drafting.findings import Finding
from customers.drafting.line_order import list_lines
from customers.drafting.ownership import find_draft
from customers.drafting.revisions import DraftNotEditable, RevisionConflict
from customers.editing.save import SAVE_TIMEOUT, find_dropped_fields
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Deadline, Document
from econ_admin.gateway.errors import GatewayError, Rejected
from econ_admin.gateway.records import DraftInvoice


@dataclass(frozen=True, slots=True)
class SendResult:
    """What e-conomic made of a sheet."""

    draft: WorkingDraft
    invoice: DraftInvoice
    differences: tuple[AmountDifference, ...] = ()
    dropped_fields: tuple[str, ...] = ()
    """What it did not take over as it was sent: attributes, or wire names of what has none."""


def claim_send(request: EconRequest, draft: WorkingDraft, revision: int, findings: Sequence[Finding]) -> str:
    """The one update that a second click, a second tab and a second process find done. Gives the key."""
    key, now = str(uuid.uuid4()), timezone.now()
    overridden = [finding.to_json(str(request.user), now) for finding in findings]
    claimable = WorkingDraft.objects.filter(
        pk=draft.pk, agreement=request.agreement, person=request.user, state=WorkingDraft.State.OPEN, revision=revision
    )
    if claimable.update(state=WorkingDraft.State.SENDING, key=key, attempted_at=now, overridden=overridden):
        return key
    current = find_draft(request, draft.pk)
    if current.state == WorkingDraft.State.OPEN and current.person_id == request.user.pk:
        raise RevisionConflict(("revision",), current)
    raise DraftNotEditable(current)


def execute_send(
    request: EconRequest, draft: WorkingDraft, lines: Sequence[WorkingDraftLine], key: str, document: Document
) -> SendResult:
    """Make the draft; the sheet is `sending` under that key. Raises as `send` does."""
    economic = request.economic.within(Deadline(SAVE_TIMEOUT)).with_idempotency_key(key)
    try:
        invoice = economic.drafts.add(document)
    except GatewayError as error:
        raise record_failure(draft, key, error, lines) from error
    return complete_send(request, draft, key, invoice, document)


def complete_send(
    request: EconRequest, draft: WorkingDraft, key: str, invoice: DraftInvoice, document: Document
) -> SendResult:
    """The attempt of that key was done: the sheet is sent, and e-conomic's amounts stand beside ours."""
    changes = {"state": WorkingDraft.State.SENT, "draft_number": invoice.draft_invoice_number, "answer": invoice.raw}
    filter_attempt(draft, key).update(**changes)  # first of all: what follows asks e-conomic, and may take its time
    amount_differences, dropped_fields = (
        compare_amounts(request.economic, list_lines(draft), document, invoice),
        find_dropped_fields(document, invoice),
    )
    WorkingDraft.objects.filter(pk=draft.pk).update(
        differences=[difference.to_json() for difference in amount_differences], dropped=list(dropped_fields)
    )
    draft.refresh_from_db()
    return SendResult(draft, invoice, amount_differences, dropped_fields)


def record_failure(
    draft: WorkingDraft, key: str, error: GatewayError, lines: Sequence[WorkingDraftLine | None]
) -> Exception:
    """What to raise: in doubt stays in doubt, anything else opens the sheet again."""
    if error.outcome_unknown:
        filter_attempt(draft, key).update(state=WorkingDraft.State.IN_DOUBT)
        return error
    reopen_draft(draft, key)
    return DraftRejected(error, lines) if isinstance(error, Rejected) and error.fields else error


def filter_attempt(draft: WorkingDraft, key: str) -> QuerySet[WorkingDraft]:
    """The row, as long as this attempt is what it is about."""
    return WorkingDraft.objects.filter(
        pk=draft.pk, key=key, state__in=(WorkingDraft.State.SENDING, WorkingDraft.State.IN_DOUBT)
    )


def reopen_draft(draft: WorkingDraft, key: str) -> bool:
    """Nothing was done under that key, and nothing will be."""
    return bool(filter_attempt(draft, key).update(state=WorkingDraft.State.OPEN, key="", attempted_at=None))
