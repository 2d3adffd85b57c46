"""One conversation with e-conomic: JSON out, JSON in, and every failure as the GatewayError of its cause."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import requests

from econ_admin.gateway.caching import FRESH_FOR, MAKES_OLD, cache_key
from econ_admin.gateway.deadline import Deadline
from econ_admin.gateway.errors import Forbidden, GatewayError, Throttled, Unauthorised, Unreachable, Unreadable
from econ_admin.gateway.origin import Upstream
from econ_admin.gateway.patience import Patience
from econ_admin.gateway.places import Place
from econ_admin.gateway.pool import inside_pool, must_not_wait
from econ_admin.gateway.reading import Reader
from econ_admin.gateway.refusals import failure, log_id
from econ_admin.gateway.sending import Sender
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.signs import Sign
from econ_admin.gateway.standing import Standing
from econ_admin.gateway.state import State, state_of
from econ_admin.gateway.trail import Intent, Outcome, Trail
from econ_admin.gateway.wire import Document, Nothing, Readable, Reads, encode

R = TypeVar("R", bound=Readable)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Manner:
    """How something is read."""

    anew: bool
    """e-conomic is asked, whatever is kept."""
    keep: bool = True


_manner: ContextVar[Manner | None] = ContextVar("_manner", default=None)


@contextmanager
def _reading(manner: Manner) -> Iterator[None]:
    """In this thread, and in those that it sends its calls to: another's block is another's."""
    outer = _manner.set(manner)
    try:
        yield
    finally:
        _manner.reset(outer)


def _unguarded() -> None:
    pass


def _now() -> datetime:
    return datetime.now(UTC)


class Transport:
    """Carries one person's requests to one agreement.

    `guard` is called in the calling thread before anything is sent, and may raise. With `anew` every read asks
    e-conomic, whatever is kept (reference lists aside). A write goes through the trail and is sent once: whether to
    send it again is for a person to decide, by `again`.
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
        patience: Patience = Patience(),  # noqa: B008 - frozen
        standing: Standing | None = None,
        anew: bool = False,
    ) -> None:
        self.upstream = upstream
        self.guard = guard
        self._session = session
        self._sender = Sender(session, upstream, patience, clock, standing or Standing())
        self._reader = Reader(self._sender, self._understood)
        self._trail = trail
        self._person = person
        self._clock = clock
        self._manner = Manner(anew)
        self._deadline: Deadline | None = None
        self._key = ""
        self.budget = self._sender.budget

    @contextmanager
    def within(self, deadline: Deadline) -> Iterator[None]:
        """All calls of this block share the time of `deadline`, those side by side too."""
        outer, self._deadline = self._deadline, deadline
        try:
            yield
        finally:
            self._deadline = outer

    @contextmanager
    def afresh(self, *, keep: bool = True) -> Iterator[None]:
        """All reads of this block ask e-conomic, reference lists aside: for what is about to be changed.

        Where it does not answer, nothing stands in. What is read in passing need not be kept.
        """
        with _reading(Manner(anew=True, keep=keep)):
            yield

    @contextmanager
    def at_hand(self) -> Iterator[None]:
        """What is kept will do for the reads of this block, though the request changes something: lists to choose from,
        what stands around a form that is shown again.
        """
        with _reading(Manner(anew=False)):
            yield

    @contextmanager
    def keyed(self, key: str) -> Iterator[None]:
        """The write of this block goes by a key that the caller has kept: it can be found even if this process dies."""
        self._key = key
        try:
            yield
        finally:
            self._key = ""

    def get(
        self, place: Place, reads: Reads[T], params: Mapping[str, str | int] | None = None, *, slowly: bool = False
    ) -> T:
        """What stands there, read as a record: kept and fresh, or asked for, or kept and said to be old.

        `slowly` is for all but the first call of a long read: it waits where the limit is near.
        """
        if not inside_pool():
            self.guard()
        manner = _manner.get() or self._manner
        return self._reader.get(
            place, reads, params or {}, self._deadline, anew=manner.anew, keep=manner.keep, slowly=slowly
        )

    def stream(self, place: Place) -> requests.Response:
        """An answer that is no JSON, to be read piece by piece and closed by the caller; never kept.

        The turn is over when the answer begins: how quickly it is read is up to somebody's browser.
        """
        must_not_wait()
        if not inside_pool():
            self.guard()
        deadline = self._time()
        key, headers = cache_key(self.upstream, place), {"Accept": "*/*"}  # asked for a PDF, e-conomic answers 406
        with self._sender.turn(deadline) as entered:
            timeout = self._sender.timeout(deadline)
            response, _ = self._sender.send(entered, "GET", place, key, timeout, headers=headers, streamed=True)
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
        self._session.forget(cache_key(self.upstream, place))

    def again(self, key: str, intent: Intent, record: type[R]) -> R:
        """Send a write of unknown outcome again: the same bytes with the same key, so that it is done once.

        e-conomic keeps a key for an hour. The caller sees to it that the key is younger.
        """
        must_not_wait()
        self.guard()
        try:
            deadline = self._time()
            with self._sender.turn(deadline) as entered:
                return self._attempt(entered, key, intent, record, self._sender.timeout(deadline), again=True)
        except GatewayError as error:
            if not error.key:  # nothing was sent this time: what became of the first time is as unknown as before
                error.key, error.doubtful = key, True
            raise

    def refresh(self) -> None:
        """Everything that is kept of the agreement is old from now on, for all processes."""
        self._session.signs.put(self.upstream.cache_id, FRESH_FOR, self._sender.now())

    def state(self) -> State:
        """How things stand, as all processes know it."""
        return state_of(self._session, self.upstream.cache_id, self.budget, self._sender.now())

    def _write(self, method: str, place: Place, body: bytes, before: bytes, record: type[R]) -> R:
        must_not_wait()  # what is begun twice must not be a write
        self.guard()
        deadline = self._time()
        with self._sender.turn(deadline) as entered:
            timeout = self._sender.timeout(deadline)
            intent = Intent(self._person, place.noun, place.number, method, place.path, body, before, self._key)
            return self._attempt(entered, self._trail.begin(intent), intent, record, timeout)

    def _attempt(
        self,
        entered: Mapping[str, Sign],
        key: str,
        intent: Intent,
        record: type[R],
        timeout: tuple[float, float],
        *,
        again: bool = False,
    ) -> R:
        """Any 2xx or 4xx settles it; anything else leaves the outcome unknown.

        A second attempt that is turned away at the door tells nothing of the first.
        """
        body, support_id = b"", ""
        self._make_old(intent.noun)
        try:
            response = self._sent(entered, key, intent, timeout)
            body, support_id = response.content, log_id(response.headers, response.content)
            answer = self._understood(response, record.read, writing=True)
        except GatewayError as error:
            error.key = key
            error.doubtful |= again and isinstance(error, Throttled | Unauthorised | Forbidden)
            self._trail.end(key, Outcome(None if error.doubtful else error.status, body, support_id))
            raise
        finally:
            self._make_old(intent.noun)  # what was asked for meanwhile may be from before
        self._trail.end(key, Outcome(response.status_code, body, support_id))
        return answer

    def _sent(
        self, entered: Mapping[str, Sign], key: str, intent: Intent, timeout: tuple[float, float]
    ) -> requests.Response:
        place = Place(intent.noun, intent.path, intent.number)
        headers = {"Idempotency-Key": key} | ({"Content-Type": "application/json"} if intent.body else {})
        response, _ = self._sender.send(
            entered,
            intent.method,
            place,
            cache_key(self.upstream, place),
            timeout,
            body=intent.body,
            headers=headers,
        )
        return response

    def _make_old(self, noun: str) -> None:
        """What is kept of these nouns was asked for before a change, for all processes."""
        nouns = MAKES_OLD.get(noun, (noun,))
        self._session.signs.put(self.upstream.cache_id, nouns, self._sender.now())

    def _time(self) -> Deadline:
        """What a call may take that is sent once. Raises Unreachable where a deadline has passed: nothing is begun."""
        seconds = self._sender.patience.once
        return Deadline(self._deadline.of(seconds) if self._deadline else seconds)

    def _understood(self, response: requests.Response, read: Callable[[bytes], T], *, writing: bool = False) -> T:
        """What the answer says. Raises what it means, if that is a failure."""
        if error := self._failure(response, writing=writing):
            raise error
        try:
            return read(response.content)
        except Unreadable as unreadable:
            unreadable.doubtful = writing
            raise

    def _failure(self, response: requests.Response, *, writing: bool = False) -> GatewayError | None:
        return failure(response.status_code, response.headers, response.content, writing=writing, now=self._clock())
