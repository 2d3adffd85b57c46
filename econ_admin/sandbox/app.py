"""The sandbox as a WSGI app."""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import Headers
from werkzeug.http import http_date
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Request, Response

from econ_admin.sandbox import authentication
from econ_admin.sandbox.balances import build_reached_day
from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.control_api import PATH_PREFIX, handle_control_request
from econ_admin.sandbox.dispatch import Dispatcher, get_root_url
from econ_admin.sandbox.endpoints import COLLECTIONS
from econ_admin.sandbox.error_responses import ApiError
from econ_admin.sandbox.faults import ControlState, Fault, LogEntry
from econ_admin.sandbox.rate_limit import (
    DEFAULT_RATE_LIMIT,
    Charge,
    RateLimit,
    get_token_pair,
    rate_limit_error,
)
from econ_admin.sandbox.repository import encode
from econ_admin.sandbox.schema_endpoint import serve_schema
from econ_admin.sandbox.seed import generate_documents
from econ_admin.sandbox.silence import close_connection, delay_response
from econ_admin.sandbox.store import Store
from econ_admin.sandbox.wrong import apply_fault

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Seed = Callable[[int, date], Iterable[tuple[str, Document]]]
Clock = Callable[[], datetime]
ORIGIN = "https://sandbox.invalid"


@dataclass(frozen=True, slots=True)
class SandboxResponse:
    """A response, as returned to tests."""

    status: int
    headers: Headers
    body: bytes

    def json(self) -> Any:
        """Decodes the body. Amounts are Decimals with the scale they were sent with."""
        return json.loads(self.body, parse_float=Decimal)


def _seed_with_reached_day(seed: Seed, size: int, day: date) -> Iterator[tuple[str, Document]]:
    """Yields the seed documents and the day that they have reached."""
    yield from seed(size, day)
    yield build_reached_day(day)


class Sandbox:
    """Answers like e-conomic, from a store that is seeded when it is new.

    Several objects, also in several processes, may share one store.
    """

    def __init__(
        self,
        path: Path,
        size: int = 2000,
        day: date | None = None,
        clock: Clock | None = None,
        *,
        serve_control_api: bool = False,
        latency: float = 0.0,
        rate_limit: RateLimit = DEFAULT_RATE_LIMIT,
        seed: Seed = generate_documents,
    ) -> None:
        """`day` is the seed's "today", by default the clock's; `latency` is in seconds."""
        self._clock = clock or (lambda: datetime.now(UTC))
        self._serves_control_api = serve_control_api
        self._latency = latency
        self._rate_limit = rate_limit
        self._store = Store(path, COLLECTIONS, lambda: _seed_with_reached_day(seed, size, day or self._clock().date()))
        self._control = ControlState(path.with_name(f"{path.stem}-control{path.suffix}"))
        self._dispatcher = Dispatcher(self._store)
        self._store.prepare()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        if self._serves_control_api and request.path.startswith(PATH_PREFIX):
            return handle_control_request(self, request)(environ, start_response)
        return self._handle_request(request)(environ, start_response)

    def request(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> SandboxResponse:
        """Sends one request, with the read-write tokens unless headers are given."""
        request_headers = Headers(
            {
                authentication.SECRET_HEADER: authentication.READ_WRITE_TOKEN,
                authentication.GRANT_HEADER: authentication.READ_WRITE_TOKEN,
            }
            if headers is None
            else headers
        )
        payload = body if body is None or isinstance(body, bytes) else encode(body)
        builder = EnvironBuilder(method=method, base_url=ORIGIN, path=path, data=payload, headers=request_headers)
        if payload is not None and "Content-Type" not in builder.headers:
            builder.headers["Content-Type"] = "application/json"
        chunks, status, response_headers = run_wsgi_app(self, builder.get_environ(), buffered=True)
        return SandboxResponse(int(status[:3]), response_headers, b"".join(chunks))

    def fault(self, method: str, path: str, fault: str, times: int = 1) -> None:
        """Makes the next `times` matching requests fail. Raises ValueError for an unknown fault."""
        self._control.add_fault(method, path, fault, times)

    def clear_faults(self) -> None:
        """Ends all faults."""
        self._control.clear_faults()

    def log(self) -> list[LogEntry]:
        """Returns the latest requests, oldest first."""
        return self._control.list_log_entries()

    def advance(self, seconds: float) -> None:
        """Advances the store's clock, for all processes that share it."""
        self._control.advance_clock(seconds)

    def now(self) -> datetime:
        """Returns the sandbox's current time."""
        return self._clock() + timedelta(seconds=self._control.get_clock_offset())

    def reset(self) -> None:
        """Restores the seed: documents, faults, log and clock."""
        self._control.reset()
        self._store.reseed()

    def close(self) -> None:
        """Closes this process's connections to the store."""
        self._store.close()
        self._control.close()

    def _handle_request(self, request: Request) -> Response:
        raw_body = request.get_data()
        fault = self._control.take_fault(request.method, request.path)
        now = self.now()
        charge = self._control.draw_from_bucket(
            self._rate_limit, get_token_pair(request), self._rate_limit.get_cost(request), now.timestamp()
        )
        response = self._build_response(request, raw_body, now, charge, fault)
        key = request.headers.get("Idempotency-Key")
        status = response.status_code if response else None
        query = request.query_string.decode(errors="replace")
        self._control.add_log_entry(LogEntry(request.method, request.path, query, key, status))
        if response is None:
            close_connection(request.environ)
        if not request.environ.get("SERVER_SOFTWARE", "").startswith("gunicorn"):  # which adds its own
            response.headers["Date"] = http_date(now)
        response.headers.update({"X-RequestId": secrets.token_hex(16), **charge.headers})
        delay = int(fault.argument) / 1000 if fault and fault.name == "slow" else 0.0
        if delay or self._latency:
            delay_response(delay + self._latency, request.environ)
        return response

    def _build_response(
        self, request: Request, raw_body: bytes, now: datetime, charge: Charge, fault: Fault | None
    ) -> Response | None:
        """Returns the response; None if the connection is to be closed without one."""
        if fault and fault.name == "silence-before":
            return None
        try:
            if schema := serve_schema(request):
                return schema
            authentication.authenticate(request, get_root_url(request))
            if charge.retry_after:
                raise rate_limit_error(charge.retry_after)
            authentication.check_content_types(request, raw_body)
            if fault and (faulty_response := apply_fault(fault, raw_body)):
                return faulty_response
            response = self._dispatcher(request, raw_body, now)
        except ApiError as error:
            response = error.build_response(now)
        return None if fault and fault.name == "silence-after" else response
