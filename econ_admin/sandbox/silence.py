"""Giving no answer: in process by raising what the adapter turns into a failure, over HTTP by hanging up."""

import errno
import socket
import time
from collections.abc import Mapping
from typing import Any, NoReturn

IN_PROCESS = "econ_admin.sandbox.patience"  # in the environ: seconds that the caller waits, or None for ever
SOCKETS = ("gunicorn.socket", "werkzeug.socket")


class Silence(Exception):
    """In process: the server closed the connection."""


class TooSlow(Exception):
    """In process: the caller does not wait that long."""


def hang_up(environ: Mapping[str, Any]) -> NoReturn:
    """Close the connection without an answer."""
    for name in SOCKETS:
        connection = environ.get(name)
        if isinstance(connection, socket.socket):
            connection.shutdown(socket.SHUT_RDWR)
            raise ConnectionResetError(errno.ECONNRESET, "hung up, as a fault of the sandbox asks")
    raise Silence


def wait(seconds: float, environ: Mapping[str, Any]) -> None:
    """Take that long; in process a wait beyond the caller's patience ends at once."""
    patience = environ.get(IN_PROCESS)
    if patience is not None and seconds >= patience:
        raise TooSlow
    time.sleep(seconds)
