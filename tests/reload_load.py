"""Clients that open a connection for each request while a server reloads, and what came of their requests."""

import signal
import socket
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

APP = """
import os

def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "8")])
    return [f"{os.getpid():8}".encode()]
"""
CLIENTS, RELOADS = 48, 3
REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@dataclass
class Load:
    """Clients that each open a connection per request, until they are stopped."""

    port: int
    failures: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    """The number of answers by worker."""
    is_over: threading.Event = field(default_factory=threading.Event)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def request_until_over(self) -> None:
        while not self.is_over.is_set():
            try:
                answer = fetch(self.port)
            except OSError as error:
                self.failures.append(repr(error))
                continue
            head, _, worker = answer.partition(b"\r\n\r\n")
            with self.changed:
                if head.startswith(b"HTTP/1.1 200") and worker:
                    self.answers[worker.decode()] += 1
                else:
                    self.failures.append(answer.decode("latin-1"))
                self.changed.notify_all()

    def wait_for_workers(self, count: int) -> None:
        """Waits until so many workers have answered, the earlier ones included."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.answers) >= count, timeout=60), self.answers


def fetch(port: int) -> bytes:
    """The whole answer to one request. Raises OSError if the connection is refused or reset."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(REQUEST)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@contextmanager
def put_under_load(port: int) -> Iterator[Load]:
    load = Load(port)
    clients = [threading.Thread(target=load.request_until_over) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        load.wait_for_workers(2)
        yield load
    finally:
        load.is_over.set()
        for client in clients:
            client.join()


def reload_under_load(server: subprocess.Popen[bytes], port: int) -> Load:
    """Reloads a server of two workers some times under load."""
    with put_under_load(port) as load:
        for count in range(1, RELOADS + 1):
            server.send_signal(signal.SIGHUP)
            load.wait_for_workers(2 + 2 * count)
    return load
