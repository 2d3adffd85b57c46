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

from customers.drafting.draft_totals import Difference, differences
from customers.drafting.field_errors import Refused
from customers.drafting.findings import Finding
from customers.drafting.line_order import standing
from customers.drafting.ownership import find
from customers.drafting.revisions import NotOpen, Outdated
from customers.editing.save import SECONDS, dropped
from customers.models import Sheet, SheetLine
from econ_admin.gateway import Deadline, Document
from econ_admin.gateway.errors import GatewayError, Rejected
from econ_admin.gateway.records import DraftInvoice
from econ_admin.http import EconRequest


@dataclass(frozen=True, slots=True)
class Sent:
    """What e-conomic made of a sheet."""

    sheet: Sheet
    draft: DraftInvoice
    differences: tuple[Difference, ...] = ()
    dropped: tuple[str, ...] = ()
    """What it did not take over as it was sent: attributes, or wire names of what has none."""


def take(request: EconRequest, sheet: Sheet, revision: int, overridden: Sequence[Finding]) -> str:
    """The one update that a second click, a second tab and a second process find done. Gives the key."""
    key, now = str(uuid.uuid4()), timezone.now()
    remembered = [each.kept(str(request.user), now) for each in overridden]
    mine = Sheet.objects.filter(
        pk=sheet.pk, agreement=request.agreement, person=request.user, state=Sheet.State.OPEN, revision=revision
    )
    if mine.update(state=Sheet.State.SENDING, key=key, attempted_at=now, overridden=remembered):
        return key
    there = find(request, sheet.pk)
    if there.state == Sheet.State.OPEN and there.person_id == request.user.pk:
        raise Outdated(("revision",), there)
    raise NotOpen(there)


def carry(request: EconRequest, sheet: Sheet, lines: Sequence[SheetLine], key: str, document: Document) -> Sent:
    """Make the draft; the sheet is `sending` under that key. Raises as `send` does."""
    transport = request.economic.transport
    try:
        with transport.within(Deadline(SECONDS)), transport.with_idempotency_key(key):
            draft = request.economic.drafts.add(document)
    except GatewayError as error:
        raise failed(sheet, key, error, lines) from error
    return arrived(request, sheet, key, draft, document)


def arrived(request: EconRequest, sheet: Sheet, key: str, draft: DraftInvoice, document: Document) -> Sent:
    """The attempt of that key was done: the sheet is sent, and e-conomic's amounts stand beside ours."""
    done = {"state": Sheet.State.SENT, "draft_number": draft.draft_invoice_number, "answer": draft.raw}
    attempt(sheet, key).update(**done)  # first of all: what follows asks e-conomic, and may take its time
    found, lost = differences(request.economic, standing(sheet), document, draft), dropped(document, draft)
    Sheet.objects.filter(pk=sheet.pk).update(differences=[each.kept() for each in found], dropped=list(lost))
    sheet.refresh_from_db()
    return Sent(sheet, draft, found, lost)


def failed(sheet: Sheet, key: str, error: GatewayError, lines: Sequence[SheetLine | None]) -> Exception:
    """What to raise: in doubt stays in doubt, anything else opens the sheet again."""
    if error.outcome_unknown:
        attempt(sheet, key).update(state=Sheet.State.IN_DOUBT)
        return error
    reopen(sheet, key)
    return Refused(error, lines) if isinstance(error, Rejected) and error.fields else error


def attempt(sheet: Sheet, key: str) -> QuerySet[Sheet]:
    """The row, as long as this attempt is what it is about."""
    return Sheet.objects.filter(pk=sheet.pk, key=key, state__in=(Sheet.State.SENDING, Sheet.State.IN_DOUBT))


def reopen(sheet: Sheet, key: str) -> bool:
    """Nothing was done under that key, and nothing will be."""
    return bool(attempt(sheet, key).update(state=Sheet.State.OPEN, key="", attempted_at=None))
