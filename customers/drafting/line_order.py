"""The lines of a sheet: moved, doubled, removed and brought back."""

from customers.drafting import revisions
from customers.drafting.draft_json import laid_over
from customers.drafting.revisions import Kept, Outdated, changing, insert, line_in, touch
from customers.models import Sheet, SheetLine
from econ_admin.http import EconRequest


def standing(sheet: Sheet) -> list[SheetLine]:
    """The lines that are on the sheet, in their order."""
    return list(SheetLine.objects.filter(sheet=sheet, removed=False))


def move(request: EconRequest, sheet: Sheet, number: int, revision: int, after: int | None) -> Kept:
    """Put a line after another; None: before all. Raises Outdated where somebody moved it meanwhile."""
    with changing(request, sheet) as now:
        line = line_in(now, number)
        if line.touched.get("position", 0) > revision:
            raise Outdated(("position",), now, line)
        there = SheetLine.objects.get(pk=after, sheet=now) if after else None
        position = revisions.place_after(now, there) if there else revisions.place_first(now)
        line.refresh_from_db()  # all may have been numbered anew
        line.position = position
        touch(line, now.revision, "position")
        line.save(update_fields=["position", "touched", "revision"])
    return Kept(now, line)


def duplicate(request: EconRequest, sheet: Sheet, number: int) -> Kept:
    """The same line once more, below it."""
    with changing(request, sheet) as now:
        line = line_in(now, number)
        twin = SheetLine.objects.get(pk=number)
        twin.pk, twin.wire, twin.touched, twin.was = None, laid_over(line.content, {"line_number": None}), {}, {}
        twin._state.adding = True
        insert(now, twin, line)
    return Kept(now, twin)


def remove(request: EconRequest, sheet: Sheet, number: int, revision: int) -> Kept:
    """Take a line out; `restore` brings it back. Raises Outdated where it was changed after `revision`."""
    with changing(request, sheet) as now:
        line = line_in(now, number)
        if line.revision > revision:
            newer = tuple(field for field, at in line.touched.items() if at > revision)
            raise Outdated(newer, now, line)
        _set_removed(now, line, removed=True)
    return Kept(now, line)


def restore(request: EconRequest, sheet: Sheet, number: int) -> Kept:
    """Bring a removed line back, as it was and where it was."""
    with changing(request, sheet) as now:
        line = SheetLine.objects.get(pk=number, sheet=now)
        _set_removed(now, line, removed=False)
    return Kept(now, line)


def _set_removed(sheet: Sheet, line: SheetLine, *, removed: bool) -> None:
    line.removed = removed
    touch(line, sheet.revision, "removed")
    line.save(update_fields=["removed", "touched", "revision"])
