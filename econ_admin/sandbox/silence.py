"""Simulates missing and slow responses: in process by exceptions that the adapter handles, over HTTP on the socket."""

import errno
import socket
import time
from collections.abc import Mapping
from typing import Any, NoReturn

TIMEOUT_KEY = "econ_admin.sandbox.timeout"  # in the environ: the caller's timeout in seconds; None for none
SOCKET_KEYS = ("gunicorn.socket", "werkzeug.socket")


class ConnectionClosed(Exception):
    """In process: the server closed the connection."""


class ResponseTooSlow(Exception):
    """In process: the response would exceed the caller's timeout."""


def close_connection(environ: Mapping[str, Any]) -> NoReturn:
    """Closes the connection without a response."""
    for name in SOCKET_KEYS:
        connection = environ.get(name)
        if isinstance(connection, socket.socket):
            connection.shutdown(socket.SHUT_RDWR)
            raise ConnectionResetError(errno.ECONNRESET, "hung up, as a fault of the sandbox asks")
    raise ConnectionClosed


def delay_response(seconds: float, environ: Mapping[str, Any]) -> None:
    """Delays a response; in process, a delay beyond the caller's timeout ends at once."""
    timeout = environ.get(TIMEOUT_KEY)
    if timeout is not None and seconds >= timeout:
        raise ResponseTooSlow
    time.sleep(seconds)
