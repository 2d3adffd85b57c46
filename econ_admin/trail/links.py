"""Appends links to the hash chain, and verifies it."""

from collections.abc import Iterator, Sequence
from itertools import islice

from django.db import connection
from django.db.models import QuerySet

from econ_admin.trail.chain import ERASURE, FINDING, INTENT, LOCK, OUTCOME, START, hash_content, hash_link
from econ_admin.trail.models import ErasedRow, Erasure, Finding, Intent, Link, Outcome

CHUNK = 500
Row = Intent | Outcome | Finding | Erasure
MODELS: dict[str, type[Row]] = {INTENT: Intent, OUTCOME: Outcome, FINDING: Finding, ERASURE: Erasure}
KINDS = {model: kind for kind, model in MODELS.items()}


def append_link(row: Row) -> None:
    """Adds the row's link, in the transaction that adds the row.

    Writers come one after the other: SQLite's transactions begin IMMEDIATE, and PostgreSQL has a lock. If two read the
    same last link nevertheless, the second one fails, since `previous` is unique.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    kind = KINDS[type(row)]
    last = Link.objects.order_by("-pk").first()
    previous, content = last.chain if last else START, hash_content(kind, row)
    Link.objects.create(
        kind=kind, row=row.pk, content=content, previous=previous, chain=hash_link(previous, content)
    )  # fmt: skip


def get_head() -> str:
    """Returns the hash of the last link, to be kept elsewhere: it also covers the end of the chain."""
    last = Link.objects.order_by("-pk").first()
    return last.chain if last else START


def find_problems(expected_head: str = "") -> Iterator[str]:
    """Yields, as sentences, what does not fit. `expected_head` is a head noted earlier, which must still be there."""
    previous, was_passed = START, expected_head in ("", START)
    links = Link.objects.order_by("pk").iterator(CHUNK)
    while chunk := list(islice(links, CHUNK)):
        rows, erased = _load_rows(chunk), _load_erased(chunk)  # in this order: a row may be erased meanwhile
        for link in chunk:
            if link.previous != previous:
                yield f"A link is missing before link {link.pk}, or was inserted."
            if link.chain != hash_link(link.previous, link.content):
                yield f"Link {link.pk} was changed."
            if problem := _check_row(link, rows.get((link.kind, link.row)), erased):
                yield f"The {link.kind} {link.row} {problem}."
            previous = link.chain
            was_passed = was_passed or previous == expected_head
    if not was_passed:
        yield "The expected hash is not in the chain: its end is missing."
    yield from _find_unlinked()


def _check_row(link: Link, row: Row | None, erased: dict[tuple[str, int, bool], str]) -> str:
    """Returns what is wrong with a row; "" if it is as it was written, or as an erasure left it."""
    if row is None:
        return "" if (link.kind, link.row, True) in erased else "is missing"
    content = hash_content(link.kind, row)
    return "" if content in (link.content, erased.get((link.kind, link.row, False))) else "was changed"


def _load_rows(links: Sequence[Link]) -> dict[tuple[str, int], Row]:
    rows: dict[tuple[str, int], Row] = {}
    for kind, model in MODELS.items():
        keys = [link.row for link in links if link.kind == kind]
        found: QuerySet[Row] = model.objects.filter(pk__in=keys)
        rows |= {(kind, row.pk): row for row in (found.prefetch_related("rows") if kind == ERASURE else found)}
    return rows


def _load_erased(links: Sequence[Link]) -> dict[tuple[str, int, bool], str]:
    """Loads what is left of erased rows. Only erasures that are in the chain themselves count."""
    linked = Link.objects.filter(kind=ERASURE).values("row")
    contents: dict[tuple[str, int, bool], str] = {}
    for kind in MODELS:
        keys = [link.row for link in links if link.kind == kind]
        rows = ErasedRow.objects.filter(kind=kind, row__in=keys, erasure__in=linked)
        contents |= {(kind, row.row, row.is_removed): row.content for row in rows}
    return contents


def _find_unlinked() -> Iterator[str]:
    for kind, model in MODELS.items():
        linked = Link.objects.filter(kind=kind).values("row")
        for pk in model.objects.exclude(pk__in=linked).values_list("pk", flat=True)[:100]:
            yield f"The {kind} {pk} has no link: it was inserted."
