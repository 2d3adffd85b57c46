"""Each change of a sheet: one short transaction, against what the person saw; two tabs on one sheet lose nothing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from customers.editing.merge import are_same
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.request import EconRequest

POSITION_GAP = 1 << 20  # between two lines, so that twenty more can be squeezed in before they are numbered anew
LASTS = timedelta(seconds=60)  # a sending is given up after 35; whoever is not back after this is dead


class DraftNotEditable(Exception):
    """The sheet cannot be changed by this person now: sent, being sent, in doubt, or a colleague's (`sheet`)."""

    def __init__(self, draft: WorkingDraft) -> None:
        super().__init__(draft.state)
        self.draft = draft


class RevisionConflict(Exception):
    """Something else was changed meanwhile to another value: nothing was kept. `sheet` and `line` are as they are now.

    `fields` are those that differ; "removed" where the line is gone, "price" where what its price depends on changed
    while e-conomic was asked for it.
    """

    def __init__(self, fields: tuple[str, ...], draft: WorkingDraft, line: WorkingDraftLine | None = None) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields
        self.draft = draft
        self.line = line


@dataclass(frozen=True, slots=True)
class LineChange:
    """A change that is kept. `sheet` and `line` are as they are now."""

    draft: WorkingDraft
    line: WorkingDraftLine
    is_repriced: bool = False
    """Another quantity made e-conomic propose another price or discount; `line.was` tells what they were."""
    by_hand: bool = False
    """What the line brought along from another invoice turned out to be set by hand, and stays."""


@contextmanager
def begin_revision(request: EconRequest, draft: WorkingDraft) -> Iterator[WorkingDraft]:
    """The sheet as it stands now, one revision further, for this block alone: nobody else changes it until its end.

    Raises DraftNotEditable. What the block raises takes the revision back.
    """
    with transaction.atomic():
        editable = WorkingDraft.objects.filter(
            pk=draft.pk, agreement=request.agreement, person=request.user, state=WorkingDraft.State.OPEN
        )
        # The first statement of all, so that whoever comes at the same moment waits for this row.
        if not editable.update(revision=F("revision") + 1, changed=timezone.now()):
            raise DraftNotEditable(expire_attempt(WorkingDraft.objects.get(pk=draft.pk, agreement=request.agreement)))
        yield WorkingDraft.objects.get(pk=draft.pk)


def expire_attempt(draft: WorkingDraft) -> WorkingDraft:
    """Shows a sheet as in doubt where the process that was sending it must have died.

    Decided at each read and never written: a page that is only looked at takes no lock. What writes later goes by the
    key of the attempt, or by its age, and takes `sending` for `in doubt`.
    """
    if (
        draft.state == WorkingDraft.State.SENDING
        and draft.attempted_at
        and draft.attempted_at <= timezone.now() - LASTS
    ):
        draft.state = WorkingDraft.State.IN_DOUBT
    return draft


def get_line(draft: WorkingDraft, pk: int) -> WorkingDraftLine:
    """A line of the sheet, inside `changing`. Raises RevisionConflict for one that was removed."""
    line = WorkingDraftLine.objects.get(pk=pk, draft=draft)
    if line.removed:
        raise RevisionConflict(("removed",), draft, line)
    return line


def find_conflicting_fields(
    field_revisions: Mapping[str, int], revision: int, changes: Mapping[str, Any], get_current: Callable[[str], Any]
) -> tuple[str, ...]:
    """The fields that were changed after `revision` to something else than is wanted."""
    return tuple(
        field
        for field, value in changes.items()
        if field_revisions.get(field, 0) > revision and not are_same(value, get_current(field))
    )


def mark_changed(row: WorkingDraft | WorkingDraftLine, revision: int, *fields: str) -> None:
    """Note that these fields are of that revision. It is for the caller to save the row."""
    row.touched = {**row.touched, **dict.fromkeys(fields, revision)}
    if isinstance(row, WorkingDraftLine):
        row.revision = revision


def compute_position_after(draft: WorkingDraft, after: WorkingDraftLine | None) -> int:
    """A position after that line, or after all; inside `changing`."""
    lines = WorkingDraftLine.objects.filter(draft=draft)
    if after is None:
        return (lines.aggregate(last=Max("position"))["last"] or 0) + POSITION_GAP
    return _compute_position(draft, lambda: lines.get(pk=after.pk).position)


def compute_first_position(draft: WorkingDraft) -> int:
    """A position before all lines; inside `changing`."""
    return _compute_position(draft, lambda: 0)


def insert_line(draft: WorkingDraft, line: WorkingDraftLine, after: WorkingDraftLine | None) -> None:
    """Inside `changing`: put a new line into the sheet, after another or after all."""
    line.draft, line.position = draft, compute_position_after(draft, after)
    mark_changed(line, draft.revision, "position")
    line.save(force_insert=True)


def _compute_position(draft: WorkingDraft, get_previous: Callable[[], int]) -> int:
    """Half way from there to the next line; where there is no room left, all are numbered anew."""
    position = get_previous()
    lines = WorkingDraftLine.objects.filter(draft=draft).order_by("position", "pk")
    next_line = lines.filter(position__gt=position).first()
    if next_line is None:
        return position + POSITION_GAP
    if next_line.position - position < 2:
        all_lines = list(lines)
        for index, line in enumerate(all_lines, 1):
            line.position = index * POSITION_GAP
        WorkingDraftLine.objects.bulk_update(all_lines, ["position"])
        return _compute_position(draft, get_previous)
    return (position + next_line.position) // 2
