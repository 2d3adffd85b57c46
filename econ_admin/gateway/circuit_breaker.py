"""When e-conomic is not to be asked: after it was silent too often, and while it has told us to wait."""

import math
from collections.abc import Mapping

from econ_admin.gateway.errors import CircuitOpen, GatewayError, RateLimited, Unauthorised
from econ_admin.gateway.shared_flags import (
    CIRCUIT_OPENED,
    RETRY_AT,
    TOKENS_REFUSED,
    FlagsUnavailable,
    SharedFlag,
    SharedFlags,
)

FAILURE_THRESHOLD = 5  # failures of this process in a row, with no answer between them
RECOVERY_TIMEOUT = 10  # seconds before it is tried again
MAX_RETRY_AFTER = 60  # seconds: a Retry-After beyond that is not believed


class CircuitBreaker:
    """One agreement's in this process; whether it is open is known to all processes, by a sign."""

    def __init__(self, flags: SharedFlags, agreement: str) -> None:
        self._flags = flags
        self._agreement = agreement
        self._consecutive_failures = 0

    def get_current_error(self, now: float) -> GatewayError | None:
        """Why nothing can be had just now; None while all is well."""
        try:
            flags = self._flags.get_flags(self._agreement)
        except FlagsUnavailable:
            return None
        if TOKENS_REFUSED in flags:
            return Unauthorised(status=401)
        return _rate_limit_error(flags, now) or (CircuitOpen() if CIRCUIT_OPENED in flags else None)

    def raise_if_open(self, now: float) -> Mapping[str, SharedFlag]:
        """The signs, where a call may be made now.

        Raises CircuitOpen where the circuit is open, and RateLimited where we were told to wait.
        """
        try:
            flags = self._flags.get_flags(self._agreement)
        except FlagsUnavailable:
            return {}
        if error := _rate_limit_error(flags, now):
            raise error
        if CIRCUIT_OPENED in flags:
            raise CircuitOpen
        return flags

    def claim_probe(self, now: float) -> bool:
        """Whether it is time to try again, and nobody else, in any process, does."""
        try:
            flag = self._flags.get_flags(self._agreement).get(CIRCUIT_OPENED)
            if flag is None or abs(now - flag.at) < RECOVERY_TIMEOUT:  # a clock may have been set back
                return False
            return self._flags.compare_and_set(self._agreement, CIRCUIT_OPENED, flag.at, now)
        except FlagsUnavailable:
            return False

    def record_success(self) -> None:
        """e-conomic answered a call."""
        self._consecutive_failures = 0

    def close(self) -> None:
        """It answered the one call that tried."""
        self._flags.clear_flag(self._agreement, CIRCUIT_OPENED, before=math.inf)

    def record_failure(self, now: float) -> None:
        """It did not answer, or with a fault of its own."""
        self._consecutive_failures += 1
        if self._consecutive_failures >= FAILURE_THRESHOLD:
            self._consecutive_failures = 0  # counted anew when it is closed again, by whichever process
            self._flags.set_flags(self._agreement, (CIRCUIT_OPENED,), now)

    def record_retry_after(self, error: RateLimited, now: float) -> None:
        if error.retry_after:
            self._flags.set_flags(self._agreement, (RETRY_AT,), now + min(error.retry_after, MAX_RETRY_AFTER))


def _rate_limit_error(flags: Mapping[str, SharedFlag], now: float) -> RateLimited | None:
    flag = flags.get(RETRY_AT)
    if flag is None or not now < flag.at <= now + MAX_RETRY_AFTER:  # further ahead: a clock was set back
        return None
    error = RateLimited(status=429)
    error.retry_after = math.ceil(flag.at - now)
    return error
