"""The handles over HTTP, under an address that the real API does not have."""

from collections.abc import Callable
from typing import Any, Protocol

import msgspec
from werkzeug.wrappers import Request, Response

from econ_admin.sandbox.faults import Exchange

BELOW = "/_sandbox/"


class Steered(Protocol):
    """What can be steered so: the sandbox."""

    def fault(self, method: str, path: str, fault: str, times: int = 1) -> None: ...
    def log(self) -> list[Exchange]: ...
    def advance(self, seconds: float) -> None: ...
    def reset(self) -> None: ...


class Ordered(msgspec.Struct):
    """The body of POST /_sandbox/faults."""

    method: str
    path: str
    fault: str
    times: int = 1


class Moved(msgspec.Struct):
    """The body of POST /_sandbox/clock: by how many seconds, back with a minus."""

    seconds: float


def steer(sandbox: Steered, request: Request) -> Response:
    """The answer to a call of a handle."""
    wanted: dict[tuple[str, str], Callable[[], Any]] = {
        ("POST", "faults"): lambda: _ordered(sandbox, request),
        ("POST", "clock"): lambda: sandbox.advance(msgspec.json.decode(request.get_data(), type=Moved).seconds),
        ("POST", "reset"): sandbox.reset,
        ("GET", "log"): lambda: _lines(sandbox),
    }
    handle = wanted.get((request.method, request.path.removeprefix(BELOW).rstrip("/")))
    if handle is None:
        return _answer(404, {"message": f"There is no handle {request.method} {request.path}."})
    try:
        told = handle()
    except (msgspec.MsgspecError, ValueError) as error:
        return _answer(400, {"message": str(error)})
    return _answer(200, told) if told is not None else Response(status=204)


def _ordered(sandbox: Steered, request: Request) -> None:
    order = msgspec.json.decode(request.get_data(), type=Ordered)
    sandbox.fault(order.method, order.path, order.fault, order.times)


def _lines(sandbox: Steered) -> list[dict[str, Any]]:
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


def _answer(status: int, told: Any) -> Response:
    return Response(msgspec.json.encode(told), status, content_type="application/json")
