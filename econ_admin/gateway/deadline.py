"""A deadline over several calls: each of them gets what the ones before it have left."""

import time
from collections.abc import Callable

from econ_admin.gateway.errors import Unreachable


class Deadline:
    """So many seconds from now, for all calls of a block together."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._expires_at = clock() + seconds

    @property
    def remaining(self) -> float:
        """Seconds that are left; none or fewer when it is over."""
        return self._expires_at - self._clock()

    def cap(self, seconds: float) -> float:
        """So many seconds, or what remains where that is less. Raises Unreachable when nothing remains.

        It is asked before anything is sent, so what it raises leaves no doubt: nothing was done.
        """
        remaining = self.remaining
        if remaining <= 0:
            raise Unreachable("the time for all of it is over")
        return min(seconds, remaining)
