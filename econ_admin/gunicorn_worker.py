"""Gunicorn's threaded worker, with separate threads for health checks."""

import socket
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import DEFAULT_WORKER_DATA_TIMEOUT, TConn, ThreadWorker

HEALTH = ("/healthz", "/readyz")
LONGEST_START = max(len(f"HEAD {path} ") for path in HEALTH)


class HealthFirstWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn is not typed
    """Answers health checks even if all other threads wait for e-conomic or a lock.

    A connection is assigned to a thread when its first bytes arrive, since they decide which thread.
    """

    def init_process(self) -> None:
        self.health = {path: ThreadPoolExecutor(1, f"health {path}") for path in HEALTH}
        super().init_process()

    def enqueue_req(self, conn: TConn) -> None:
        """Assigns a connection to a thread. Runs in the main thread, so it must not block."""
        start = _peek(conn.sock)
        if start is None and not conn.initialized and not conn.data_ready:
            self._wait_for_request(conn)
            return
        submitted = self._executor_for(start or b"").submit(self.handle, conn)
        submitted.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    def _executor_for(self, start: bytes) -> Executor:
        method, _, rest = start.partition(b" ")
        path = rest.replace(b"?", b" ").partition(b" ")[0].decode("latin-1")
        usual: Executor = self.tpool
        return self.health.get(path, usual) if method in (b"GET", b"HEAD") else usual

    def _wait_for_request(self, conn: TConn) -> None:
        """Lets the main loop watch the connection for data, as it does for keep-alive connections."""
        conn.timeout = time.monotonic() + DEFAULT_WORKER_DATA_TIMEOUT
        conn.sock.setblocking(False)
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))


def _peek(sock: Any) -> bytes | None:
    """Returns the first bytes received but not read yet; None if there are none."""
    try:
        start: bytes = sock.recv(LONGEST_START, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError:  # including: no data yet
        return None
    return start
