"""What was answered to which Idempotency-Key: kept in the transaction of the write itself, so both stand or neither."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection
from typing import Self

import msgspec
from werkzeug.wrappers import Request, Response

from econ_admin.sandbox.authentication import READING
from econ_admin.sandbox.error_responses import Refusal
from econ_admin.sandbox.rate_limit import pair_of

HEADER = "Idempotency-Key"
REPLAYED = "X-ResultFromCache"
KEPT = 3600  # seconds
TABLES = (
    """CREATE TABLE keys (pair TEXT, key TEXT, url TEXT, payload BLOB, at REAL, status INTEGER, headers BLOB, body BLOB,
    PRIMARY KEY (pair, key)) WITHOUT ROWID""",
    "CREATE INDEX keys_by_time ON keys (at)",
)


@dataclass(frozen=True, slots=True)
class Keyed:
    """A write with a key: whose, which, and what it asks."""

    pair: str
    key: str
    url: str
    payload: bytes
    at: float

    @classmethod
    def read(cls, request: Request, sent: bytes, now: datetime) -> Self | None:
        """The write; None for a reading, and for a write without a key."""
        key = request.headers.get(HEADER)
        if not key or request.method in READING:
            return None
        query = request.query_string.decode(errors="replace")
        url = f"{request.method} {request.path}?{query}"
        return cls(pair_of(request), key, url, hashlib.sha256(sent).digest(), now.timestamp())

    def recalled(self, connection: Connection) -> Response | None:
        """What was answered to the same within the hour. Raises the refusal of a key that was used for another."""
        connection.execute("DELETE FROM keys WHERE at <= ?", (self.at - KEPT,))
        wanted = "SELECT url, payload, status, headers, body FROM keys WHERE pair = ? AND key = ?"
        row = connection.execute(wanted, (self.pair, self.key)).fetchone()
        if row is None:
            return None
        url, payload, status, headers, body = row
        if (url, payload) != (self.url, self.payload):
            raise _used("URLChanged", "address") if url != self.url else _used("PayloadChanged", "body")
        response = Response(body, status, msgspec.json.decode(headers, type=list[tuple[str, str]]))
        response.headers[REPLAYED] = "true"
        return response

    def answered(self, connection: Connection, attempt: Callable[[], Response]) -> Response:
        """The answer to the first of its kind, kept. Raises nothing: a refusal is such an answer, and takes back."""
        connection.execute("SAVEPOINT attempt")
        try:
            response = attempt()
        except Refusal as refusal:
            connection.execute("ROLLBACK TO attempt")
            response = refusal.response(datetime.fromtimestamp(self.at, UTC))
        headers = msgspec.json.encode(response.headers.to_wsgi_list())
        row = (self.pair, self.key, self.url, self.payload, self.at, response.status_code, headers, response.get_data())
        connection.execute("INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        return response


def _used(code: str, other: str) -> Refusal:
    """400 for a key that stood on another request; only the code is known."""
    hint = "Use a new key for each request, and the same one only to repeat it."
    return Refusal(400, f"The {HEADER} was used for a request with another {other}.", hint, code)
