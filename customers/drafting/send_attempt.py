"""Sends a draft at most once, however many clicks, tabs or processes try.

    OPEN -> SENDING (with the key) -> SENT
                                   -> OPEN, if e-conomic refused it
                                   -> IN_DOUBT, if the outcome is unknown: see `resolve_send`

Each transition is one conditional update, so only one of several concurrent attempts succeeds.
"""

import uuid
from collections.abc import Sequence

from django.db.models import QuerySet

from customers.drafting.draft_totals import compare_amounts
from customers.drafting.field_errors import map_errors
from customers.drafting.findings import Finding
from customers.drafting.line_order import list_lines
from customers.drafting.ownership import find_draft
from customers.drafting.revisions import DraftNotEditable, RevisionConflict
from customers.drafting.send_outcomes import Refused, Sent
from customers.editing.save import SAVE_TIMEOUT, find_dropped_fields
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.request import EconRequest
from econ_admin.database_clock import read_shared_time
from econ_admin.gateway import Deadline, Document
from econ_admin.gateway.errors import GatewayError, Rejected
from econ_admin.gateway.records import DraftInvoice


def claim_send(request: EconRequest, draft: WorkingDraft, revision: int, findings: Sequence[Finding]) -> str:
    """Claims the attempt by one update, which fails for a second click, tab or process. Returns the key."""
    key, now = str(uuid.uuid4()), read_shared_time()
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


def create_draft(
    request: EconRequest, draft: WorkingDraft, lines: Sequence[WorkingDraftLine], key: str, document: Document
) -> Sent | Refused:
    """Creates the draft in e-conomic, after `claim_send`. Raises GatewayError."""
    economic = request.economic.within(Deadline(SAVE_TIMEOUT)).with_idempotency_key(key)
    try:
        invoice = economic.drafts.add(document)
    except GatewayError as error:
        return handle_failure(draft, key, error, lines, document)
    return complete_send(request, draft, key, invoice, document)


def complete_send(
    request: EconRequest, draft: WorkingDraft, key: str, invoice: DraftInvoice, document: Document
) -> Sent:
    """Marks the draft as sent, and compares e-conomic's amounts with ours."""
    changes = {"state": WorkingDraft.State.SENT, "draft_number": invoice.draft_invoice_number, "answer": invoice.raw}
    filter_attempt(draft, key).update(**changes)  # first, because the rest calls e-conomic and may be slow
    amount_differences, dropped_fields = (
        compare_amounts(request.economic, list_lines(draft), document, invoice),
        find_dropped_fields(document, invoice),
    )
    WorkingDraft.objects.filter(pk=draft.pk).update(
        differences=[difference.to_json() for difference in amount_differences], dropped=list(dropped_fields)
    )
    draft.refresh_from_db()
    return Sent(draft, invoice, amount_differences, dropped_fields)


def handle_failure(
    draft: WorkingDraft, key: str, error: GatewayError, lines: Sequence[WorkingDraftLine | None], document: Document
) -> Refused:
    """Reopens the draft, unless the outcome is unknown. Raises the error if it is not about fields of the draft.

    `lines` and `document` are what was sent.
    """
    if error.outcome_unknown:
        filter_attempt(draft, key).update(state=WorkingDraft.State.IN_DOUBT)
        raise error
    reopen_draft(draft, key)
    if isinstance(error, Rejected) and error.fields:
        return map_errors(error, lines, document)
    raise error


def filter_attempt(draft: WorkingDraft, key: str) -> QuerySet[WorkingDraft]:
    """Selects the draft while this attempt is current."""
    return WorkingDraft.objects.filter(
        pk=draft.pk, key=key, state__in=(WorkingDraft.State.SENDING, WorkingDraft.State.IN_DOUBT)
    )


def reopen_draft(draft: WorkingDraft, key: str) -> bool:
    """Reopens the draft after an attempt that changed nothing in e-conomic."""
    return bool(filter_attempt(draft, key).update(state=WorkingDraft.State.OPEN, key="", attempted_at=None))
