"""Whose sheet it is: found, listed, taken over by a colleague, thrown away."""

from contextlib import suppress

from django.db.models import Q
from django.utils import timezone

from customers.drafting.revisions import DraftNotEditable, RevisionConflict, begin_revision, expire_attempt
from customers.editing.unresolved_writes import RETRY_WINDOW
from customers.models import WorkingDraft
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import NotFound


class DraftStillExists(Exception):
    """The draft that the sheet was opened on is in e-conomic: another one beside it would be sold twice."""


def find_draft(request: EconRequest, number: int) -> WorkingDraft:
    """A sheet of this agreement, anybody's. One whose sender died is in doubt. Raises WorkingDraft.DoesNotExist."""
    return expire_attempt(WorkingDraft.objects.select_related("person").get(pk=number, agreement=request.agreement))


def list_unsent_drafts(request: EconRequest) -> list[WorkingDraft]:
    """All sheets of the agreement that are not in e-conomic yet, the latest first."""
    drafts = (
        WorkingDraft.objects.filter(agreement=request.agreement)
        .exclude(state=WorkingDraft.State.SENT)
        .select_related("person")
        .order_by("-changed", "-pk")
    )
    return [expire_attempt(draft) for draft in drafts]


def take_over_draft(request: EconRequest, draft: WorkingDraft) -> WorkingDraft:
    """Make it this person's: whoever had it can read it from now on, and take it back the same way.

    Not while it is being sent, nor as long as its sender can ask e-conomic again without doing it twice.
    """
    attempted = (
        WorkingDraft.State.SENDING,
        WorkingDraft.State.IN_DOUBT,
    )  # after so long whoever was sending it is dead
    expired = Q(state__in=attempted, attempted_at__lte=timezone.now() - RETRY_WINDOW)
    transferable = WorkingDraft.objects.filter(
        Q(state=WorkingDraft.State.OPEN) | expired, pk=draft.pk, agreement=request.agreement
    )
    if not transferable.update(person=request.user):
        raise DraftNotEditable(find_draft(request, draft.pk))
    return find_draft(request, draft.pk)


def discard_draft(request: EconRequest, draft: WorkingDraft) -> None:
    """For good; a draft in e-conomic that it was opened on stays as it is."""
    with begin_revision(request, draft) as current:
        current.delete()


def convert_to_new(request: EconRequest, draft: WorkingDraft, revision: int) -> WorkingDraft:
    """Sending it makes another draft, not changes the one that it was opened on: that is booked, or deleted.

    Raises DraftStillExists where it is neither, RevisionConflict where the sheet was changed after `revision`,
    DraftNotEditable, and what the gateway raises.
    """
    with suppress(NotFound):
        request.economic.drafts.get(draft.draft_number or 0)
        raise DraftStillExists
    with begin_revision(request, draft) as current:
        if current.revision > revision + 1:
            raise RevisionConflict(("revision",), current)
        current.base, current.draft_number = b"", None
        current.save(update_fields=["base", "draft_number"])
    return current
