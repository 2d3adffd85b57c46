"""How the requests of a gateway are made."""

from dataclasses import dataclass

from econ_admin.gateway.deadline import Deadline


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """Passed down with each request. `Gateway` has a method for each."""

    refresh: bool = False
    """Reads ask e-conomic whatever is cached, and nothing cached stands in. Not for reference lists."""
    store: bool = True
    """Answers are cached."""
    paced: bool = False
    """Reads wait where the rate limit is near: for all but the first call of a long read."""
    deadline: Deadline | None = None
    """All requests share what is left of it."""
    idempotency_key: str = ""
    """The next write goes by this key, which the caller has stored."""
