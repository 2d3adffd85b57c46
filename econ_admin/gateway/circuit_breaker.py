"""When e-conomic is not to be asked: after it was silent too often, and while it has told us to wait."""

import math
from collections.abc import Mapping

from econ_admin.gateway.errors import GatewayError, Silent, Throttled, Unauthorised
from econ_admin.gateway.shared_flags import REFUSED, SILENT, WAIT, Sign, Signs, Unknown

OPENS_AFTER = 5  # failures of this process in a row, with no answer between them
REST = 10  # seconds before it is tried again
LONGEST_WAIT = 60  # seconds: a Retry-After beyond that is not believed


class Circuit:
    """One agreement's in this process; whether it is open is known to all processes, by a sign."""

    def __init__(self, signs: Signs, agreement: str) -> None:
        self._signs = signs
        self._agreement = agreement
        self._failures = 0

    def trouble(self, now: float) -> GatewayError | None:
        """Why nothing can be had just now; None while all is well."""
        try:
            signs = self._signs.of(self._agreement)
        except Unknown:
            return None
        if REFUSED in signs:
            return Unauthorised(status=401)
        return _waiting(signs, now) or (Silent() if SILENT in signs else None)

    def enter(self, now: float) -> Mapping[str, Sign]:
        """The signs, where a call may be made now.

        Raises Silent where the circuit is open, and Throttled where we were told to wait.
        """
        try:
            signs = self._signs.of(self._agreement)
        except Unknown:
            return {}
        if waiting := _waiting(signs, now):
            raise waiting
        if SILENT in signs:
            raise Silent
        return signs

    def is_my_turn(self, now: float) -> bool:
        """Whether it is time to try again, and nobody else, in any process, does."""
        try:
            silent = self._signs.of(self._agreement).get(SILENT)
            if silent is None or abs(now - silent.at) < REST:  # a clock may have been set back
                return False
            return self._signs.move(self._agreement, SILENT, silent.at, now)
        except Unknown:
            return False

    def answered(self) -> None:
        """e-conomic answered a call."""
        self._failures = 0

    def close(self) -> None:
        """It answered the one call that tried."""
        self._signs.remove(self._agreement, SILENT, before=math.inf)

    def failed(self, now: float) -> None:
        """It did not answer, or with a fault of its own."""
        self._failures += 1
        if self._failures >= OPENS_AFTER:
            self._failures = 0  # counted anew when it is closed again, by whichever process
            self._signs.put(self._agreement, (SILENT,), now)

    def told_to_wait(self, error: Throttled, now: float) -> None:
        if error.retry_after:
            self._signs.put(self._agreement, (WAIT,), now + min(error.retry_after, LONGEST_WAIT))


def _waiting(signs: Mapping[str, Sign], now: float) -> Throttled | None:
    wait = signs.get(WAIT)
    if wait is None or not now < wait.at <= now + LONGEST_WAIT:  # further ahead: a clock was set back
        return None
    error = Throttled(status=429)
    error.retry_after = math.ceil(wait.at - now)
    return error
