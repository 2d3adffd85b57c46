"""Whose sheet it is: found, listed, taken over by a colleague, thrown away."""

from contextlib import suppress

from django.db.models import Q
from django.utils import timezone

from customers.drafting.revisions import NotOpen, Outdated, changing, expire_attempt
from customers.editing.unresolved_writes import SAFE_FOR
from customers.models import Sheet
from econ_admin.gateway.errors import NotFound
from econ_admin.http import EconRequest


class StillThere(Exception):
    """The draft that the sheet was opened on is in e-conomic: another one beside it would be sold twice."""


def find(request: EconRequest, number: int) -> Sheet:
    """A sheet of this agreement, anybody's. One whose sender died is in doubt. Raises Sheet.DoesNotExist."""
    return expire_attempt(Sheet.objects.select_related("person").get(pk=number, agreement=request.agreement))


def unsent(request: EconRequest) -> list[Sheet]:
    """All sheets of the agreement that are not in e-conomic yet, the latest first."""
    sheets = (
        Sheet.objects.filter(agreement=request.agreement)
        .exclude(state=Sheet.State.SENT)
        .select_related("person")
        .order_by("-changed", "-pk")
    )
    return [expire_attempt(sheet) for sheet in sheets]


def take_over(request: EconRequest, sheet: Sheet) -> Sheet:
    """Make it this person's: whoever had it can read it from now on, and take it back the same way.

    Not while it is being sent, nor as long as its sender can ask e-conomic again without doing it twice.
    """
    attempted = (Sheet.State.SENDING, Sheet.State.IN_DOUBT)  # after so long whoever was sending it is dead
    old = Q(state__in=attempted, attempted_at__lte=timezone.now() - SAFE_FOR)
    free = Sheet.objects.filter(Q(state=Sheet.State.OPEN) | old, pk=sheet.pk, agreement=request.agreement)
    if not free.update(person=request.user):
        raise NotOpen(find(request, sheet.pk))
    return find(request, sheet.pk)


def throw_away(request: EconRequest, sheet: Sheet) -> None:
    """For good; a draft in e-conomic that it was opened on stays as it is."""
    with changing(request, sheet) as now:
        now.delete()


def make_new(request: EconRequest, sheet: Sheet, revision: int) -> Sheet:
    """Sending it makes another draft, not changes the one that it was opened on: that is booked, or deleted.

    Raises StillThere where it is neither, Outdated where the sheet was changed after `revision`, NotOpen, and what the
    gateway raises.
    """
    with suppress(NotFound):
        request.economic.drafts.get(sheet.draft_number or 0)
        raise StillThere
    with changing(request, sheet) as now:
        if now.revision > revision + 1:
            raise Outdated(("revision",), now)
        now.base, now.draft_number = b"", None
        now.save(update_fields=["base", "draft_number"])
    return now
