"""Each change of a sheet: one short transaction, against what the person saw; two tabs on one sheet lose nothing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from customers.editing.merge import same
from customers.models import Sheet, SheetLine
from econ_admin.http import EconRequest

ROOM = 1 << 20  # between two lines, so that twenty more can be squeezed in before they are numbered anew
LASTS = timedelta(seconds=60)  # a sending is given up after 35; whoever is not back after this is dead


class NotOpen(Exception):
    """The sheet cannot be changed by this person now: sent, being sent, in doubt, or a colleague's (`sheet`)."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.state)
        self.sheet = sheet


class Outdated(Exception):
    """Something else was changed meanwhile to another value: nothing was kept. `sheet` and `line` are as they are now.

    `fields` are those that differ; "removed" where the line is gone, "price" where what its price depends on changed
    while e-conomic was asked for it.
    """

    def __init__(self, fields: tuple[str, ...], sheet: Sheet, line: SheetLine | None = None) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields
        self.sheet = sheet
        self.line = line


@dataclass(frozen=True, slots=True)
class Kept:
    """A change that is kept. `sheet` and `line` are as they are now."""

    sheet: Sheet
    line: SheetLine
    repriced: bool = False
    """Another quantity made e-conomic propose another price or discount; `line.was` tells what they were."""
    by_hand: bool = False
    """What the line brought along from another invoice turned out to be set by hand, and stays."""


@contextmanager
def changing(request: EconRequest, sheet: Sheet) -> Iterator[Sheet]:
    """The sheet as it stands now, one revision further, for this block alone: nobody else changes it until its end.

    Raises NotOpen. What the block raises takes the revision back.
    """
    with transaction.atomic():
        mine = Sheet.objects.filter(
            pk=sheet.pk, agreement=request.agreement, person=request.user, state=Sheet.State.OPEN
        )
        # The first statement of all, so that whoever comes at the same moment waits for this row.
        if not mine.update(revision=F("revision") + 1, changed=timezone.now()):
            raise NotOpen(expire_attempt(Sheet.objects.get(pk=sheet.pk, agreement=request.agreement)))
        yield Sheet.objects.get(pk=sheet.pk)


def expire_attempt(sheet: Sheet) -> Sheet:
    """Shows a sheet as in doubt where the process that was sending it must have died.

    Decided at each read and never written: a page that is only looked at takes no lock. What writes later goes by the
    key of the attempt, or by its age, and takes `sending` for `in doubt`.
    """
    if sheet.state == Sheet.State.SENDING and sheet.attempted_at and sheet.attempted_at <= timezone.now() - LASTS:
        sheet.state = Sheet.State.IN_DOUBT
    return sheet


def line_in(sheet: Sheet, number: int) -> SheetLine:
    """A line of the sheet, inside `changing`. Raises Outdated for one that was removed."""
    line = SheetLine.objects.get(pk=number, sheet=sheet)
    if line.removed:
        raise Outdated(("removed",), sheet, line)
    return line


def overtaken(
    touched: Mapping[str, int], revision: int, wanted: Mapping[str, Any], now: Callable[[str], Any]
) -> tuple[str, ...]:
    """The fields that were changed after `revision` to something else than is wanted."""
    return tuple(
        field for field, value in wanted.items() if touched.get(field, 0) > revision and not same(value, now(field))
    )


def touch(row: Sheet | SheetLine, revision: int, *fields: str) -> None:
    """Note that these fields are of that revision. It is for the caller to save the row."""
    row.touched = {**row.touched, **dict.fromkeys(fields, revision)}
    if isinstance(row, SheetLine):
        row.revision = revision


def place_after(sheet: Sheet, after: SheetLine | None) -> int:
    """A position after that line, or after all; inside `changing`."""
    lines = SheetLine.objects.filter(sheet=sheet)
    if after is None:
        return (lines.aggregate(last=Max("position"))["last"] or 0) + ROOM
    return _between(sheet, lambda: lines.get(pk=after.pk).position)


def place_first(sheet: Sheet) -> int:
    """A position before all lines; inside `changing`."""
    return _between(sheet, lambda: 0)


def insert(sheet: Sheet, line: SheetLine, after: SheetLine | None) -> None:
    """Inside `changing`: put a new line into the sheet, after another or after all."""
    line.sheet, line.position = sheet, place_after(sheet, after)
    touch(line, sheet.revision, "position")
    line.save(force_insert=True)


def _between(sheet: Sheet, before: Callable[[], int]) -> int:
    """Half way from there to the next line; where there is no room left, all are numbered anew."""
    position = before()
    lines = SheetLine.objects.filter(sheet=sheet).order_by("position", "pk")
    following = lines.filter(position__gt=position).first()
    if following is None:
        return position + ROOM
    if following.position - position < 2:
        every = list(lines)
        for index, each in enumerate(every, 1):
            each.position = index * ROOM
        SheetLine.objects.bulk_update(every, ["position"])
        return _between(sheet, before)
    return (position + following.position) // 2
