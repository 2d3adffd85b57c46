"""Options of a gateway's requests."""

from dataclasses import dataclass

from econ_admin.gateway.deadline import Deadline


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """Options passed along with each request. `Gateway` has a method for each that its callers set."""

    refresh: bool = False
    """Reads bypass the cache, and a failed read is not served stale. Ignored for reference lists."""
    store: bool = True
    """Responses are cached."""
    paced: bool = False
    """Reads slow down near the rate limit: for all but the first call of a long read."""
    keeps_bytes: bool = True
    """The records of a page keep the bytes they were decoded from, which only a change needs."""
    is_supporting: bool = False
    """Reads do not count in the age of the data that the page shows."""
    deadline: Deadline | None = None
    """All requests share the time left until it."""
    idempotency_key: str = ""
    """The next write uses this key, which the caller has stored."""
