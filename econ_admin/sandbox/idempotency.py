"""Stores responses by Idempotency-Key, in the same transaction as the write itself."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection
from typing import Self

import msgspec
from werkzeug.wrappers import Request, Response

from econ_admin.sandbox.authentication import SAFE_METHODS
from econ_admin.sandbox.error_responses import ApiError
from econ_admin.sandbox.rate_limit import get_token_pair

KEY_HEADER = "Idempotency-Key"
REPLAYED_HEADER = "X-ResultFromCache"
KEY_LIFETIME = 3600  # seconds
TABLE_STATEMENTS = (
    """CREATE TABLE keys (pair TEXT, key TEXT, url TEXT, payload BLOB, at REAL, status INTEGER, headers BLOB, body BLOB,
    PRIMARY KEY (pair, key)) WITHOUT ROWID""",
    "CREATE INDEX keys_by_time ON keys (at)",
)


@dataclass(frozen=True, slots=True)
class IdempotentWrite:
    """A write with an Idempotency-Key: its tokens, key, URL and body."""

    token_pair: str
    key: str
    url: str
    payload_digest: bytes
    time: float

    @classmethod
    def from_request(cls, request: Request, raw_body: bytes, now: datetime) -> Self | None:
        """Returns the write; None for a read or a write without a key."""
        key = request.headers.get(KEY_HEADER)
        if not key or request.method in SAFE_METHODS:
            return None
        query = request.query_string.decode(errors="replace")
        url = f"{request.method} {request.path}?{query}"
        return cls(get_token_pair(request), key, url, hashlib.sha256(raw_body).digest(), now.timestamp())

    def find_response(self, connection: Connection) -> Response | None:
        """Returns the response stored for the same write within the hour. Raises ApiError if the key was used for
        another."""
        connection.execute("DELETE FROM keys WHERE at <= ?", (self.time - KEY_LIFETIME,))
        select = "SELECT url, payload, status, headers, body FROM keys WHERE pair = ? AND key = ?"
        row = connection.execute(select, (self.token_pair, self.key)).fetchone()
        if row is None:
            return None
        url, payload, status, headers, body = row
        if (url, payload) != (self.url, self.payload_digest):
            raise (
                _key_reused_error("URLChanged", "address")
                if url != self.url
                else _key_reused_error("PayloadChanged", "body")
            )
        response = Response(body, status, msgspec.json.decode(headers, type=list[tuple[str, str]]))
        response.headers[REPLAYED_HEADER] = "true"
        return response

    def execute(self, connection: Connection, perform: Callable[[], Response]) -> Response:
        """Performs the write and stores its response. A refusal is rolled back, and its response is stored too."""
        connection.execute("SAVEPOINT attempt")
        try:
            response = perform()
        except ApiError as refusal:
            connection.execute("ROLLBACK TO attempt")
            response = refusal.build_response(datetime.fromtimestamp(self.time, UTC))
        headers = msgspec.json.encode(response.headers.to_wsgi_list())
        row = (
            self.token_pair,
            self.key,
            self.url,
            self.payload_digest,
            self.time,
            response.status_code,
            headers,
            response.get_data(),
        )
        connection.execute("INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        return response


def _key_reused_error(code: str, changed_part: str) -> ApiError:
    """400 for a key that was used for another request; only the code is known."""
    hint = "Use a new key for each request, and the same one only to repeat it."
    return ApiError(400, f"The {KEY_HEADER} was used for a request with another {changed_part}.", hint, code)
