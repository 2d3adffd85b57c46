"""The hash chain of the audit trail, which shows that no row was changed, removed or inserted later.

Each row has a link with the hash of its content, and a hash over that and the link before it. The hash of the content
is kept apart, so that content that the law no longer lets us keep can be blanked without breaking the chain.
"""

import json
from datetime import UTC
from hashlib import sha256
from typing import Any

START = "0" * 64  # before the first link
INTENT, OUTCOME = "intent", "outcome"
LOCK = 7_241_882  # any number of ours, for PostgreSQL's advisory lock


def hash_content(kind: str, row: Any) -> str:
    """Returns the hash of everything in an intent or an outcome."""
    common = [kind, row.pk, row.at.astimezone(UTC).isoformat(), sha256(bytes(row.body)).hexdigest()]
    if kind == INTENT:
        own = [row.key, row.person_id, row.agreement_id, row.noun, row.number, row.method, row.path]
        own.append(sha256(bytes(row.before)).hexdigest())
        own.append(row.server_at.astimezone(UTC).isoformat() if row.server_at else "")
    else:
        own = [row.intent_id, row.status, row.log_id]
    return sha256(json.dumps([*common, *own]).encode()).hexdigest()


def hash_link(previous: str, content: str) -> str:
    """Returns the hash of a link: of its row's content and the link before it."""
    return sha256(f"{previous}{content}".encode()).hexdigest()
