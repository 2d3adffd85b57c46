"""A deadline over several calls: each of them gets what the ones before it have left."""

import time
from collections.abc import Callable

from econ_admin.gateway.errors import Unreachable


class Deadline:
    """So many seconds from now, for all calls of a block together."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def of(self, seconds: float) -> float:
        """So many seconds, or what remains where that is less. Raises Unreachable when nothing remains.

        It is asked before anything is sent, so what it raises leaves no doubt: nothing was done.
        """
        remaining = self._end - self._clock()
        if remaining <= 0:
            raise Unreachable("the time for all of it is over")
        return min(seconds, remaining)
