"""The id of the request that is being served, for log lines and error pages."""

import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-ID"
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def choose_request_id(received: str) -> str:
    """Returns the id that a proxy sent; a new one if it sent none, or one that does not belong into a log."""
    return received if ACCEPTED.fullmatch(received) else secrets.token_hex(12)


def get_request_id() -> str:
    """Returns the id of the request; "" outside one. Calls in the gateway's pool belong to their request too."""
    return _request_id.get()


def set_request_id(request_id: str) -> None:
    """Begins a request in this thread. It lasts until the next one: Django still logs when the middlewares are done."""
    _request_id.set(request_id)
