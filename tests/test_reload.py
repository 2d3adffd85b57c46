"""A reload (SIGHUP) under load: every request is answered, and the connections are spread over the workers."""

import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reload_load import APP, CLIENTS, RELOADS, REQUEST, put_under_load, reload_under_load
from tests.site import ROOT, build_environment, run_server, start_with_socket

pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.enable_socket]  # it never leaves this machine


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A server with our configuration, and its port."""
    (tmp_path / "served.py").write_text(APP)
    environment = build_environment(tmp_path, PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    port = int(environment["PORT"])
    command = [sys.executable, "-m", "gunicorn", "--config", "econ_admin/gunicorn.conf.py", "served:application"]
    with run_server(command, environment, port) as process:
        yield process, port


def test_reload_under_load_loses_no_request(server: tuple[subprocess.Popen[bytes], int]) -> None:
    load = reload_under_load(*server)

    assert load.failures == []
    assert sum(load.answers.values()) > CLIENTS * RELOADS


def test_restart_loses_no_request_if_systemd_holds_the_socket(tmp_path: Path) -> None:
    (tmp_path / "served.py").write_text(APP)
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        port = listener.getsockname()[1]
        environment = build_environment(tmp_path, PORT=str(port), PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
        command = [sys.executable, "-m", "gunicorn", "--config", "econ_admin/gunicorn.conf.py", "served:application"]
        servers = [start_with_socket(listener, command, environment)]
        try:
            with put_under_load(port) as load:
                for count in range(1, RELOADS + 1):
                    servers[-1].terminate()
                    servers[-1].wait(timeout=60)
                    servers.append(start_with_socket(listener, command, environment))
                    load.wait_for_workers(2 + 2 * count)
        finally:
            servers[-1].terminate()
            servers[-1].wait(timeout=60)

    assert load.failures == []
    assert sum(load.answers.values()) > CLIENTS * RELOADS


def test_kept_connections_are_spread_over_the_workers(server: tuple[subprocess.Popen[bytes], int]) -> None:
    _, port = server
    request = REQUEST.replace(b"Connection: close\r\n", b"")
    with put_under_load(port):
        pass  # both workers have answered

    connections = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(16)]
    workers: Counter[bytes] = Counter()
    for connection in connections:
        connection.sendall(request)
    for connection in connections:
        answer = b""
        while len(answer.partition(b"\r\n\r\n")[2]) < 8:
            answer += connection.recv(65536)
        workers[answer[-8:]] += 1
    for connection in connections:
        connection.close()

    assert len(workers) == 2
    assert min(workers.values()) >= 3, workers
