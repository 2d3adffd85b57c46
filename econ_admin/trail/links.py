"""Appends links to the hash chain, and verifies it."""

from collections.abc import Iterator
from itertools import islice

from django.db import connection

from econ_admin.trail.chain import INTENT, LOCK, OUTCOME, START, hash_content, hash_link
from econ_admin.trail.models import Intent, Link, Outcome

CHUNK = 500
MODELS: dict[str, type[Intent] | type[Outcome]] = {INTENT: Intent, OUTCOME: Outcome}


def append_link(row: Intent | Outcome) -> None:
    """Adds the row's link, in the transaction that adds the row.

    Writers come one after the other: SQLite's transactions begin IMMEDIATE, and PostgreSQL has a lock. If two read the
    same last link nevertheless, the second one fails, since `previous` is unique.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    kind = INTENT if isinstance(row, Intent) else OUTCOME
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
        rows = _load_rows(chunk)
        for link in chunk:
            if link.previous != previous:
                yield f"A link is missing before link {link.pk}, or was inserted."
            if link.chain != hash_link(link.previous, link.content):
                yield f"Link {link.pk} was changed."
            row = rows.get((link.kind, link.row))
            if row is None:
                yield f"The {link.kind} {link.row} is missing."
            elif hash_content(link.kind, row) != link.content:
                yield f"The {link.kind} {link.row} was changed."
            previous = link.chain
            was_passed = was_passed or previous == expected_head
    if not was_passed:
        yield "The expected hash is not in the chain: its end is missing."
    yield from _find_unlinked()


def _load_rows(links: list[Link]) -> dict[tuple[str, int], Intent | Outcome]:
    rows: dict[tuple[str, int], Intent | Outcome] = {}
    for kind, model in MODELS.items():
        keys = [link.row for link in links if link.kind == kind]
        rows |= {(kind, row.pk): row for row in model.objects.filter(pk__in=keys)}
    return rows


def _find_unlinked() -> Iterator[str]:
    for kind, model in MODELS.items():
        linked = Link.objects.filter(kind=kind).values("row")
        for pk in model.objects.exclude(pk__in=linked).values_list("pk", flat=True)[:100]:
            yield f"The {kind} {pk} has no link: it was inserted."
