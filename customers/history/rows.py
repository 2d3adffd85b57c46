"""Turns entries of the history into rows of a page, grouped by day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.history.changes import Change, ChangeFormatter
from customers.history.documents import Versions, read_versions
from customers.history.nouns import NOUNS, build_document_url
from customers.history.undoable import build_undo_url, is_restorable
from customers.shared import formatting
from econ_admin.access.request import EconRequest
from econ_admin.gateway.records import Record
from econ_admin.trail.models import Entry, Outcome, State
from econ_admin.trail.subjects import NUMBER_KEYS, decode_document

SHOWN_CHANGES = 6  # the others are folded

TITLES: dict[tuple[str, str], str | Promise] = {
    (State.DONE, "POST"): gettext_lazy("Created"),
    (State.DONE, "PUT"): gettext_lazy("Changed"),
    (State.DONE, "PATCH"): gettext_lazy("Changed"),
    (State.DONE, "DELETE"): gettext_lazy("Deleted"),
    (State.REFUSED, "POST"): gettext_lazy("Not created"),
    (State.REFUSED, "PUT"): gettext_lazy("Not changed"),
    (State.REFUSED, "PATCH"): gettext_lazy("Not changed"),
    (State.REFUSED, "DELETE"): gettext_lazy("Not deleted"),
    (State.UNKNOWN, "POST"): gettext_lazy("Perhaps created"),
    (State.UNKNOWN, "PUT"): gettext_lazy("Perhaps changed"),
    (State.UNKNOWN, "PATCH"): gettext_lazy("Perhaps changed"),
    (State.UNKNOWN, "DELETE"): gettext_lazy("Perhaps deleted"),
}


class OutcomeSign(NamedTuple):
    """How an outcome is shown: always an icon and a word."""

    text: str | Promise
    icon: str
    css: str


SIGNS = {
    State.DONE: OutcomeSign(gettext_lazy("Done"), "circle-check", "sign-good"),
    State.REFUSED: OutcomeSign(gettext_lazy("Refused"), "ban", "sign-bad"),
    State.UNKNOWN: OutcomeSign(gettext_lazy("Outcome unknown"), "alert-triangle", "sign-warn"),
}


@dataclass
class HistoryRow:
    """A write, or a change made outside, as text."""

    at: datetime
    time: str
    title: str
    icon: str
    person: str = ""
    is_me: bool = False
    subject: str = ""
    name: str = ""
    url: str = ""
    sign: OutcomeSign | None = None
    log_id: str = ""
    reason: str = ""
    changes: Sequence[Change] = ()
    is_outside: bool = False
    key: int = 0
    undo_url: str = ""
    is_restoration: bool = False
    versions: Versions = field(default_factory=lambda: Versions(None, None))

    @property
    def shown_changes(self) -> Sequence[Change]:
        return self.changes[:SHOWN_CHANGES]

    @property
    def folded_changes(self) -> Sequence[Change]:
        return self.changes[SHOWN_CHANGES:]


class Day(NamedTuple):
    """The rows of one day."""

    date: str
    is_today: bool
    rows: list[HistoryRow]


def build_row(request: EconRequest, entry: Entry, formatter: ChangeFormatter) -> HistoryRow:
    intent = entry.intent
    answer = intent.answer
    versions = read_versions(intent, answer if entry.state == State.DONE else None)
    noun = NOUNS.get(entry.noun)
    number = intent.number or _get_assigned_number(entry, answer)
    document: Record | None = versions.after or versions.before
    return HistoryRow(
        at=entry.at,
        time=formatting.format_time(entry.at),
        title=str(TITLES.get((entry.state, intent.method), intent.method)),
        icon=noun.icon if noun else "file-unknown",
        person=str(intent.person),
        is_me=intent.person_id == request.user.pk,
        subject=f"{noun.name if noun else entry.noun} {number}".strip(),
        name=noun.get_name(document) if noun and document else "",
        url=build_document_url(request, entry.noun, number, intent.path),
        sign=SIGNS[State(entry.state)],
        log_id=answer.log_id if answer else "",
        reason=str(decode_document(bytes(answer.body)).get("message", ""))
        if answer and entry.state == State.REFUSED
        else "",
        changes=formatter.list_changes(*versions),
        key=entry.pk,
        undo_url=build_undo_url(request, entry) if document else "",
        is_restoration=is_restorable(entry),
        versions=versions,
    )


def build_outside_row(before: Record, after: Record, at: datetime, formatter: ChangeFormatter) -> HistoryRow:
    """A change that somebody made in e-conomic itself or in another program, seen by comparing what we read."""
    return HistoryRow(
        at=at,
        time=formatting.format_time(at),
        title=_("Changed outside this dashboard"),
        icon="arrow-bar-to-up",
        changes=formatter.list_changes(before, after),
        is_outside=True,
    )


def group_by_day(rows: Iterable[HistoryRow]) -> list[Day]:
    today = timezone.localdate()
    return [
        Day(formatting.format_date(day), day == today, list(day_rows))
        for day, day_rows in groupby(rows, lambda row: row.at.astimezone(formatting.COPENHAGEN).date())
    ]


def _get_assigned_number(entry: Entry, answer: Outcome | None) -> str:
    """Returns the number that e-conomic gave what was created."""
    if answer is None or entry.state != State.DONE:
        return ""
    return str(decode_document(bytes(answer.body)).get(NUMBER_KEYS.get(entry.noun, ""), ""))
