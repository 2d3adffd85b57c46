"""A sheet whose sending nobody knows the end of: asked again while that is safe, then decided by a person."""

from datetime import timedelta

from django.utils import timezone

from customers.drafting.line_order import standing
from customers.drafting.ownership import find
from customers.drafting.revisions import NotOpen
from customers.drafting.send_attempt import Sent, arrived, attempt, carry, failed, reopen
from customers.drafting.serialize import new_document
from customers.editing.save import saving
from customers.editing.unresolved_writes import SAFE_FOR, TooLate, ask_again, find_open
from customers.models import Sheet
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.json_codec import decode
from econ_admin.gateway.records import DraftInvoice, ListedDraft
from econ_admin.http import EconRequest
from econ_admin.trail.models import Intent

CLOCKS_DIFFER = timedelta(minutes=2)  # e-conomic's goes by the minute, and may not be ours
MOST = 1000


def is_safe(sheet: Sheet) -> bool:
    """Whether asking again cannot do it twice."""
    return sheet.attempted_at is not None and timezone.now() - sheet.attempted_at < SAFE_FOR


def settle(request: EconRequest, sheet: Sheet) -> Sent | None:
    """Ask again with the same key: it is then done once, whether it was before or not. None: nothing was done, and
    the sheet is open again.

    Raises TooLate once that is not certain any more (then `candidates` and `decide`), NotOpen where nothing is in
    doubt or it is not this person's, Busy, and what `send` raises of e-conomic.
    """
    now = _in_doubt(request, sheet)
    row = Intent.objects.filter(key=now.key).first()
    if row is None:
        return _never_written(request, now)
    if row.person_id != request.user.pk:
        raise TooLate
    write = find_open(request, now.key, row.path)
    if write is None:  # refused, and whoever was told so did not live to open the sheet
        reopen(now, now.key)
        return None
    try:
        with saving(request, "drafts", now.draft_number or f"sheet-{now.pk}"):
            draft = ask_again(request, write, DraftInvoice)
    except GatewayError as error:
        raise failed(now, now.key, error, standing(now)) from error
    return arrived(request, now, now.key, draft, decode(write.intent.body))


def candidates(request: EconRequest, sheet: Sheet) -> list[ListedDraft]:
    """The customer's drafts that changed since the attempt, one of which may be this sheet."""
    since = (sheet.attempted_at or sheet.at) - CLOCKS_DIFFER
    found = request.economic.drafts.of(sheet.customer, size=MOST).complete()  # the one that is not read may be it
    return [each for each in found.items if each.last_updated is None or each.last_updated >= since]


def decide(request: EconRequest, sheet: Sheet, draft: int | None) -> Sheet:
    """What the person says it is: one of the candidates, or none of them, and then the sheet is open again.

    Raises NotOpen where nothing is in doubt or the draft is another customer's, and what the gateway raises.
    """
    now = _in_doubt(request, sheet)
    if is_safe(now):
        raise NotOpen(now)
    if draft is None:
        reopen(now, now.key)
    else:
        taken = request.economic.drafts.get(draft)
        if taken.customer.customer_number != now.customer:
            raise NotOpen(now)
        done = {"state": Sheet.State.SENT, "draft_number": draft, "answer": taken.raw}
        attempt(now, now.key).update(**done)
    return find(request, now.pk)


def _in_doubt(request: EconRequest, sheet: Sheet) -> Sheet:
    now = find(request, sheet.pk)
    if now.state != Sheet.State.IN_DOUBT or now.person_id != request.user.pk:
        raise NotOpen(now)
    return now


def _never_written(request: EconRequest, sheet: Sheet) -> Sent | None:
    """The process died before the trail knew of it. Were it to come back after all, its key is this one."""
    if not sheet.is_new or not is_safe(sheet):
        reopen(sheet, sheet.key)
        return None
    lines = standing(sheet)
    return carry(request, sheet, lines, sheet.key, new_document(sheet, lines))
