"""Exports the audit trail as JSON lines and CSV, oldest first."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from econ_admin.access.models import Agreement
from econ_admin.trail.models import Entry, Intent

Record = dict[str, Any]

COLUMNS = (
    "at", "person", "agreement", "noun", "number", "method", "path", "key", "state", "status", "log_id", "answered_at",
    "found_by", "found_at", "before", "sent", "answer",
)  # fmt: skip
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 500


def list_records(agreement: Agreement | None = None, entries: QuerySet[Entry] | None = None) -> Iterator[Record]:
    """Yields a record for each write, or each of `entries`, with its definite outcome or else the latest."""
    related = ("person", "agreement", "entry", "finding__person")
    intents = Intent.objects.select_related(*related).prefetch_related("outcomes")
    if agreement:
        intents = intents.filter(agreement=agreement)
    if entries is not None:
        intents = intents.filter(pk__in=entries.values("pk"))
    for intent in intents.order_by("pk").iterator(CHUNK):
        yield _build_record(intent)


def _build_record(intent: Intent) -> Record:
    outcome, finding = intent.answer, getattr(intent, "finding", None)
    return {
        "at": intent.at.isoformat(),
        "person": intent.person.username,
        "agreement": intent.agreement.slug,
        "noun": intent.noun,
        "number": intent.number,
        "method": intent.method,
        "path": intent.path,
        "key": intent.key,
        "state": intent.entry.state,
        "status": outcome.status if outcome else None,
        "log_id": outcome.log_id if outcome else "",
        "answered_at": outcome.at.isoformat() if outcome else "",
        "found_by": finding.person.username if finding else "",
        "found_at": finding.at.isoformat() if finding else "",
        "before": _decode(intent.before),
        "sent": _decode(intent.body),
        "answer": _decode(outcome.body) if outcome else "",
    }


def _decode(body: bytes | memoryview) -> str:
    return bytes(body).decode("utf-8", "backslashreplace")


def format_json_lines(records: Iterable[Record]) -> Iterator[str]:
    return (json.dumps(record, ensure_ascii=False) for record in records)


def format_csv(records: Iterable[Record]) -> Iterator[str]:
    """Yields lines of CSV with a head. No cell can run as a formula."""
    yield ",".join(COLUMNS)
    for record in records:
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow([_escape(record[column]) for column in COLUMNS])
        yield line.getvalue()


def _escape(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


FORMATS: dict[str, Callable[[Iterable[Record]], Iterator[str]]] = {"jsonl": format_json_lines, "csv": format_csv}
