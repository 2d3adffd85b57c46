"""Gunicorn's threaded worker, with separate threads for health checks, and connections spread over the workers."""

import os
import socket
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import DEFAULT_WORKER_DATA_TIMEOUT, TConn, ThreadWorker

from econ_admin.connection_counts import ConnectionCounts
from econ_admin.data_folder import get_data_folder, hold_database_open

HEALTH = ("/healthz", "/readyz", "/metrics")
YIELD_TIME = 0.001  # seconds for a worker with fewer connections to accept a new one
LONGEST_START = max(len(f"HEAD {path} ") for path in HEALTH)


connection_counts = ConnectionCounts()  # made in the master process, so that all workers share it


class HealthFirstWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn is not typed
    """Answers health checks even if all other threads wait for e-conomic or a lock.

    A connection is assigned to a thread when its first bytes arrive, since they decide which thread.

    All workers accept from one listening socket, so that a reload resets no connection that waits there. Left alone,
    the worker that wakes first would get most of them; so one with more connections than another waits a moment.
    """

    slot = 0

    def init_process(self) -> None:
        self.database = hold_database_open(get_data_folder(os.environ))  # first: an earlier worker may be closing it
        self.health = {path: ThreadPoolExecutor(1, f"health {path}") for path in HEALTH}
        super().init_process()

    def accept(self, listener: Any) -> None:
        """Accepts a connection, unless a worker with fewer connections did so first."""
        if not connection_counts.is_lowest(self.slot, self.nr_conns):
            time.sleep(YIELD_TIME)
        super().accept(listener)
        connection_counts.set(self.slot, self.nr_conns)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        if self.alive:
            connection_counts.set(self.slot, self.nr_conns)
        else:
            connection_counts.close(self.slot)
        super().wait_for_and_dispatch_events(timeout)

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
