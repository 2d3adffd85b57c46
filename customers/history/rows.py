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
from customers.history.undoable import build_undo_url, is_restorable, may_write
from customers.shared import formatting
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.records import Record
from econ_admin.trail import labels
from econ_admin.trail.findings import is_resolvable
from econ_admin.trail.models import Entry, Finding, Intent, Outcome, State
from econ_admin.trail.subjects import NUMBER_KEYS, decode_document

SHOWN_CHANGES = 6  # the others are folded

TITLES = {
    State.DONE: labels.DONE,
    State.FOUND_DONE: labels.DONE,
    State.REFUSED: labels.NOT_DONE,
    State.FOUND_NOT_DONE: labels.NOT_DONE,
    State.UNKNOWN: labels.PERHAPS_DONE,
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
    State.FOUND_DONE: OutcomeSign(gettext_lazy("Found done"), "circle-check", "sign-good"),
    State.FOUND_NOT_DONE: OutcomeSign(gettext_lazy("Found not done"), "ban", "sign-bad"),
}


@dataclass
class HistoryRow:
    """A write, or a change made outside, as text."""

    at: datetime
    time: str
    date: str
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
    finding: str = ""  # what a person found out
    resolve_url: str = ""
    is_blanked: bool = False
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
        date=formatting.format_date(entry.at.astimezone(formatting.COPENHAGEN).date()),
        title=str(TITLES[State(entry.state)].get(intent.method, intent.method)),
        icon=noun.icon if noun else "file-unknown",
        person=str(intent.person),
        is_me=intent.person_id == request.user.pk,
        subject=labels.describe_subject(entry.noun, number),
        name=noun.get_name(document) if noun and document else "",
        url=build_document_url(request, entry.noun, number, intent.path),
        sign=SIGNS[State(entry.state)],
        log_id=answer.log_id if answer else "",
        reason=str(decode_document(bytes(answer.body)).get("message", ""))
        if answer and entry.state == State.REFUSED
        else "",
        changes=formatter.list_changes(*versions),
        key=entry.pk,
        finding=_describe_finding(intent),
        resolve_url=_build_resolve_url(request, entry),
        is_blanked=not intent.path,
        undo_url=build_undo_url(request, entry) if document else "",
        is_restoration=is_restorable(entry),
        versions=versions,
    )


def _describe_finding(intent: Intent) -> str:
    """Says who looked when, and what they found; "" if nobody had to."""
    finding: Finding | None = getattr(intent, "finding", None)
    if finding is None:
        return ""
    sentences = {
        True: _("%(person)s looked in e-conomic on %(date)s: it was done."),
        False: _("%(person)s looked in e-conomic on %(date)s: it was not done."),
    }
    parameters = {"person": finding.person, "date": formatting.format_datetime(finding.at)}
    return sentences[finding.was_done] % parameters


def _build_resolve_url(request: EconRequest, entry: Entry) -> str:
    """Returns where to say what became of it; "" if that is known, or it is too early, or not for this person."""
    may_resolve = is_resolvable(entry) and may_write(request, entry)
    return url_for(request, "customers:resolve", entry.pk) if may_resolve else ""


def build_outside_row(before: Record, after: Record, at: datetime, formatter: ChangeFormatter) -> HistoryRow:
    """A change that somebody made in e-conomic itself or in another program, seen by comparing what we read."""
    return HistoryRow(
        at=at,
        time=formatting.format_time(at),
        date=formatting.format_date(at.astimezone(formatting.COPENHAGEN).date()),
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
