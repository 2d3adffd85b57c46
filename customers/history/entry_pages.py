"""Loads a page of the history, newest first. It begins at an entry, so that late pages load as fast as the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from customers.history.filter_form import ME, HistoryFilterForm
from econ_admin.access.models import Agreement, Person
from econ_admin.trail.models import Entry, Subject

PAGE_SIZE = 50
RELATED = ("intent__person", "intent__agreement", "intent__finding__person")


@dataclass(frozen=True)
class EntryPage:
    """A page of entries, newest first, and whether there are newer and older ones."""

    entries: Sequence[Entry]
    has_newer: bool
    has_older: bool
    following: Entry | None = None
    """The entry after the last one, which shows what happened in between."""


def query_agreement(agreement: Agreement) -> QuerySet[Entry]:
    """Returns all entries of an agreement."""
    return Entry.objects.filter(agreement=agreement)


def query_document(agreement: Agreement, noun: str, number: int) -> QuerySet[Subject]:
    """Returns the subjects of one document: of a customer those of its contacts, locations and drafts too."""
    return Subject.objects.filter(agreement=agreement, noun=noun, number=str(number))


def load_page(agreement: Agreement, rows: QuerySet[Any], form: HistoryFilterForm, person: Person) -> EntryPage:
    """Loads the page that the form asks for, of entries or of subjects."""
    path = "entry" if rows.model is Subject else "intent"
    rows = _filter(rows, form, person, "entry__" if rows.model is Subject else "")
    before, after = form.cleaned_data.get("before"), form.cleaned_data.get("after")
    own_entries = Entry.objects.filter(agreement=agreement)
    anchor = own_entries.filter(pk=after or before).first() if after or before else None
    if anchor and after:
        newer = rows.filter(Q(at__gte=anchor.at) & ~Q(at=anchor.at, **{f"{path}__lte": anchor.pk}))
        page_rows = list(newer.order_by("at", path)[: PAGE_SIZE + 1])
        entries = _load_entries([row.pk if path == "intent" else row.entry_id for row in page_rows[:PAGE_SIZE]])
        return EntryPage(entries, has_newer=len(page_rows) > PAGE_SIZE, has_older=True)
    if anchor:
        rows = rows.filter(Q(at__lte=anchor.at) & ~Q(at=anchor.at, **{f"{path}__gte": anchor.pk}))
    page_rows = list(rows.order_by("-at", f"-{path}")[: PAGE_SIZE + 1])
    entries = _load_entries([row.pk if path == "intent" else row.entry_id for row in page_rows])
    has_older = len(page_rows) > PAGE_SIZE
    return EntryPage(entries[:PAGE_SIZE], anchor is not None, has_older, entries[PAGE_SIZE] if has_older else None)


def _load_entries(keys: Sequence[int]) -> list[Entry]:
    """Loads entries with their intents and outcomes, newest first."""
    entries = Entry.objects.filter(pk__in=keys).select_related(*RELATED).prefetch_related("intent__outcomes")
    return sorted(entries, key=lambda entry: (entry.at, entry.pk), reverse=True)


def _filter(rows: QuerySet[Any], form: HistoryFilterForm, person: Person, prefix: str) -> QuerySet[Any]:
    cleaned = form.cleaned_data
    if chosen := cleaned["person"]:
        rows = rows.filter(**{f"{prefix}person": person.pk if chosen == ME else int(chosen)})
    if noun := cleaned["noun"]:
        rows = rows.filter(**{f"{prefix}noun": noun})
    if state := cleaned["outcome"]:
        rows = rows.filter(**{f"{prefix}state": state})
    if since := form.since_time:
        rows = rows.filter(at__gte=since)
    if until := form.until_time:
        rows = rows.filter(at__lt=until)
    return rows
