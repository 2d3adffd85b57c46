"""Finds, lists, takes over and discards working drafts."""

from contextlib import suppress

from django.db.models import Q

from customers.drafting.revisions import DraftNotEditable, RevisionConflict, begin_revision, expire_attempt
from customers.editing.unresolved_writes import RETRY_WINDOW
from customers.models import WorkingDraft
from econ_admin.access.request import EconRequest
from econ_admin.database_clock import read_shared_time
from econ_admin.gateway.errors import NotFound


def find_draft(request: EconRequest, number: int) -> WorkingDraft:
    """Returns anybody's working draft of this agreement. Raises WorkingDraft.DoesNotExist.

    A draft whose sending process must have died is returned as of unknown outcome.
    """
    return expire_attempt(WorkingDraft.objects.select_related("person").get(pk=number, agreement=request.agreement))


def list_unsent_drafts(request: EconRequest) -> list[WorkingDraft]:
    """Lists all unsent drafts of the agreement, the latest first."""
    drafts = (
        WorkingDraft.objects.filter(agreement=request.agreement)
        .exclude(state=WorkingDraft.State.SENT)
        .select_related("person")
        .order_by("-changed", "-pk")
    )
    return [expire_attempt(draft) for draft in drafts]


def take_over_draft(request: EconRequest, draft: WorkingDraft) -> WorkingDraft:
    """Makes the draft this person's. The former owner can still read it, and take it back.

    Raises DraftNotEditable while it is being sent, and while its sender can still retry safely.
    """
    attempted = (
        WorkingDraft.State.SENDING,
        WorkingDraft.State.IN_DOUBT,
    )  # the sending process has ended by then
    expired = Q(state__in=attempted, attempted_at__lte=read_shared_time() - RETRY_WINDOW)
    transferable = WorkingDraft.objects.filter(
        Q(state=WorkingDraft.State.OPEN) | expired, pk=draft.pk, agreement=request.agreement
    )
    if not transferable.update(person=request.user):
        raise DraftNotEditable(find_draft(request, draft.pk))
    return find_draft(request, draft.pk)


def discard_draft(request: EconRequest, draft: WorkingDraft) -> None:
    """Deletes the working draft. The draft in e-conomic that it edits does not change."""
    with begin_revision(request, draft) as current:
        current.delete()


def convert_to_new(request: EconRequest, draft: WorkingDraft, revision: int) -> WorkingDraft | None:
    """Detaches the working draft from a draft that was booked or deleted, so that sending creates a new one.

    Returns None if that draft is still in e-conomic: the customer would be invoiced twice. Raises RevisionConflict if
    the working draft changed after `revision`, DraftNotEditable and GatewayError.
    """
    with suppress(NotFound):
        request.economic.drafts.get(draft.draft_number or 0)
        return None
    with begin_revision(request, draft) as current:
        if current.revision > revision + 1:
            raise RevisionConflict(("revision",), current)
        current.base, current.draft_number = b"", None
        current.save(update_fields=["base", "draft_number"])
    return current
