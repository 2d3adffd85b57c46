"""Metrics of several workers: each scrape has the counts of all, also of workers that are gone."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.conftest import MEMORY_FOLDER
from tests.site import ROOT, build_environment, run_server

pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.enable_socket]  # it never leaves this machine

APP = """
import os
from econ_admin import metrics

def application(environ, start_response):
    if environ["PATH_INFO"] == "/metrics":
        body = metrics.render_metrics()
    else:
        metrics.requests.labels("test", "2xx").inc()
        body = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""
LINE = 'econ_admin_requests_total{status="2xx",view="test"} '


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    (tmp_path / "counted.py").write_text(APP)
    environment = build_environment(tmp_path, PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    port = int(environment["PORT"])
    command = [sys.executable, "-m", "gunicorn", "--config", "econ_admin/gunicorn.conf.py", "counted:application"]
    with run_server(command, environment, port) as process:
        yield process, f"http://127.0.0.1:{port}"


def count(site: str) -> float:
    """What a scrape says, the same in ten scrapes, whichever worker answers."""
    values = {
        line.removeprefix(LINE)
        for _ in range(10)
        for line in requests.get(f"{site}/metrics", timeout=30).text.splitlines()
        if line.startswith(LINE)
    }
    assert len(values) == 1, values
    return float(values.pop())


def ask_until(site: str, workers: set[int], seen: int) -> int:
    """Asks until so many workers in all have answered. Returns how many requests that took."""
    for number in range(1, 5000):
        workers.add(int(requests.get(f"{site}/", timeout=30).text))
        if len(workers) >= seen:
            return number
    raise AssertionError(workers)


def test_no_count_is_lost_when_workers_are_replaced(server: tuple[subprocess.Popen[bytes], str]) -> None:
    process, site = server
    folders = set(MEMORY_FOLDER.glob(f"econ-admin-metrics-{process.pid}-*"))
    workers: set[int] = set()
    asked = ask_until(site, workers, 2)
    counted = [count(site) - asked]

    os.kill(next(iter(workers)), signal.SIGKILL)
    asked += ask_until(site, workers, 3)
    counted.append(count(site) - asked)
    for seen in (5, 7):
        process.send_signal(signal.SIGHUP)
        asked += ask_until(site, workers, seen)
        counted.append(count(site) - asked)
    files = {path.name for folder in folders for path in folder.iterdir()}
    process.terminate()
    process.wait(timeout=60)

    assert counted == [0, 0, 0, 0]
    assert {name for name in files if name.startswith("counter")} <= {f"counter_slot-{slot}.db" for slot in range(4)}
    assert not any(folder.exists() for folder in folders), "a server that stops leaves nothing"
