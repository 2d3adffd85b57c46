"""One conversation with e-conomic: JSON out, JSON in, and every failure as the GatewayError of its cause."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import requests

from econ_admin.gateway.cache_policy import FRESH_FOR, cache_key
from econ_admin.gateway.concurrency import inside_pool, must_not_wait
from econ_admin.gateway.deadline import Deadline
from econ_admin.gateway.errors import Unreachable, Unreadable
from econ_admin.gateway.json_codec import Document, Nothing, Readable, Reads, encode
from econ_admin.gateway.paths import Place
from econ_admin.gateway.read_log import Standing
from econ_admin.gateway.reader import Reader
from econ_admin.gateway.requester import Sender
from econ_admin.gateway.retry_policy import Patience
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.status import State, state_of
from econ_admin.gateway.trail import Intent, Trail
from econ_admin.gateway.upstream import Upstream
from econ_admin.gateway.writer import Writer

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
        self._reader = Reader(self._sender)
        self._writer = Writer(self._sender, trail)
        self._person = person
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
                raise self._sender.failure(response) or Unreadable(
                    f"answered {response.status_code}, without a document"
                )
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
        self.guard()
        return self._writer.again(key, intent, record, self._time)

    def refresh(self) -> None:
        """Everything that is kept of the agreement is old from now on, for all processes."""
        self._session.signs.put(self.upstream.cache_id, FRESH_FOR, self._sender.now())

    def state(self) -> State:
        """How things stand, as all processes know it."""
        return state_of(self._session, self.upstream.cache_id, self.budget, self._sender.now())

    def _write(self, method: str, place: Place, body: bytes, before: bytes, record: type[R]) -> R:
        self.guard()
        intent = Intent(self._person, place.noun, place.number, method, place.path, body, before, self._key)
        return self._writer.write(intent, record, self._time())

    def _time(self) -> Deadline:
        """What a call may take that is sent once. Raises Unreachable where a deadline has passed: nothing is begun."""
        seconds = self._sender.patience.once
        return Deadline(self._deadline.of(seconds) if self._deadline else seconds)
