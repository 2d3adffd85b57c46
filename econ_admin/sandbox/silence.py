"""Giving no answer: in process by raising what the adapter turns into a failure, over HTTP by hanging up."""

import errno
import socket
import time
from collections.abc import Mapping
from typing import Any, NoReturn

TIMEOUT_KEY = "econ_admin.sandbox.timeout"  # in the environ: seconds that the caller waits, or None for ever
SOCKET_KEYS = ("gunicorn.socket", "werkzeug.socket")


class ConnectionClosed(Exception):
    """In process: the server closed the connection."""


class ResponseTooSlow(Exception):
    """In process: the caller does not wait that long."""


def close_connection(environ: Mapping[str, Any]) -> NoReturn:
    """Close the connection without an answer."""
    for name in SOCKET_KEYS:
        connection = environ.get(name)
        if isinstance(connection, socket.socket):
            connection.shutdown(socket.SHUT_RDWR)
            raise ConnectionResetError(errno.ECONNRESET, "hung up, as a fault of the sandbox asks")
    raise ConnectionClosed


def delay_response(seconds: float, environ: Mapping[str, Any]) -> None:
    """Take that long; in process a wait beyond the caller's patience ends at once."""
    timeout = environ.get(TIMEOUT_KEY)
    if timeout is not None and seconds >= timeout:
        raise ResponseTooSlow
    time.sleep(seconds)
