"""The state of the connection to e-conomic, for the status page."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from econ_admin.gateway.circuit_breaker import RECOVERY_TIMEOUT
from econ_admin.gateway.rate_limit import Quota, RateLimiter
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.shared_flags import (
    CIRCUIT_OPENED,
    LAST_ANSWERED,
    RETRY_AT,
    TOKENS_REFUSED,
    FlagsUnavailable,
    SharedFlag,
)


@dataclass(frozen=True, slots=True)
class GatewayStatus:
    """Times are None if the event never happened or no longer applies. Values cover all processes unless noted."""

    last_answered: datetime | None
    """When e-conomic last answered."""
    circuit_opened: datetime | None
    """When the circuit breaker opened, if it is open."""
    tokens_refused: datetime | None
    """When e-conomic refused the tokens."""
    retries_at: datetime | None
    """When calls are allowed again, if they are blocked now."""
    quota: Quota | None
    """The latest quota."""
    active_calls: int
    """In this process."""
    max_concurrent_calls: int
    """In this process."""
    cached_responses: int
    """Of this agreement."""
    cached_bytes: int
    """Of this agreement."""
    cached_records: int
    """In this process."""


def build_status(session: GatewaySession, agreement: str, rate_limiter: RateLimiter, now: float) -> GatewayStatus:
    try:
        flags = session.shared_flags.get_flags(agreement)
    except FlagsUnavailable:
        flags = {}
    cached_responses, cached_bytes = session.response_cache.get_count_and_size(agreement)
    refused = flags.get(TOKENS_REFUSED)
    circuit_opened, retry_at, last_answered = flags.get(CIRCUIT_OPENED), flags.get(RETRY_AT), flags.get(LAST_ANSWERED)
    retry_times = [
        flag.at + delay
        for flag, delay in ((circuit_opened, RECOVERY_TIMEOUT), (retry_at, 0))
        if flag and flag.at + delay > now
    ]
    return GatewayStatus(
        last_answered=_flag_time(last_answered),
        circuit_opened=_flag_time(circuit_opened),
        tokens_refused=datetime.fromtimestamp(refused.first_at, UTC) if refused else None,
        retries_at=datetime.fromtimestamp(max(retry_times), UTC) if retry_times else None,
        quota=_select_quota(last_answered, rate_limiter),
        active_calls=rate_limiter.active_calls,
        max_concurrent_calls=rate_limiter.max_concurrent_calls,
        cached_responses=cached_responses,
        cached_bytes=cached_bytes,
        cached_records=len(session.record_cache),
    )


def _select_quota(last_answered: SharedFlag | None, rate_limiter: RateLimiter) -> Quota | None:
    """Returns the latest quota, whether this or another process received it."""
    if last_answered is None or (rate_limiter.latest_quota and rate_limiter.quota_received_at >= last_answered.at):
        return rate_limiter.latest_quota
    return Quota(**json.loads(last_answered.detail))


def _flag_time(flag: SharedFlag | None) -> datetime | None:
    return datetime.fromtimestamp(flag.at, UTC) if flag else None
