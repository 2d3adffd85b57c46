"""The interface of the audit trail: what the gateway records about each write, so that unknown outcomes can be
resolved."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Intent:
    """A write that is about to be sent."""

    person: str
    noun: str
    number: str
    """The number of the document; "" if e-conomic has yet to assign it."""
    method: str
    path: str
    body: bytes
    """The exact bytes sent: a retry with the same key must have the same bytes."""
    before: bytes
    """The document before the write, as far as the caller knew it."""
    idempotency_key: str = ""
    """The Idempotency-Key to send, if the caller stored one; otherwise the trail generates it."""
    server_time: datetime | None = None
    """What time it was at e-conomic, if that was known."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a write. `status` is None if it is unknown."""

    status: int | None
    body: bytes = b""
    log_id: str = ""


class Trail(Protocol):
    """Stores intents and outcomes. An intent without an outcome counts as unknown."""

    def begin(self, intent: Intent) -> str:
        """Stores the intent durably before anything is sent. Returns the Idempotency-Key: the intent's own, if it has
        one."""

    def end(self, key: str, outcome: Outcome) -> None:
        """Stores the outcome. May be called again for a key that was resent."""
