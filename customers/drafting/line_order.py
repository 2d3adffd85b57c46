"""The lines of a sheet: moved, doubled, removed and brought back."""

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
    """The lines that are on the sheet, in their order."""
    return list(WorkingDraftLine.objects.filter(draft=draft, removed=False))


def move_line(request: EconRequest, draft: WorkingDraft, line_pk: int, revision: int, after: int | None) -> LineChange:
    """Put a line after another; None: before all. Raises RevisionConflict where somebody moved it meanwhile."""
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
        line.refresh_from_db()  # all may have been numbered anew
        line.position = position
        mark_changed(line, current.revision, "position")
        line.save(update_fields=["position", "touched", "revision"])
    return LineChange(current, line)


def duplicate_line(request: EconRequest, draft: WorkingDraft, line_pk: int) -> LineChange:
    """The same line once more, below it."""
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
    """Take a line out; `restore` brings it back. Raises RevisionConflict where it was changed after `revision`."""
    with begin_revision(request, draft) as current:
        line = get_line(current, line_pk)
        if line.revision > revision:
            newer_fields = tuple(field for field, at in line.touched.items() if at > revision)
            raise RevisionConflict(newer_fields, current, line)
        _set_removed(current, line, removed=True)
    return LineChange(current, line)


def restore_line(request: EconRequest, draft: WorkingDraft, line_pk: int) -> LineChange:
    """Bring a removed line back, as it was and where it was."""
    with begin_revision(request, draft) as current:
        line = WorkingDraftLine.objects.get(pk=line_pk, draft=current)
        _set_removed(current, line, removed=False)
    return LineChange(current, line)


def _set_removed(draft: WorkingDraft, line: WorkingDraftLine, *, removed: bool) -> None:
    line.removed = removed
    mark_changed(line, draft.revision, "removed")
    line.save(update_fields=["removed", "touched", "revision"])
