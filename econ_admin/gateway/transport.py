"""One conversation with e-conomic: JSON out, JSON in, and every failure as the GatewayError of its cause."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

import requests
from requests_cache.policy.expiration import DO_NOT_CACHE

from econ_admin.gateway.budget import budget_of
from econ_admin.gateway.caching import KEPT_FOR, GatewaySession
from econ_admin.gateway.deadline import Deadline
from econ_admin.gateway.errors import Forbidden, GatewayError, Throttled, Unauthorised, Unreachable, Unreadable
from econ_admin.gateway.origin import Upstream
from econ_admin.gateway.places import Place
from econ_admin.gateway.pool import inside_pool
from econ_admin.gateway.refusals import failure, log_id
from econ_admin.gateway.tokens import AGREEMENT_HEADER
from econ_admin.gateway.trail import Intent, Outcome, Trail
from econ_admin.gateway.wire import Document, Nothing, Readable, encode

TIMEOUT = (3, 30)  # seconds to connect, and between two signs of life; production clients of others use 10 and 30

R = TypeVar("R", bound=Readable)


def _unguarded() -> None:
    pass


def _now() -> datetime:
    return datetime.now(UTC)


class Transport:
    """Carries one person's requests to one agreement.

    `guard` is called in the calling thread before anything is sent, and may raise. A write goes through the
    trail and is sent once: whether to send it again is for a person to decide, by `again`.
    """

    def __init__(
        self,
        session: GatewaySession,
        upstream: Upstream,
        *,
        trail: Trail,
        person: str = "",
        guard: Callable[[], None] = _unguarded,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.upstream = upstream
        self.guard = guard
        self.budget = budget_of(upstream.cache_id)
        self._session = session
        self._trail = trail
        self._person = person
        self._clock = clock
        self._deadline: Deadline | None = None
        self._key = ""

    @contextmanager
    def within(self, deadline: Deadline) -> Iterator[None]:
        """All calls of this block share the time of `deadline`, those side by side too."""
        outer, self._deadline = self._deadline, deadline
        try:
            yield
        finally:
            self._deadline = outer

    @contextmanager
    def keyed(self, key: str) -> Iterator[None]:
        """The write of this block goes by a key that the caller has kept: it can be found even if this process dies."""
        self._key = key
        try:
            yield
        finally:
            self._key = ""

    def get(self, place: Place, record: type[R], params: Mapping[str, str | int] | None = None) -> R:
        """What stands there, read as a record."""
        if not inside_pool():
            self.guard()
        with self.budget.turn():
            response = self._send("GET", place, self._timeout(), params=params)
        try:
            return self._understood(response, record)
        except Unreadable:
            self._session.forget(response)
            raise

    def stream(self, place: Place) -> requests.Response:
        """An answer that is no JSON, to be read piece by piece and closed by the caller; never kept.

        The turn is over when the answer begins: how quickly it is read is up to somebody's browser.
        """
        if not inside_pool():
            self.guard()
        with self.budget.turn():
            response = self._send("GET", place, self._timeout(), streamed=True)
        if response.status_code == 200:
            return response
        with response:
            try:
                raise self._failure(response) or Unreadable(f"answered {response.status_code}, without a document")
            except requests.RequestException as error:  # what went wrong is told in pieces too
                raise Unreachable(type(error).__name__) from error

    def post(self, place: Place, document: Document, record: type[R]) -> R:
        """Add a document to a collection."""
        return self._write("POST", place, encode(document), b"", record)

    def put(self, place: Place, document: Document, record: type[R], before: bytes) -> R:
        """Replace a document, all of it. `before` is for the trail."""
        return self._write("PUT", place, encode(document), before, record)

    def patch(self, place: Place, changes: list[Document], before: bytes) -> None:
        """Change a document by JSON Patch, which e-conomic takes for one property in all."""
        self._write("PATCH", place, encode(changes), before, Nothing)

    def delete(self, place: Place, before: bytes) -> None:
        """Remove a document."""
        self._write("DELETE", place, b"", before, Nothing)

    def again(self, key: str, intent: Intent, record: type[R]) -> R:
        """Send a write of unknown outcome again: the same bytes with the same key, so that it is done once.

        e-conomic keeps a key for an hour. The caller sees to it that the key is younger.
        """
        self.guard()
        with self.budget.turn():
            return self._attempt(key, intent, record, self._timeout(), again=True)

    def _write(self, method: str, place: Place, body: bytes, before: bytes, record: type[R]) -> R:
        self.guard()
        with self.budget.turn():
            timeout = self._timeout()
            intent = Intent(self._person, place.noun, place.number, method, place.path, body, before, self._key)
            return self._attempt(self._trail.begin(intent), intent, record, timeout)

    def _attempt(
        self, key: str, intent: Intent, record: type[R], timeout: tuple[float, float], *, again: bool = False
    ) -> R:
        """Any 2xx or 4xx settles it; anything else leaves the outcome unknown.

        A second attempt that is turned away at the door tells nothing of the first.
        """
        place = Place(intent.noun, intent.path, intent.number)
        body, support_id = b"", ""
        try:
            response = self._send(intent.method, place, timeout, body=intent.body, key=key)
            body, support_id = response.content, log_id(response.headers, response.content)
            answer = self._understood(response, record, writing=True)
        except GatewayError as error:
            error.key = key
            error.doubtful |= again and isinstance(error, Throttled | Unauthorised | Forbidden)
            self._trail.end(key, Outcome(None if error.doubtful else error.status, body, support_id))
            raise
        self._trail.end(key, Outcome(response.status_code, body, support_id))
        return answer

    def _send(
        self,
        method: str,
        place: Place,
        timeout: tuple[float, float],
        *,
        params: Mapping[str, str | int] | None = None,
        body: bytes = b"",
        key: str = "",
        streamed: bool = False,
    ) -> requests.Response:
        """One request and its answer, whatever it says. Raises Unreachable."""
        headers = {AGREEMENT_HEADER: f"{self.upstream.cache_id}.{place.noun}"}
        if body:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        if streamed:
            headers["Accept"] = "*/*"  # asked for application/pdf, e-conomic answers 406
        reading = method == "GET"
        try:
            response = self._session.request(
                method,
                self.upstream.address(place.path),
                params=params,
                data=body or None,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
                expire_after=DO_NOT_CACHE if streamed else KEPT_FOR.get(place.noun) if reading else None,
                stream=streamed,
            )
        except requests.RequestException as error:
            raise Unreachable(type(error).__name__, doubtful=not reading) from error
        if not response.from_cache:
            self.budget.note(response.headers)
        return response

    def _timeout(self) -> tuple[float, float]:
        """What a call may take. Raises Unreachable where a deadline has passed: then nothing is begun."""
        connect, read = TIMEOUT
        return (self._deadline.of(connect), self._deadline.of(read)) if self._deadline else TIMEOUT

    def _understood(self, response: requests.Response, record: type[R], *, writing: bool = False) -> R:
        """What the answer says. Raises what it means, if that is a failure."""
        if error := self._failure(response, writing=writing):
            raise error
        try:
            return record.read(response.content)
        except Unreadable as unreadable:
            unreadable.doubtful = writing
            raise

    def _failure(self, response: requests.Response, *, writing: bool = False) -> GatewayError | None:
        return failure(response.status_code, response.headers, response.content, writing=writing, now=self._clock())
