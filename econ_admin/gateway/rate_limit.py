"""What an agreement spends: the cost and limit headers as last read, and how many calls are under way at once."""

import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from econ_admin.gateway.errors import Unreachable

CALLS_AT_ONCE = 96  # of one process: sixteen threads with a page of six calls each; e-conomic states no number

TELL_EVERY = 1.0  # seconds
LONGEST_PAUSE = 10.0  # seconds between two calls of a long read

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

    def __init__(self, at_once: int = CALLS_AT_ONCE) -> None:
        self.latest: Spending | None = None
        self.heard = 0.0
        """When it said so, in seconds since 1970."""
        self.at_once = at_once
        self.under_way = 0
        self._counting = threading.Lock()
        self._turns = threading.BoundedSemaphore(at_once)
        self._told = 0.0

    def note(self, headers: Mapping[str, str], now: float) -> None:
        """Remember what this answer said, if it said anything."""
        spending = Spending.read(headers)
        if spending != Spending():
            self.latest, self.heard = spending, now

    def is_news(self, now: float) -> bool:
        """Whether the other processes are to be told again what was heard: once a second is enough."""
        if 0 <= now - self._told < TELL_EVERY:
            return False
        self._told = now
        return True

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Holds one of the places for calls. Raises Unreachable when none comes free within so many seconds."""
        if not self._turns.acquire(timeout=seconds):
            raise Unreachable("too many calls are under way")
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)
            self._turns.release()

    def _count(self, more: int) -> None:
        with self._counting:
            self.under_way += more

    def pause(self) -> float:
        """Seconds that a long read is to wait before its next call.

        In the second half of the limit, what is left is spread over its window: who clicks shall not meet its end.
        """
        latest = self.latest
        if not latest or not latest.limit or latest.used is None or latest.window is None:
            return 0
        left = latest.limit - latest.used
        if left * 2 > latest.limit:
            return 0
        return min(latest.window * max(latest.cost or 1, 1) / max(left, 1), LONGEST_PAUSE)


def budget_of(cache_id: str) -> Budget:
    """The one budget of an agreement in this process."""
    return _budgets.setdefault(cache_id, Budget())


_budgets: dict[str, Budget] = {}
os.register_at_fork(after_in_child=_budgets.clear)  # turns that the parent's threads hold are not ours to wait for
