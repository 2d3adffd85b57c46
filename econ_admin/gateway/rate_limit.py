"""Tracks an agreement's rate limit from response headers, and limits the number of concurrent calls."""

import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from econ_admin.gateway.errors import Unreachable

MAX_CONCURRENT_CALLS = 96  # per process: sixteen threads with a page of six calls each; e-conomic documents no limit

SHARE_INTERVAL = 1.0  # seconds
MAX_PAUSE = 10.0  # seconds between two calls of a long read
RESERVE = 0.05  # of the quota, for calls of other processes that are under way

# X-RateLimiting: token-limit-10000-per-60-seconds: 147/10000, or limit-2000-per-60-seconds: 1450/2000
RATE_LIMIT_PATTERN = re.compile(r"per-(?P<window>\d{1,9})-seconds:\s*(?P<used>\d{1,18})/(?P<limit>\d{1,18})")


@dataclass(frozen=True, slots=True)
class Quota:
    """Call cost and quota as stated by one response. None: not stated. `window` is in seconds."""

    cost: int | None = None
    used: int | None = None
    limit: int | None = None
    window: int | None = None

    @classmethod
    def from_headers(cls, headers: Mapping[str, str]) -> "Quota":
        """Parses X-CallCost and X-RateLimiting; ignores values in another format."""
        call_cost = headers.get("X-CallCost", "").strip()
        cost = int(call_cost) if re.fullmatch(r"[0-9]{1,9}", call_cost) else None
        match = RATE_LIMIT_PATTERN.search(headers.get("X-RateLimiting", ""))
        return cls(cost, **{name: int(number) for name, number in match.groupdict().items()}) if match else cls(cost)


@dataclass(frozen=True, slots=True)
class SpareShare:
    """What is left of the share of the quota that reads of many pages may use."""

    calls: int | None
    """None: the quota is not known."""
    seconds: float
    """Until there is at least one call; 0 if there is one now."""


class RateLimiter:
    """The rate limiter of one agreement, shared by all threads of the process."""

    def __init__(self, max_concurrent_calls: int = MAX_CONCURRENT_CALLS) -> None:
        self.latest_quota: Quota | None = None
        self.quota_received_at = 0.0
        """Time of the latest quota, in seconds since 1970."""
        self.max_concurrent_calls = max_concurrent_calls
        self.active_calls = 0
        self._count_lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(max_concurrent_calls)
        self._shared_at = 0.0

    def record_quota(self, headers: Mapping[str, str], now: float) -> None:
        """Stores the quota that a response states, if any."""
        quota = Quota.from_headers(headers)
        if quota != Quota():
            self.latest_quota, self.quota_received_at = quota, now

    @property
    def has_limit(self) -> bool:
        """Whether a response has stated the quota."""
        return bool(self.latest_quota and self.latest_quota.limit and self.latest_quota.window)

    def adopt_quota(self, quota: Quota, at: float) -> None:
        """Stores the quota that another process received, unless it was not stated."""
        if quota.limit:
            self.latest_quota, self.quota_received_at = quota, at

    def should_share_quota(self, now: float) -> bool:
        """Tells whether to share the latest quota with the other processes: at most once a second."""
        if 0 <= now - self._shared_at < SHARE_INTERVAL:
            return False
        self._shared_at = now
        return True

    @contextmanager
    def acquire_slot(self, timeout: float) -> Iterator[None]:
        """Holds a slot for one call. Raises Unreachable if none becomes free within `timeout` seconds."""
        if not self._slots.acquire(timeout=timeout):
            raise Unreachable("too many concurrent calls")
        self._change_active_calls(1)
        try:
            yield
        finally:
            self._change_active_calls(-1)
            self._slots.release()

    def _change_active_calls(self, delta: int) -> None:
        with self._count_lock:
            self.active_calls += delta

    def get_delay(self, now: float, calls_everywhere: int = 0) -> float:
        """Returns the seconds until the calls under way fit into the quota, each at the latest cost; 0 if they do or
        if the quota is not known. `calls_everywhere` are those of all processes, as far as they are known."""
        quota = self.latest_quota
        if not quota or not quota.limit or not quota.window:
            return 0
        expected = self._estimate_used(quota, now) + max(self.active_calls, calls_everywhere) * (quota.cost or 1)
        return max(0.0, expected - quota.limit * (1 - RESERVE)) / (quota.limit / quota.window)

    def _estimate_used(self, quota: Quota, now: float) -> float:
        """Returns what is still used of the quota by now; it drains evenly."""
        drained = max(0.0, now - self.quota_received_at) * (quota.limit or 0) / (quota.window or 1)
        return max(0.0, (quota.used or 0) - drained)

    def get_pause(self) -> float:
        """Returns the seconds that a long read has to wait before its next call.

        Once half of the quota is used, the rest is spread over its window, so that interactive requests are not
        refused.
        """
        quota = self.latest_quota
        if not quota or not quota.limit or quota.used is None or quota.window is None:
            return 0
        remaining = quota.limit - quota.used
        if remaining * 2 > quota.limit:
            return 0
        return min(quota.window * max(quota.cost or 1, 1) / max(remaining, 1), MAX_PAUSE)

    def get_spare_share(self, now: float) -> "SpareShare":
        """Returns what a read of many pages may use now: half of the quota, less what others use of it."""
        quota = self.latest_quota
        if not quota or not quota.limit or quota.used is None or not quota.window:
            return SpareShare(None, 0.0)
        cost, drained_per_second = max(quota.cost or 1, 1), quota.limit / quota.window
        spare = quota.limit / 2 - self._estimate_used(quota, now)
        seconds = max(0.0, (cost - spare) / drained_per_second)
        return SpareShare(max(0, int(spare / cost)), min(seconds, MAX_PAUSE))


def get_rate_limiter(cache_id: str) -> RateLimiter:
    """Returns the rate limiter of an agreement in this process."""
    return _rate_limiters.setdefault(cache_id, RateLimiter())


def forget_rate_limiter(cache_id: str) -> None:
    """Frees the rate limiter of an agreement that is gone."""
    _rate_limiters.pop(cache_id, None)


_rate_limiters: dict[str, RateLimiter] = {}
# Slots held by the parent's threads are never released in the child.
os.register_at_fork(after_in_child=_rate_limiters.clear)
