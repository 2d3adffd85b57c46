"""The hash chain of the audit trail, which shows that no row was changed, removed or inserted later.

Each row has a link with the hash of its content, and a hash over that and the link before it. The hash of the content
is kept apart, so that content that the law no longer lets us keep can be erased without breaking the chain.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

START = "0" * 64  # before the first link
INTENT, OUTCOME, FINDING, ERASURE = "intent", "outcome", "finding", "erasure"
LOCK = 7_241_882  # any number of ours, for PostgreSQL's advisory lock


def hash_content(kind: str, row: Any) -> str:
    """Returns the hash of everything in a row."""
    return _hash([kind, row.pk, _format_time(row.at), *CONTENTS[kind](row)])


def hash_link(previous: str, content: str) -> str:
    """Returns the hash of a link: of its row's content and the link before it."""
    return sha256(f"{previous}{content}".encode()).hexdigest()


def _list_intent(row: Any) -> list[Any]:
    names = [row.key, row.person_id, row.agreement_id, row.noun, row.number, row.method, row.path]
    server_at = _format_time(row.server_at) if row.server_at else ""
    return [_hash_bytes(row.body), *names, _hash_bytes(row.before), server_at]


def _list_outcome(row: Any) -> list[Any]:
    return [_hash_bytes(row.body), row.intent_id, row.status, row.log_id]


def _list_finding(row: Any) -> list[Any]:
    return [row.intent_id, row.person_id, row.was_done]


def _list_erasure(row: Any) -> list[Any]:
    erased_rows = sorted((erased.kind, erased.row, erased.is_removed, erased.content) for erased in row.rows.all())
    return [row.reason, erased_rows]


CONTENTS: dict[str, Callable[[Any], list[Any]]] = {
    INTENT: _list_intent,
    OUTCOME: _list_outcome,
    FINDING: _list_finding,
    ERASURE: _list_erasure,
}


def _hash(values: list[Any]) -> str:
    return sha256(json.dumps(values).encode()).hexdigest()


def _hash_bytes(value: bytes | memoryview | str) -> str:
    """Hashes a binary column. SQLite would also store a text there, which we never do."""
    return sha256(f"text: {value}".encode() if isinstance(value, str) else bytes(value)).hexdigest()


def _format_time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
