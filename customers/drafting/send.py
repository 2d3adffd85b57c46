"""Sending a sheet: looked at first, merged with what stands in e-conomic, and then one attempt."""

from collections.abc import Collection, Mapping, Sequence

from customers.drafting import presend_facts
from customers.drafting.findings import Finding
from customers.drafting.line_order import standing
from customers.drafting.merge_draft import Choices, Met, digest, meet
from customers.drafting.ownership import find
from customers.drafting.send_attempt import Sent, arrived, carry, failed, reopen, take
from customers.drafting.serialize import changed_document, new_document
from customers.editing.leases import Busy
from customers.editing.merge import Conflict
from customers.editing.save import saving
from customers.models import Sheet, SheetLine
from econ_admin.gateway.errors import GatewayError
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
    findings = presend_facts.checks(request, now)
    if stops := [each for each in findings if each.blocks or each.mark not in seen]:
        raise Stopped(stops)
    key = take(request, now, revision, findings)
    now.refresh_from_db()
    lines = standing(now)
    if now.is_new:
        return carry(request, now, lines, key, new_document(now, lines))
    return _change(request, now, lines, key, choices, against)


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
            if document == theirs.with_changes():
                return arrived(request, sheet, key, theirs, document)
            with economic.transport.with_idempotency_key(key):
                draft = economic.drafts.replace(number, document, theirs)
    except GatewayError as error:
        raise failed(sheet, key, error, sent) from error
    except (Busy, Conflicted):
        reopen(sheet, key)
        raise
    return arrived(request, sheet, key, draft, document)


def _met(sheet: Sheet, lines: Sequence[SheetLine], theirs: DraftInvoice, choices: Choices) -> Met:
    base = DraftInvoice.decode(bytes(sheet.base))
    met = meet(base, sheet.head, [line.content for line in lines], theirs, choices)
    if met.conflicts:
        raise Conflicted(met.conflicts, theirs)
    return met
