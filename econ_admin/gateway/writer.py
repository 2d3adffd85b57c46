"""Sends writes once: records intent and outcome in the trail and marks cached data stale for all processes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

import requests

from econ_admin.gateway.cache_policy import INVALIDATED_NOUNS, build_cache_key
from econ_admin.gateway.concurrency import before_waiting
from econ_admin.gateway.deadline import Deadline
from econ_admin.gateway.error_mapping import get_log_id
from econ_admin.gateway.errors import Forbidden, GatewayError, RateLimited, Unauthorised
from econ_admin.gateway.json_codec import Decodable
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.requester import Requester
from econ_admin.gateway.shared_flags import SharedFlag
from econ_admin.gateway.trail import Intent, Outcome, Trail

R = TypeVar("R", bound=Decodable)


class Writer:
    """Performs the writes of one person's request."""

    def __init__(self, requester: Requester, trail: Trail) -> None:
        self._requester = requester
        self._trail = trail

    def write(self, intent: Intent, record_type: type[R], deadline: Deadline) -> R:
        """Sends a write and returns the decoded response. Uses the intent's idempotency key if it has one."""
        before_waiting()
        with self._requester.acquire_slot(deadline) as flags:
            timeout = self._requester.get_timeouts(deadline)
            server_clock = self._requester.session.get_server_clock(self._requester.upstream)
            intent = replace(intent, server_time=server_clock.now())
            return self._send_and_record(flags, self._trail.begin(intent), intent, record_type, timeout)

    def resend(self, key: str, intent: Intent, record_type: type[R], get_deadline: Callable[[], Deadline]) -> R:
        """Resends the same bytes with the same key. If nothing can be sent, the outcome stays unknown."""
        before_waiting()
        try:
            deadline = get_deadline()
            with self._requester.acquire_slot(deadline) as flags:
                return self._send_and_record(
                    flags, key, intent, record_type, self._requester.get_timeouts(deadline), is_resend=True
                )
        except GatewayError as error:
            # Nothing was sent this time, so the first attempt's outcome is still unknown.
            if not error.idempotency_key:
                error.idempotency_key, error.outcome_unknown = key, True
            raise

    def _send_and_record(
        self,
        flags: Mapping[str, SharedFlag],
        key: str,
        intent: Intent,
        record_type: type[R],
        timeout: tuple[float, float],
        *,
        is_resend: bool = False,
    ) -> R:
        """Sends the write and records its outcome: definite after any 2xx or 4xx, otherwise unknown.

        A resend that is refused with 401, 403 or 429 says nothing about the first attempt.
        """
        body, log_id = b"", ""
        self._mark_stale(intent.noun)
        try:
            response = self._send(flags, key, intent, timeout)
            body, log_id = response.content, get_log_id(response.headers, response.content)
            result = self._requester.decode_response(response, record_type.decode, is_write=True)
        except GatewayError as error:
            error.idempotency_key = key
            error.outcome_unknown |= is_resend and isinstance(error, RateLimited | Unauthorised | Forbidden)
            self._trail.end(key, Outcome(None if error.outcome_unknown else error.status, body, log_id))
            raise
        finally:
            self._mark_stale(intent.noun)  # concurrent reads may have returned the old version
        self._trail.end(key, Outcome(response.status_code, body, log_id))
        return result

    def _send(
        self, flags: Mapping[str, SharedFlag], key: str, intent: Intent, timeout: tuple[float, float]
    ) -> requests.Response:
        resource = ResourcePath(intent.noun, intent.path, intent.number)
        self._requester.read_log.has_sent_write = True
        headers = {"Idempotency-Key": key} | ({"Content-Type": "application/json"} if intent.body else {})
        response, _ = self._requester.send(
            flags,
            intent.method,
            resource,
            build_cache_key(self._requester.upstream, resource),
            timeout,
            body=intent.body,
            headers=headers,
        )
        return response

    def _mark_stale(self, noun: str) -> None:
        """Marks cached data of the noun and its dependents stale, for all processes."""
        nouns = INVALIDATED_NOUNS.get(noun, (noun,))
        self._requester.session.shared_flags.set_flags(self._requester.upstream.cache_id, nouns, self._requester.now())
