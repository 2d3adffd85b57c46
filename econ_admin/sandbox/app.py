"""The sandbox: a small e-conomic as one WSGI object."""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Request, Response

from econ_admin.sandbox import authentication
from econ_admin.sandbox.balances import reached
from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.control_api import BELOW, steer
from econ_admin.sandbox.dispatch import Answering, root_of
from econ_admin.sandbox.endpoints import COLLECTIONS
from econ_admin.sandbox.error_responses import Refusal
from econ_admin.sandbox.faults import Exchange, Fault, Handles
from econ_admin.sandbox.rate_limit import GENEROUS, Rate, Spent, cost_of, pair_of, throttled
from econ_admin.sandbox.repository import encode
from econ_admin.sandbox.schema_endpoint import published
from econ_admin.sandbox.seed import documents
from econ_admin.sandbox.silence import hang_up, wait
from econ_admin.sandbox.store import Store
from econ_admin.sandbox.wrong import went_wrong

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Seed = Callable[[int, date], Iterable[tuple[str, Document]]]
Clock = Callable[[], datetime]
HOME = "https://sandbox.invalid"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a test was told."""

    status: int
    headers: Headers
    body: bytes

    def json(self) -> Any:
        """The body read, amounts as Decimal with the scale they came with."""
        return json.loads(self.body, parse_float=Decimal)


def _begun(seed: Seed, size: int, day: date) -> Iterator[tuple[str, Document]]:
    """The seed, and up to which day it tells."""
    yield from seed(size, day)
    yield reached(day)


class Sandbox:
    """Answers as e-conomic does, from a store that is seeded where it is new.

    Several objects, in several processes, may share one store.
    """

    def __init__(
        self,
        path: Path,
        size: int = 2000,
        day: date | None = None,
        clock: Clock | None = None,
        *,
        handles: bool = False,
        latency: float = 0.0,
        rate: Rate = GENEROUS,
        seed: Seed = documents,
    ) -> None:
        """`day` is what the seed takes for today, by default the clock's own; `latency` in seconds."""
        self._clock = clock or (lambda: datetime.now(UTC))
        self._served = handles
        self._latency = latency
        self._rate = rate
        self._store = Store(path, COLLECTIONS, lambda: _begun(seed, size, day or self._clock().date()))
        self._handles = Handles(path.with_name(f"{path.stem}-handles{path.suffix}"))
        self._answering = Answering(self._store)
        self._store.prepare()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        if self._served and request.path.startswith(BELOW):
            return steer(self, request)(environ, start_response)
        return self._exchange(request)(environ, start_response)

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """One exchange with the tokens that may read and write, unless headers are given."""
        known = Headers(
            {authentication.SECRET: authentication.READ_WRITE, authentication.GRANT: authentication.READ_WRITE}
            if headers is None
            else headers
        )
        sent = body if body is None or isinstance(body, bytes) else encode(body)
        builder = EnvironBuilder(method=method, base_url=HOME, path=path, data=sent, headers=known)
        if sent is not None and "Content-Type" not in builder.headers:
            builder.headers["Content-Type"] = "application/json"
        parts, status, answered = run_wsgi_app(self, builder.get_environ(), buffered=True)
        return Answer(int(status[:3]), answered, b"".join(parts))

    def fault(self, method: str, path: str, fault: str, times: int = 1) -> None:
        """Let the next `times` exchanges there go wrong. Raises ValueError for an unknown fault."""
        self._handles.fault(method, path, fault, times)

    def log(self) -> list[Exchange]:
        """The latest exchanges, the oldest first."""
        return self._handles.log()

    def advance(self, seconds: float) -> None:
        """Move the clock of the store, for all who share it."""
        self._handles.advance(seconds)

    def now(self) -> datetime:
        """The time by this sandbox."""
        return self._clock() + timedelta(seconds=self._handles.ahead())

    def reset(self) -> None:
        """Back to the seed: documents, faults, log and clock."""
        self._handles.clear()
        self._store.refill()

    def close(self) -> None:
        """Close this process's connections to the store."""
        self._store.close()
        self._handles.close()

    def _exchange(self, request: Request) -> Response:
        sent = request.get_data()
        fault = self._handles.due(request.method, request.path)
        now = self.now()
        spent = self._handles.spend(self._rate, pair_of(request), cost_of(request), now.timestamp())
        response = self._response(request, sent, now, spent, fault)
        key = request.headers.get("Idempotency-Key")
        status = response.status_code if response else None
        query = request.query_string.decode(errors="replace")
        self._handles.note(Exchange(request.method, request.path, query, key, status))
        if response is None:
            hang_up(request.environ)
        response.headers.update({"X-RequestId": secrets.token_hex(16), **spent.headers})
        slow = int(fault.argument) / 1000 if fault and fault.name == "slow" else 0.0
        if slow or self._latency:
            wait(slow + self._latency, request.environ)
        return response

    def _response(
        self, request: Request, sent: bytes, now: datetime, spent: Spent, fault: Fault | None
    ) -> Response | None:
        """What goes back; None where nothing does."""
        if fault and fault.name == "silence-before":
            return None
        try:
            if schema := published(request):
                return schema
            authentication.let_in(request, root_of(request))
            if spent.wait:
                raise throttled(spent.wait)
            authentication.readable(request, sent)
            if fault and (wrong := went_wrong(fault)):
                return wrong
            response = self._answering(request, sent, now)
        except Refusal as refusal:
            response = refusal.response(now)
        return None if fault and fault.name == "silence-after" else response
