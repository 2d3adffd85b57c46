"""Sends and receives JSON documents; every failure is raised as a GatewayError."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

import requests

from econ_admin.gateway.cache_policy import MAX_AGE_BY_NOUN, build_cache_key
from econ_admin.gateway.concurrency import before_waiting, is_pool_thread
from econ_admin.gateway.deadline import Deadline
from econ_admin.gateway.errors import GatewayError, UnexpectedResponse, Unreachable
from econ_admin.gateway.json_codec import Decodable, Decoder, Document, IgnoredBody, encode
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.rate_limit import SpareShare
from econ_admin.gateway.read_log import ReadLog
from econ_admin.gateway.reader import Reader
from econ_admin.gateway.request_options import RequestOptions
from econ_admin.gateway.requester import Requester
from econ_admin.gateway.retry_policy import RetryPolicy
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.status import GatewayStatus, build_status
from econ_admin.gateway.trail import Intent, Trail
from econ_admin.gateway.upstream import Upstream
from econ_admin.gateway.writer import Writer

R = TypeVar("R", bound=Decodable)
T = TypeVar("T")


def _no_guard() -> None:
    pass


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Transport:
    """Carries one person's requests to one agreement.

    `guard` is called in the calling thread before anything is sent, and may raise. A write goes through the trail and
    is sent once; only a person may decide to send it again, through `resend`.
    """

    def __init__(
        self,
        session: GatewaySession,
        upstream: Upstream,
        *,
        trail: Trail,
        person: str = "",
        guard: Callable[[], None] = _no_guard,
        clock: Callable[[], datetime] = _utc_now,
        retry_policy: RetryPolicy = RetryPolicy(),  # noqa: B008 - frozen
        read_log: ReadLog | None = None,
    ) -> None:
        self.upstream = upstream
        self.guard = guard
        self._session = session
        self._requester = Requester(session, upstream, retry_policy, clock, read_log or ReadLog())
        self._reader = Reader(self._requester)
        self._writer = Writer(self._requester, trail)
        self._person = person
        self._options = RequestOptions()
        self.rate_limiter = self._requester.rate_limiter

    def with_options(self, **changes: Any) -> Self:
        """Returns the same transport with other `RequestOptions`."""
        transport = copy(self)
        transport._options = replace(self._options, **changes)
        return transport

    @property
    def keeps_bytes(self) -> bool:
        return self._options.keeps_bytes

    def get(
        self,
        resource: ResourcePath,
        decoder: Decoder[T],
        params: Mapping[str, str | int] | None = None,
    ) -> T:
        """Returns the decoded record, from the cache or from e-conomic, as the options say. Raises GatewayError."""
        if not is_pool_thread():
            self.guard()
        return self._reader.get(resource, decoder, params or {}, self._options)

    def stream(self, resource: ResourcePath) -> requests.Response:
        """Requests a response that is not JSON, to be read in chunks and closed by the caller; never cached.

        The slot is released when the response begins, since a slow browser may be reading it.
        """
        before_waiting()
        if not is_pool_thread():
            self.guard()
        deadline = self._single_attempt_deadline()
        cache_key, headers = (
            # Asked for application/pdf, e-conomic answers 406.
            build_cache_key(self.upstream, resource),
            {"Accept": "*/*"},
        )
        with self._requester.acquire_slot(deadline) as entered:
            timeout = self._requester.get_timeouts(deadline)
            response, _ = self._requester.send(
                entered, "GET", resource, cache_key, timeout, headers=headers, stream=True
            )
        if response.status_code == 200:
            return response
        with response:
            try:
                raise self._requester.get_error(response) or UnexpectedResponse(
                    f"answered {response.status_code}, without a document"
                )
            except requests.RequestException as error:  # error bodies are streamed too
                raise Unreachable(type(error).__name__) from error

    def post(self, resource: ResourcePath, document: Document, record_type: type[R]) -> R:
        """Adds a document to a collection."""
        return self._write("POST", resource, encode(document), b"", record_type)

    def put(self, resource: ResourcePath, document: Document, record_type: type[R], before: bytes) -> R:
        """Replaces a whole document. `before` is for the trail."""
        return self._write("PUT", resource, encode(document), before, record_type)

    def patch(self, resource: ResourcePath, changes: list[Document], before: bytes) -> None:
        """Changes a document by JSON Patch, which e-conomic supports for a single property."""
        self._write("PATCH", resource, encode(changes), before, IgnoredBody)

    def delete(self, resource: ResourcePath, before: bytes) -> None:
        """Removes a document."""
        self._write("DELETE", resource, b"", before, IgnoredBody)
        self._session.evict(build_cache_key(self.upstream, resource))

    def resend(self, key: str, intent: Intent, record_type: type[R]) -> R:
        """Resends a write of unknown outcome: the same bytes with the same key, so that it is applied only once.

        e-conomic keeps a key for an hour; the caller checks that it is younger.
        """
        self.guard()
        return self._writer.resend(key, intent, record_type, self._single_attempt_deadline)

    def refresh(self) -> None:
        """Marks all cached data of the agreement stale, for every process."""
        self._session.shared_flags.set_flags(self.upstream.cache_id, MAX_AGE_BY_NOUN, self._requester.now())

    def get_server_time(self) -> datetime | None:
        """Returns what time it is at e-conomic; None if no response has arrived lately."""
        return self._session.get_server_clock(self.upstream).now()

    def get_last_change(self, noun: str) -> float | None:
        """Returns when the noun was last written or refreshed, for every process; None if nothing may be shown."""
        return self._reader.get_last_change(noun)

    def record_kept_read(self, read_at: float, error: GatewayError | None) -> None:
        """Records that data read at this time is shown, and why it is not newer."""
        read_log = self._requester.read_log
        read_log.record_read(read_at)
        if error:
            read_log.record_fallback(error)

    def get_spare_share(self) -> SpareShare:
        """Returns how many calls a read of many pages may make now, as far as this process knows."""
        return self.rate_limiter.get_spare_share(self._requester.now())

    def get_status(self) -> GatewayStatus:
        """Returns the state of the connection, as shared by all processes."""
        return build_status(self._session, self.upstream.cache_id, self.rate_limiter, self._requester.now())

    def _write(self, method: str, resource: ResourcePath, body: bytes, before: bytes, record_type: type[R]) -> R:
        self.guard()
        key = self._options.idempotency_key
        intent = Intent(self._person, resource.noun, resource.number, method, resource.path, body, before, key)
        return self._writer.write(intent, record_type, self._single_attempt_deadline())

    def _single_attempt_deadline(self) -> Deadline:
        """Returns the deadline of a call that is sent once. Raises Unreachable if the caller's deadline has passed."""
        seconds = self._requester.retry_policy.single_attempt_timeout
        deadline = self._options.deadline
        return Deadline(deadline.cap(seconds) if deadline else seconds)
