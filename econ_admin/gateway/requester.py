"""Sends single HTTP requests, subject to the concurrency limit, the deadline and the circuit breaker."""

import json
import logging
import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TypeVar

import requests

from econ_admin.gateway import concurrency
from econ_admin.gateway.bounded_adapter import TooLarge
from econ_admin.gateway.cache_policy import build_cache_key
from econ_admin.gateway.deadline import Deadline
from econ_admin.gateway.error_mapping import get_log_id, map_response_error
from econ_admin.gateway.errors import CircuitOpen, GatewayError, RateLimited, UnexpectedResponse, Unreachable
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.rate_limit import Quota, get_rate_limiter
from econ_admin.gateway.read_log import ReadLog, UpstreamCall
from econ_admin.gateway.retry_policy import RetryPolicy
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.shared_flags import LAST_ANSWERED, TOKENS_REFUSED, SharedFlag
from econ_admin.gateway.upstream import Upstream

T = TypeVar("T")

logger = logging.getLogger(__name__)

PROBE_RESOURCE = ResourcePath("self", "self")  # the cheapest request
SLOW_CALL = 2.0  # seconds; longer calls are logged


class Requester:
    """Sends one person's requests to one agreement, and records what each response says about e-conomic's state."""

    def __init__(
        self,
        session: GatewaySession,
        upstream: Upstream,
        retry_policy: RetryPolicy,
        clock: Callable[[], datetime],
        read_log: ReadLog,
    ) -> None:
        self.session = session
        self.upstream = upstream
        self.retry_policy = retry_policy
        self.rate_limiter = get_rate_limiter(upstream.cache_id)
        self.circuit_breaker = session.get_circuit_breaker(upstream.cache_id)
        self.read_log = read_log
        read_log.find_current_error = lambda: self.circuit_breaker.get_current_error(self.now())
        self._clock = clock

    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock().timestamp()

    @contextmanager
    def acquire_slot(self, deadline: Deadline) -> Iterator[Mapping[str, SharedFlag]]:
        """Holds a slot for one call and yields the agreement's shared flags.

        Near the rate limit it waits first. Raises Unreachable if no slot becomes free before the deadline, CircuitOpen
        or RateLimited if no call may be made now. In each case nothing was sent.
        """
        with self.rate_limiter.acquire_slot(deadline.remaining):
            try:
                flags = self.circuit_breaker.raise_if_open(self.now())
            except CircuitOpen:
                if self.circuit_breaker.claim_probe(self.now()):
                    concurrency.run_in_background(self._probe)
                raise
            self._adopt_shared_quota(flags)
            with self._count_call() as active_calls:
                self._wait_for_room(deadline, active_calls)
                yield flags

    def _count_call(self) -> AbstractContextManager[int]:
        """Counts the call with those of other processes, if there is a limit to keep to."""
        return (
            self.session.call_count.count(self.upstream.cache_id)
            if self.rate_limiter.has_limit
            else nullcontext(0)
        )  # fmt: skip

    def _adopt_shared_quota(self, flags: Mapping[str, SharedFlag]) -> None:
        """Learns from other processes how much of the rate limit is used."""
        answered = flags.get(LAST_ANSWERED)
        if answered and answered.detail and answered.at > self.rate_limiter.quota_received_at:
            self.rate_limiter.adopt_quota(Quota(**json.loads(answered.detail)), answered.at)

    def _wait_for_room(self, deadline: Deadline, active_calls: int) -> None:
        """Waits until a call fits into the rate limit. Raises RateLimited if that is after the deadline."""
        delay = self.rate_limiter.get_delay(self.now(), active_calls)
        if not delay:
            return
        if delay >= deadline.remaining:
            raise RateLimited.for_seconds(delay)
        self.retry_policy.sleep(delay)

    def _probe(self) -> None:
        """Sends the call that finds out whether e-conomic is back. Runs in the background."""
        timeout = self.get_timeouts(Deadline(self.retry_policy.read_budget_with_cached))
        with suppress(Unreachable):
            response, _ = self.send({}, "GET", PROBE_RESOURCE, build_cache_key(self.upstream, PROBE_RESOURCE), timeout)
            if response.status_code < 500:
                self.circuit_breaker.close()

    def wait_for_quota(self) -> None:
        """Waits between two calls of a long read when the rate limit is near."""
        if pause := self.rate_limiter.get_pause():
            self.retry_policy.sleep(pause)

    def get_timeouts(self, deadline: Deadline) -> tuple[float, float]:
        """Returns the timeouts of a call, in seconds: to connect, and in total.

        Raises Unreachable if no time is left, so call it before anything is sent.
        """
        return deadline.cap(self.retry_policy.connect_timeout), deadline.cap(self.retry_policy.read_timeout)

    def send(
        self,
        flags: Mapping[str, SharedFlag],
        method: str,
        resource: ResourcePath,
        key: str,
        timeout: tuple[float, float],
        *,
        params: Mapping[str, str | int] | None = None,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        cache_for: timedelta | None = None,
        stream: bool = False,
    ) -> tuple[requests.Response, float]:
        """Sends a request. Returns the response and when it was requested (seconds since 1970).

        Raises Unreachable and UnexpectedResponse.
        """
        requested_at, started = self.now(), time.perf_counter()
        try:
            response = self.session.send_request(
                method,
                self.upstream.build_url(resource.path),
                key,
                requested_at,
                cache_for,
                params=params,
                data=body or None,
                headers=dict(headers or {}),
                timeout=timeout,
                stream=stream,
            )
        except TooLarge as error:
            raise UnexpectedResponse(str(error), outcome_unknown=method != "GET") from error
        except requests.RequestException as error:
            self.circuit_breaker.record_failure(self.now())
            raise Unreachable(type(error).__name__, outcome_unknown=method != "GET") from error
        finally:
            finished = time.perf_counter()
            self.read_log.calls.append(UpstreamCall(started, finished))
        self._record_response(response, flags)
        if finished - started > SLOW_CALL:
            log_id = get_log_id(response.headers, b"" if stream else response.content)
            logger.warning("slow call: %s %s took %.1f s %s", method, resource.path, finished - started, log_id)
        return response, requested_at

    def _record_response(self, response: requests.Response, flags: Mapping[str, SharedFlag]) -> None:
        """Records the state of e-conomic that the response shows, for all processes."""
        self.session.get_server_clock(self.upstream).record(response.headers.get("Date"))
        now, agreement, shared_flags = self.now(), self.upstream.cache_id, self.session.shared_flags
        self.rate_limiter.record_quota(response.headers, now)
        if response.status_code >= 500:
            self.circuit_breaker.record_failure(now)
            return
        self.circuit_breaker.record_success()
        match response.status_code:
            case 401:
                refused_before = flags.get(TOKENS_REFUSED)
                since = refused_before.first_at if refused_before else now
                shared_flags.set_flags(agreement, (TOKENS_REFUSED,), now, repr(since))
                return
            case 429:
                error = map_response_error(429, response.headers, b"", is_write=False, now=self._clock())
                if isinstance(error, RateLimited):
                    self.circuit_breaker.record_retry_after(error, now)
        # Other responses may come from a proxy that does not check the tokens.
        if TOKENS_REFUSED in flags and response.status_code < 300:
            shared_flags.clear_flag(
                agreement, TOKENS_REFUSED, before=math.nextafter(flags[TOKENS_REFUSED].at, math.inf)
            )
        if self.rate_limiter.should_share_quota(now):
            shared_flags.set_flags(
                agreement, (LAST_ANSWERED,), now, json.dumps(asdict(self.rate_limiter.latest_quota or Quota()))
            )

    def decode_response(
        self, response: requests.Response, decode: Callable[[bytes], T], *, is_write: bool = False
    ) -> T:
        """Decodes a response. Raises the GatewayError that it stands for."""
        if error := self.get_error(response, is_write=is_write):
            raise error
        try:
            return decode(response.content)
        except UnexpectedResponse as unexpected:
            unexpected.outcome_unknown = is_write
            raise

    def get_error(self, response: requests.Response, *, is_write: bool = False) -> GatewayError | None:
        """Returns the error that a response stands for, if any."""
        return map_response_error(
            response.status_code, response.headers, response.content, is_write=is_write, now=self._clock()
        )
