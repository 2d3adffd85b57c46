"""Serves the sandbox over HTTP: one gunicorn process with threads."""

import errno
import os
import socket
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

from econ_admin.sandbox.app import Sandbox

HOST = "127.0.0.1"
THREADS = 16
MAX_REQUEST_LINE = 8190  # gunicorn's maximum; a filter of 200 values is long


class PortTakenError(Exception):
    """Another program listens on the port."""


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is not typed
    """Runs the sandbox under gunicorn; `on_ready` is called once it can serve requests."""

    def __init__(self, create_sandbox: Callable[[], Sandbox], port: int, on_ready: Callable[[], None]) -> None:
        self._create_sandbox = create_sandbox
        self._port = port
        self._on_ready = on_ready
        super().__init__()

    def load_config(self) -> None:
        """Configures a server for this machine only."""
        settings: dict[str, Any] = {
            "bind": f"{HOST}:{self._port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "limit_request_line": MAX_REQUEST_LINE,
            "keepalive": 30,
            "graceful_timeout": 2,
            "timeout": 120,
            "loglevel": "warning",
            "control_socket_disable": True,
            "proc_name": "econ-admin-sandbox",
            "post_worker_init": lambda _worker: self._on_ready(),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Sandbox:
        """Creates the app in the worker, since SQLite connections do not survive a fork."""
        return self._create_sandbox()


def raise_if_port_taken(port: int) -> None:
    """Raises PortTakenError if the port is in use; gunicorn would retry several times."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                raise PortTakenError(os.strerror(error.errno)) from error
            raise


def serve(create_sandbox: Callable[[], Sandbox], port: int, on_ready: Callable[[], None]) -> None:
    """Serves until SIGTERM or Ctrl-C, then exits the process."""
    Server(create_sandbox, port, on_ready).run()
