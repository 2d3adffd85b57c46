"""Revisions of a working draft. Each change is one short transaction that detects conflicts with other tabs."""

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
from econ_admin.database_clock import read_shared_time

POSITION_GAP = 1 << 20  # between two lines: room for twenty insertions in one place before renumbering
LASTS = timedelta(seconds=60)  # a send times out after 35 s, so its process has ended by then


class DraftNotEditable(Exception):
    """This person cannot change `draft` now: sent, being sent, of unknown outcome, or a colleague's."""

    def __init__(self, draft: WorkingDraft) -> None:
        super().__init__(draft.state)
        self.draft = draft


class RevisionConflict(Exception):
    """Nothing was saved, because fields were changed to other values. `draft` and `line` are current.

    `fields` are those that differ; "removed" if the line was removed, "price" if the line changed while its price was
    requested.
    """

    def __init__(self, fields: tuple[str, ...], draft: WorkingDraft, line: WorkingDraftLine | None = None) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields
        self.draft = draft
        self.line = line


@dataclass(frozen=True, slots=True)
class LineChange:
    """A saved change. `draft` and `line` are current."""

    draft: WorkingDraft
    line: WorkingDraftLine
    is_repriced: bool = False
    """The new quantity changed price or discount; `line.was` has the old values."""
    asked_price: bool = False
    """A price was requested from e-conomic."""
    is_manual_kept: bool = False
    """A value copied from another invoice turned out to be manual, and was kept."""


@contextmanager
def begin_revision(request: EconRequest, draft: WorkingDraft) -> Iterator[WorkingDraft]:
    """Locks the draft for the block and increments its revision. An exception rolls both back.

    Raises DraftNotEditable.
    """
    with transaction.atomic():
        editable = WorkingDraft.objects.filter(
            pk=draft.pk, agreement=request.agreement, person=request.user, state=WorkingDraft.State.OPEN
        )
        # The first statement, so that concurrent requests wait for this row
        if not editable.update(revision=F("revision") + 1, changed=timezone.now()):
            raise DraftNotEditable(expire_attempt(WorkingDraft.objects.get(pk=draft.pk, agreement=request.agreement)))
        yield WorkingDraft.objects.get(pk=draft.pk)


def expire_attempt(draft: WorkingDraft) -> WorkingDraft:
    """Shows a draft as of unknown outcome if the process that was sending it must have ended.

    This is decided on each read and never written, so that viewing a page takes no lock. Later writes filter by the
    attempt's key or age, and treat SENDING and IN_DOUBT alike.
    """
    if (
        draft.state == WorkingDraft.State.SENDING
        and draft.attempted_at
        and draft.attempted_at <= read_shared_time() - LASTS
    ):
        draft.state = WorkingDraft.State.IN_DOUBT
    return draft


def get_line(draft: WorkingDraft, pk: int) -> WorkingDraftLine:
    """Returns a line, inside `begin_revision`. Raises RevisionConflict if it was removed."""
    line = WorkingDraftLine.objects.get(pk=pk, draft=draft)
    if line.removed:
        raise RevisionConflict(("removed",), draft, line)
    return line


def find_conflicting_fields(
    field_revisions: Mapping[str, int], revision: int, changes: Mapping[str, Any], get_current: Callable[[str], Any]
) -> tuple[str, ...]:
    """Returns the fields that were changed after `revision` to other values than these."""
    return tuple(
        field
        for field, value in changes.items()
        if field_revisions.get(field, 0) > revision and not are_same(value, get_current(field))
    )


def mark_changed(row: WorkingDraft | WorkingDraftLine, revision: int, *fields: str) -> None:
    """Records the revision of these fields. The caller saves the row."""
    row.touched = {**row.touched, **dict.fromkeys(fields, revision)}
    if isinstance(row, WorkingDraftLine):
        row.revision = revision


def compute_position_after(draft: WorkingDraft, after: WorkingDraftLine | None) -> int:
    """Returns a position after that line, or after all lines. Call it inside `begin_revision`."""
    lines = WorkingDraftLine.objects.filter(draft=draft)
    if after is None:
        return (lines.aggregate(last=Max("position"))["last"] or 0) + POSITION_GAP
    return _compute_position(draft, lambda: lines.get(pk=after.pk).position)


def compute_first_position(draft: WorkingDraft) -> int:
    """Returns a position before all lines. Call it inside `begin_revision`."""
    return _compute_position(draft, lambda: 0)


def insert_line(draft: WorkingDraft, line: WorkingDraftLine, after: WorkingDraftLine | None) -> None:
    """Inserts a new line after another one, or at the end. Call it inside `begin_revision`."""
    line.draft, line.position = draft, compute_position_after(draft, after)
    mark_changed(line, draft.revision, "position")
    line.save(force_insert=True)


def _compute_position(draft: WorkingDraft, get_previous: Callable[[], int]) -> int:
    """Returns the position halfway to the next line. Renumbers all lines if there is no room."""
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
