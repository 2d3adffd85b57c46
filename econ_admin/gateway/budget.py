"""What an agreement spends: the cost and limit headers as last read, and how many calls are under way at once."""

import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from econ_admin.gateway.errors import Unreachable

CALLS_AT_ONCE = 16  # e-conomic states no number; one page needs six
PATIENCE = 30  # seconds that a call waits for its turn, as long as it would wait for an answer

# X-RateLimiting: token-limit-10000-per-60-seconds: 147/10000
LIMIT = re.compile(r"per-(?P<window>\d{1,9})-seconds:\s*(?P<used>\d{1,18})/(?P<limit>\d{1,18})")


@dataclass(frozen=True, slots=True)
class Spending:
    """What one answer said about cost. None: not said. `window` is in seconds."""

    cost: int | None = None
    used: int | None = None
    limit: int | None = None
    window: int | None = None

    @classmethod
    def read(cls, headers: Mapping[str, str]) -> "Spending":
        """Reads X-CallCost and X-RateLimiting; what does not look as expected is passed over."""
        said = headers.get("X-CallCost", "").strip()
        cost = int(said) if re.fullmatch(r"[0-9]{1,9}", said) else None
        found = LIMIT.search(headers.get("X-RateLimiting", ""))
        return cls(cost, **{name: int(number) for name, number in found.groupdict().items()}) if found else cls(cost)


class Budget:
    """One agreement's, shared by all threads of the process."""

    def __init__(self, at_once: int = CALLS_AT_ONCE, patience: float = PATIENCE) -> None:
        self.latest: Spending | None = None
        self._turns = threading.BoundedSemaphore(at_once)
        self._patience = patience

    def note(self, headers: Mapping[str, str]) -> None:
        """Remember what this answer said, if it said anything."""
        spending = Spending.read(headers)
        if spending != Spending():
            self.latest = spending

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Holds one of the places for calls. Raises Unreachable when none comes free in time."""
        if not self._turns.acquire(timeout=self._patience):
            raise Unreachable("too many calls are under way")
        try:
            yield
        finally:
            self._turns.release()


def budget_of(cache_id: str) -> Budget:
    """The one budget of an agreement in this process."""
    return _budgets.setdefault(cache_id, Budget())


_budgets: dict[str, Budget] = {}
os.register_at_fork(after_in_child=_budgets.clear)  # turns that the parent's threads hold are not ours to wait for
