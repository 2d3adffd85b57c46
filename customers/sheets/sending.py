"""Sending a sheet: once, whoever presses what how often. The state stands in its row.

    open -> sending (with the key) -> sent
                                   -> open, where e-conomic refused it
                                   -> in doubt, where nobody knows: `settling`

Every arrow is one conditional update: of two that come at the same moment, one finds it done.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from customers.leases import Busy
from customers.merging import Conflict
from customers.models import Sheet, SheetLine
from customers.saving import SECONDS, dropped, saving
from customers.sheets import checking
from customers.sheets.checking import Finding
from customers.sheets.keeping import NotOpen, Outdated
from customers.sheets.meeting import Choices, Met, digest, meet
from customers.sheets.owning import find
from customers.sheets.placing import standing
from customers.sheets.reckoning import Difference, differences
from customers.sheets.refusing import Refused
from customers.sheets.writing import changed_document, new_document
from econ_admin.gateway import Deadline, Document
from econ_admin.gateway.errors import GatewayError, Rejected
from econ_admin.gateway.records import DraftInvoice
from econ_admin.http import EconRequest

NO_CHOICES: Mapping[str, str] = {}


class Stopped(Exception):
    """Nothing was sent: `findings` block it, or are warnings that nobody has seen yet."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(", ".join(finding.code for finding in findings))
        self.findings = findings


class Conflicted(Exception):
    """The draft was changed in e-conomic too: nothing was sent. Send again with a choice for each conflict.

    `against` names the version of theirs that the choices are about.
    """

    def __init__(self, conflicts: Sequence[Conflict], theirs: DraftInvoice) -> None:
        super().__init__(", ".join(conflict.field for conflict in conflicts))
        self.conflicts = conflicts
        self.theirs = theirs
        self.against = digest(theirs)


@dataclass(frozen=True, slots=True)
class Sent:
    """What e-conomic made of a sheet."""

    sheet: Sheet
    draft: DraftInvoice
    differences: tuple[Difference, ...] = ()
    dropped: tuple[str, ...] = ()
    """What it did not take over as it was sent: attributes, or wire names of what has none."""


def send(
    request: EconRequest,
    sheet: Sheet,
    revision: int,
    *,
    seen: Collection[str] = (),
    choices: Choices = NO_CHOICES,
    against: str = "",
) -> Sent:
    """Send the sheet as the person saw it at `revision`; `seen` are the marks of warnings that they send it with.

    Raises Stopped, Conflicted, Refused, Outdated (changed meanwhile), NotOpen (somebody is at it, or was), Busy, and
    what the gateway raises: doubtful ones leave the sheet in doubt, all others leave it open.
    """
    now = find(request, sheet.pk)
    findings = checking.checks(request, now)
    if stops := [each for each in findings if each.blocks or each.mark not in seen]:
        raise Stopped(stops)
    key = _take(request, now, revision, findings)
    now.refresh_from_db()
    lines = standing(now)
    if now.is_new:
        return carry(request, now, lines, key, new_document(now, lines))
    return _change(request, now, lines, key, choices, against)


def carry(request: EconRequest, sheet: Sheet, lines: Sequence[SheetLine], key: str, document: Document) -> Sent:
    """Make the draft; the sheet is `sending` under that key. Raises as `send` does."""
    transport = request.economic.transport
    try:
        with transport.within(Deadline(SECONDS)), transport.keyed(key):
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
    if error.doubtful:
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


def _take(request: EconRequest, sheet: Sheet, revision: int, overridden: Sequence[Finding]) -> str:
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


def _change(
    request: EconRequest, sheet: Sheet, lines: Sequence[SheetLine], key: str, choices: Choices, against: str
) -> Sent:
    """Merge with what stands in e-conomic now, and put the whole document. Where nothing differs nothing is sent."""
    economic, number = request.economic, sheet.draft_number or 0
    sent: list[SheetLine | None] = [*lines]
    try:
        with saving(request, "drafts", number):
            theirs = economic.drafts.get(number)
            met = _met(sheet, lines, theirs, choices if against == digest(theirs) else NO_CHOICES)
            sent = [None if each.mine is None else lines[each.mine] for each in met.lines]
            document = changed_document(met)
            if document == theirs.replaced():
                return arrived(request, sheet, key, theirs, document)
            with economic.transport.keyed(key):
                draft = economic.drafts.replace(number, document, theirs)
    except GatewayError as error:
        raise failed(sheet, key, error, sent) from error
    except (Busy, Conflicted):
        reopen(sheet, key)
        raise
    return arrived(request, sheet, key, draft, document)


def _met(sheet: Sheet, lines: Sequence[SheetLine], theirs: DraftInvoice, choices: Choices) -> Met:
    base = DraftInvoice.read(bytes(sheet.base))
    met = meet(base, sheet.head, [line.content for line in lines], theirs, choices)
    if met.conflicts:
        raise Conflicted(met.conflicts, theirs)
    return met
