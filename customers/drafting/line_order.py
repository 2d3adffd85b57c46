"""Lists, moves, duplicates, removes and restores lines."""

from collections.abc import Sequence

from customers.drafting import revisions
from customers.drafting.draft_json import change_record_json
from customers.drafting.revisions import (
    LineChange,
    RevisionConflict,
    begin_revision,
    get_line,
    insert_line,
    mark_changed,
)
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.request import EconRequest


def list_lines(draft: WorkingDraft) -> list[WorkingDraftLine]:
    """Returns the draft's lines in order, without removed ones."""
    return list(WorkingDraftLine.objects.filter(draft=draft, removed=False))


def list_lines_by_draft(drafts: Sequence[WorkingDraft]) -> dict[int, list[WorkingDraftLine]]:
    """Returns the lines of several drafts, by the draft's pk, in one query."""
    lines: dict[int, list[WorkingDraftLine]] = {draft.pk: [] for draft in drafts}
    for line in WorkingDraftLine.objects.filter(draft__in=lines, removed=False):
        lines[line.draft_id].append(line)
    return lines


def move_line(request: EconRequest, draft: WorkingDraft, line_pk: int, revision: int, after: int | None) -> LineChange:
    """Moves a line after another one; None means to the top. Raises RevisionConflict if someone else moved it."""
    with begin_revision(request, draft) as current:
        line = get_line(current, line_pk)
        if line.touched.get("position", 0) > revision:
            raise RevisionConflict(("position",), current, line)
        previous = WorkingDraftLine.objects.get(pk=after, draft=current) if after else None
        position = (
            revisions.compute_position_after(current, previous)
            if previous
            else revisions.compute_first_position(current)
        )
        line.refresh_from_db()  # positions may have been renumbered
        line.position = position
        mark_changed(line, current.revision, "position")
        line.save(update_fields=["position", "touched", "revision"])
    return LineChange(current, line)


def duplicate_line(request: EconRequest, draft: WorkingDraft, line_pk: int) -> LineChange:
    """Inserts a copy below the line."""
    with begin_revision(request, draft) as current:
        line = get_line(current, line_pk)
        copy = WorkingDraftLine.objects.get(pk=line_pk)
        copy.pk, copy.wire, copy.touched, copy.was = (
            None,
            change_record_json(line.content, {"line_number": None}),
            {},
            {},
        )
        copy._state.adding = True
        insert_line(current, copy, line)
    return LineChange(current, copy)


def remove_line(request: EconRequest, draft: WorkingDraft, line_pk: int, revision: int) -> LineChange:
    """Removes a line; `restore_line` undoes it. Raises RevisionConflict if it changed after `revision`."""
    with begin_revision(request, draft) as current:
        line = get_line(current, line_pk)
        if line.revision > revision:
            newer_fields = tuple(field for field, at in line.touched.items() if at > revision)
            raise RevisionConflict(newer_fields, current, line)
        _set_removed(current, line, removed=True)
    return LineChange(current, line)


def restore_line(request: EconRequest, draft: WorkingDraft, line_pk: int) -> LineChange:
    """Restores a removed line in its place."""
    with begin_revision(request, draft) as current:
        line = WorkingDraftLine.objects.get(pk=line_pk, draft=current)
        _set_removed(current, line, removed=False)
    return LineChange(current, line)


def _set_removed(draft: WorkingDraft, line: WorkingDraftLine, *, removed: bool) -> None:
    line.removed = removed
    mark_changed(line, draft.revision, "removed")
    line.save(update_fields=["removed", "touched", "revision"])
