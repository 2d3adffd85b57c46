"""A deadline shared by several calls: each gets the time left by those before it."""

import time
from collections.abc import Callable

from econ_admin.gateway.errors import Unreachable


class Deadline:
    """A point in time, given as seconds from now, that all calls of a block share."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._expires_at = clock() + seconds

    @property
    def remaining(self) -> float:
        """Seconds left; zero or negative when the deadline has passed."""
        return self._expires_at - self._clock()

    def cap(self, seconds: float) -> float:
        """Returns `seconds`, or the time left if that is less. Raises Unreachable when no time is left.

        Called before anything is sent, so the outcome of a write is never unknown after this error.
        """
        remaining = self.remaining
        if remaining <= 0:
            raise Unreachable("the deadline has passed")
        return min(seconds, remaining)
