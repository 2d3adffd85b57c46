"""The control API: endpoints for tests, below a path that the real API does not have."""

from collections.abc import Callable
from typing import Any, Protocol

import msgspec
from werkzeug.wrappers import Request, Response

from econ_admin.sandbox.faults import LogEntry

PATH_PREFIX = "/_sandbox/"


class ControllableSandbox(Protocol):
    """The methods of a sandbox that the control API calls."""

    def fault(self, method: str, path: str, fault: str, times: int = 1) -> None: ...
    def clear_faults(self) -> None: ...
    def log(self) -> list[LogEntry]: ...
    def advance(self, seconds: float) -> None: ...
    def reset(self) -> None: ...


class FaultRequest(msgspec.Struct):
    """The body of POST /_sandbox/faults."""

    method: str
    path: str
    fault: str
    times: int = 1


class ClockRequest(msgspec.Struct):
    """The body of POST /_sandbox/clock: seconds to advance; negative to go back."""

    seconds: float


def handle_control_request(sandbox: ControllableSandbox, request: Request) -> Response:
    """Handles a request to the control API."""
    handlers: dict[tuple[str, str], Callable[[], Any]] = {
        ("POST", "faults"): lambda: _add_fault(sandbox, request),
        ("DELETE", "faults"): sandbox.clear_faults,
        ("POST", "clock"): lambda: sandbox.advance(msgspec.json.decode(request.get_data(), type=ClockRequest).seconds),
        ("POST", "reset"): sandbox.reset,
        ("GET", "log"): lambda: _list_log_entries(sandbox),
    }
    handler = handlers.get((request.method, request.path.removeprefix(PATH_PREFIX).rstrip("/")))
    if handler is None:
        return _build_json_response(404, {"message": f"There is no endpoint {request.method} {request.path}."})
    try:
        result = handler()
    except (msgspec.MsgspecError, ValueError) as error:
        return _build_json_response(400, {"message": str(error)})
    return _build_json_response(200, result) if result is not None else Response(status=204)


def _add_fault(sandbox: ControllableSandbox, request: Request) -> None:
    fault_request = msgspec.json.decode(request.get_data(), type=FaultRequest)
    sandbox.fault(fault_request.method, fault_request.path, fault_request.fault, fault_request.times)


def _list_log_entries(sandbox: ControllableSandbox) -> list[dict[str, Any]]:
    return [
        {
            "method": entry.method,
            "path": entry.path,
            "query": entry.query,
            "idempotencyKey": entry.idempotency_key,
            "status": entry.status,
        }
        for entry in sandbox.log()
    ]


def _build_json_response(status: int, body: Any) -> Response:
    return Response(msgspec.json.encode(body), status, content_type="application/json")
