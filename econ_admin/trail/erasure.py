"""Erases rows of the audit trail as the law allows or asks: each batch is recorded, and has its link in the chain.

Removing takes whole rows away; the hashes of their contents stay in their links. Blanking empties the documents and
what they are of, and keeps who wrote when. Each batch is one short transaction, so people can save meanwhile.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from econ_admin.access.models import Agreement
from econ_admin.trail.chain import FINDING, INTENT, OUTCOME, hash_content
from econ_admin.trail.links import append_link
from econ_admin.trail.models import Entry, ErasedRow, Erasure, Finding, Intent, Outcome, Subject

BATCH = 100
LAW_YEARS = 5  # that the Danish Bookkeeping Act asks for, after the end of the financial year


def compute_cutoff(today: date, years: int) -> datetime:
    """Returns before when writes are old: so many years have passed since the end of their year."""
    return timezone.make_aware(datetime.combine(date(today.year - years, 1, 1), time.min))


def compute_kept_until(at: datetime, years: int) -> date:
    """Returns the last day on which a write must still be kept."""
    return date(timezone.localdate(at).year + years, 12, 31)


def erase_older(cutoff: datetime) -> int:
    """Removes the writes before `cutoff`, in all agreements. Returns how many."""
    erased = 0
    for agreement in Agreement.objects.order_by("pk"):
        entries = Entry.objects.filter(agreement=agreement, at__lt=cutoff).order_by("at", "intent")
        while batch := list(entries[:BATCH]):
            erased += erase_entries(batch, Erasure.Reason.AGE)
    return erased


def blank_entries(entries: Iterable[Entry]) -> int:
    """Blanks these writes at somebody's request. Returns how many; those that are blank already do not count."""
    blanked, remaining = 0, iter(entries)
    while batch := list(islice(remaining, BATCH)):
        blanked += _blank_batch(batch)
    return blanked


def erase_entries(entries: Sequence[Entry], reason: Erasure.Reason) -> int:
    """Removes a batch of writes with all that belongs to them. Returns how many there still were."""
    with transaction.atomic():
        keys = _lock(entries)
        if not keys:
            return 0
        erasure = Erasure.objects.create(reason=reason)
        outcomes = list(Outcome.objects.filter(intent__in=keys).values_list("pk", flat=True))
        findings = list(Finding.objects.filter(intent__in=keys).values_list("pk", flat=True))
        removed = [(OUTCOME, outcomes), (FINDING, findings), (INTENT, keys)]
        _record(erasure, (ErasedRow(kind=kind, row=row, is_removed=True) for kind, rows in removed for row in rows))
        Subject.objects.filter(entry__in=keys).delete()
        Entry.objects.filter(pk__in=keys).delete()
        QuerySet(Outcome).filter(pk__in=outcomes).delete()
        QuerySet(Finding).filter(pk__in=findings).delete()
        QuerySet(Intent).filter(pk__in=keys).delete()
    return len(keys)


def _blank_batch(entries: Sequence[Entry]) -> int:
    with transaction.atomic():
        intents = list(Intent.objects.filter(pk__in=_lock(entries)).exclude(path="").order_by("pk"))
        if not intents:
            return 0
        keys = [intent.pk for intent in intents]
        outcomes = list(Outcome.objects.filter(intent__in=keys))
        _record(Erasure.objects.create(reason=Erasure.Reason.REQUEST), _iter_blanked(intents, outcomes))
        Subject.objects.filter(entry__in=keys).delete()
        QuerySet(Intent).filter(pk__in=keys).update(number="", path="", body=b"", before=b"")
        QuerySet(Outcome).filter(intent__in=keys).update(body=b"")
    return len(keys)


def _iter_blanked(intents: Iterable[Intent], outcomes: Iterable[Outcome]) -> Iterator[ErasedRow]:
    """Yields a record of each row, with the hash of what will be left of it."""
    for intent in intents:
        intent.number, intent.path, intent.body, intent.before = "", "", b"", b""
        yield ErasedRow(kind=INTENT, row=intent.pk, is_removed=False, content=hash_content(INTENT, intent))
    for outcome in outcomes:
        outcome.body = b""
        yield ErasedRow(kind=OUTCOME, row=outcome.pk, is_removed=False, content=hash_content(OUTCOME, outcome))


def _record(erasure: Erasure, rows: Iterable[ErasedRow]) -> None:
    """Records the rows first: the database's triggers let go of these only."""
    batch = list(rows)
    for row in batch:
        row.erasure = erasure
    ErasedRow.objects.bulk_create(batch)
    append_link(erasure)


def _lock(entries: Iterable[Entry]) -> list[int]:
    """Locks the entries that are still there, in case another process erases too. Returns their keys, in order."""
    keys = [entry.pk for entry in entries]
    return list(Entry.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))
