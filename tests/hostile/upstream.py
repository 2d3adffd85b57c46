"""A local server with a given behaviour: raw responses, or the sandbox's answers distorted."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.app import ORIGIN

LARGEST_REQUEST = 65536


@dataclass(frozen=True)
class Exchange:
    """A received request, and the answer of an honest e-conomic."""

    method: str
    target: str
    host: str
    body: bytes
    sandbox: Sandbox | None
    head: str = ""
    """The request line and headers, as received."""

    def get_honest_answer(self) -> tuple[int, str, bytes]:
        """Status, media type and body."""
        if self.sandbox is None:
            return 200, "application/json", b"{}"
        answer = self.sandbox.request(self.method, self.target, self.body or None)
        body = answer.body.replace(ORIGIN.encode(), f"http://{self.host}".encode())  # links point to this server
        return answer.status, answer.headers.get("Content-Type", ""), body


Behaviour = Callable[[socket.socket, Exchange], None]
"""Answers one request. It may run for ever: its connection is closed when the server stops."""


@dataclass
class HostileUpstream:
    """Serves one request per connection. `behaviour` may be changed at any time."""

    behaviour: Behaviour
    sandbox: Sandbox | None = None
    requests: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    _open: set[socket.socket] = field(default_factory=set)
    _threads: list[threading.Thread] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def serving(self) -> Iterator[int]:
        """The port, for as long as the block lasts."""
        listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        accepting = threading.Thread(target=self._accept, args=[listener])
        accepting.start()
        try:
            yield listener.getsockname()[1]
        finally:
            self.stopped.set()
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            listener.close()
            self.hang_up()
            for thread in self._threads:
                thread.join(timeout=10)

    def hang_up(self) -> None:
        """Break all connections."""
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):  # the listener is shut down
            while True:
                connection, _ = listener.accept()
                self._open.add(connection)
                thread = threading.Thread(target=self._serve, args=[connection])
                self._threads = [running_thread for running_thread in self._threads if running_thread.is_alive()]
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):  # the client has disconnected
            exchange = self._read(connection)
            if exchange:
                self.requests.append(f"{exchange.method} {exchange.target}")
                self.heads.append(exchange.head)
                self.behaviour(connection, exchange)
        self._open.discard(connection)

    def _read(self, connection: socket.socket) -> Exchange | None:
        received = b""
        while b"\r\n\r\n" not in received:
            chunk = connection.recv(LARGEST_REQUEST)
            if not chunk:
                return None
            received += chunk
        head, _, body = received.partition(b"\r\n\r\n")
        method, target, *_ = head.decode("latin-1").split(" ")
        fields = dict(line.lower().split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:])
        while len(body) < int(fields.get("content-length", 0)):
            body += connection.recv(LARGEST_REQUEST)
        return Exchange(method, target, fields["host"], body, self.sandbox, head.decode("latin-1"))
