"""Changes made outside this dashboard: between two of our writes, and since the latest one."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from customers.history.changes import Change, ChangeFormatter
from customers.history.rows import HistoryRow, build_outside_row
from econ_admin.gateway.records import Record
from econ_admin.trail.models import Entry, State


def add_outside_rows(
    rows: Sequence[HistoryRow],
    entries: Sequence[Entry],
    formatter: ChangeFormatter,
    *,
    own_noun: str,
    current: Record | None = None,
) -> list[HistoryRow]:
    """Returns the rows with those of outside changes in between. `rows` are of `entries`, in the same order.

    `current` is the document as e-conomic has it now, if the page begins with its latest write.
    """
    own_rows = [
        row for row, entry in zip(rows, entries, strict=True) if entry.noun == own_noun and entry.state == State.DONE
    ]
    perhaps_ours = {
        change
        for row, entry in zip(rows, entries, strict=True)
        if entry.state in (State.UNKNOWN, State.FOUND_DONE)
        for change in row.changes
    }
    outside_rows = []
    if current and own_rows:
        outside_rows += _compare(own_rows[0].versions.after, current, formatter, perhaps_ours)
    for newer, older in pairwise(own_rows):
        outside_rows += _compare(older.versions.after, newer.versions.before, formatter, perhaps_ours, newer.at)
    return sorted([*outside_rows, *rows], key=lambda row: row.at, reverse=True)


def _compare(
    ours: Record | None,
    theirs: Record | None,
    formatter: ChangeFormatter,
    perhaps_ours: Collection[Change],
    seen_at: datetime | None = None,
) -> list[HistoryRow]:
    """Compares a document as we left it with what we read later, apart from what an unconfirmed write did."""
    if ours is None or theirs is None:
        return []
    left, read = _get_last_updated(ours), _get_last_updated(theirs)
    if not hasattr(theirs, "last_updated"):  # e-conomic says of contacts and locations not when they were changed
        return _compare_undated(ours, theirs, formatter, seen_at)
    if left is None or read is None or read <= left:
        return []
    row = build_outside_row(ours, theirs, read, formatter)
    if row.changes and all(change in perhaps_ours for change in row.changes):
        return []
    row.changes = [change for change in row.changes if change not in perhaps_ours]
    return [row]


def _compare_undated(
    ours: Record, theirs: Record, formatter: ChangeFormatter, seen_at: datetime | None
) -> list[HistoryRow]:
    """Shows a difference before the write that saw it."""
    if seen_at is None or not formatter.list_changes(ours, theirs):
        return []
    row = build_outside_row(ours, theirs, seen_at - timedelta(microseconds=1), formatter)
    row.time = _("Before %(time)s") % {"time": row.time}
    return [row]


def _get_last_updated(document: Record | None) -> datetime | None:
    last_updated = getattr(document, "last_updated", None)
    return last_updated if isinstance(last_updated, datetime) else None
