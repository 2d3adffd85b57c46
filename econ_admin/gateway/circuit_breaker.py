"""Stops calls to e-conomic after repeated failures, and while its Retry-After has not passed."""

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

FAILURE_THRESHOLD = 5  # consecutive failures in this process
RECOVERY_TIMEOUT = 10  # seconds until the next attempt
MAX_RETRY_AFTER = 60  # seconds; a longer Retry-After is cut to this


class CircuitBreaker:
    """The circuit breaker of one agreement in this process; a shared flag tells all processes whether it is open."""

    def __init__(self, flags: SharedFlags, agreement: str) -> None:
        self._flags = flags
        self._agreement = agreement
        self._consecutive_failures = 0

    def get_current_error(self, now: float) -> GatewayError | None:
        """Returns why calls fail at the moment; None if they do not."""
        flags = self._get_flags()
        if TOKENS_REFUSED in flags:
            return Unauthorised(status=401)
        return _rate_limit_error(flags, now) or (CircuitOpen() if CIRCUIT_OPENED in flags else None)

    def raise_if_open(self, now: float) -> Mapping[str, SharedFlag]:
        """Returns the agreement's shared flags if a call may be made now.

        Raises CircuitOpen while the circuit is open and RateLimited until Retry-After has passed.
        """
        flags = self._get_flags()
        if error := _rate_limit_error(flags, now):
            raise error
        if CIRCUIT_OPENED in flags:
            raise CircuitOpen
        return flags

    def claim_probe(self, now: float) -> bool:
        """Claims the one attempt to find out whether e-conomic is back. False if it is too early or another process
        claimed it."""
        try:
            flag = self._get_flags().get(CIRCUIT_OPENED)
            if flag is None or abs(now - flag.at) < RECOVERY_TIMEOUT:  # abs: the clock may have been set back
                return False
            return self._flags.compare_and_set(self._agreement, CIRCUIT_OPENED, flag.at, now)
        except FlagsUnavailable:
            return False

    def _get_flags(self) -> Mapping[str, SharedFlag]:
        """Returns the shared flags; if they are not available, those that this process set, if any."""
        try:
            return self._flags.get_flags(self._agreement)
        except FlagsUnavailable as error:
            return error.own_flags or {}

    def record_success(self) -> None:
        """Resets the failure count: e-conomic answered."""
        self._consecutive_failures = 0

    def close(self) -> None:
        """Closes the circuit for all processes: the probe was answered."""
        self._flags.clear_flag(self._agreement, CIRCUIT_OPENED, before=math.inf)

    def record_failure(self, now: float) -> None:
        """Counts a call without an answer or with a 5xx; opens the circuit at the threshold."""
        self._consecutive_failures += 1
        if self._consecutive_failures >= FAILURE_THRESHOLD:
            self._consecutive_failures = 0  # any process may close the circuit; then counting starts from 0
            self._flags.set_flags(self._agreement, (CIRCUIT_OPENED,), now)

    def record_retry_after(self, error: RateLimited, now: float) -> None:
        if error.retry_after:
            self._flags.set_flags(self._agreement, (RETRY_AT,), now + min(error.retry_after, MAX_RETRY_AFTER))


def _rate_limit_error(flags: Mapping[str, SharedFlag], now: float) -> RateLimited | None:
    flag = flags.get(RETRY_AT)
    if flag is None or not now < flag.at <= now + MAX_RETRY_AFTER:  # a later time means that the clock was set back
        return None
    return RateLimited.for_seconds(flag.at - now)
