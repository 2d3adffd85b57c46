"""What a write leaves behind, so that an unknown outcome can be settled later: the gateway asks, others keep it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Intent:
    """A write that is about to be tried."""

    person: str
    noun: str
    number: str
    """What it is about; "" where e-conomic is yet to give it a number."""
    method: str
    path: str
    body: bytes
    """Exactly as it goes out: a repeat with the same key must have the same bytes."""
    before: bytes
    """The document as it was, as far as the caller knew it."""
    idempotency_key: str = ""
    """The Idempotency-Key to send it with, where the caller keeps one; else the trail makes one up."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. Status None: nobody knows whether it was done."""

    status: int | None
    body: bytes = b""
    log_id: str = ""


class Trail(Protocol):
    """Keeps intents and outcomes. An intent without an outcome counts as unknown."""

    def begin(self, intent: Intent) -> str:
        """Keep the intent, durably, before anything is sent; gives the Idempotency-Key to send it with: its own,
        if it has one."""

    def end(self, key: str, outcome: Outcome) -> None:
        """Keep what came of it. May be called again for a key that was tried again."""
