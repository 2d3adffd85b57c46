"""The sandbox over HTTP, by `manage.py sandbox`."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TOKENS = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


def command(folder: Path, port: int, *more: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "econ_admin.settings"}
    line = [sys.executable, str(ROOT / "manage.py"), "sandbox", "--port", str(port), "--customers", "20", *more]
    return subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A served sandbox of twenty customers."""
    port = free_port()
    with command(tmp_path_factory.mktemp("served"), port) as process:
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
        yield port
        process.terminate()
        assert process.wait(20) == 0


@pytest.fixture(autouse=True)
def fresh(port: int) -> None:
    call(port, "POST", "/_sandbox/reset")


def call(port: int, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Status and body of one exchange by a plain client."""
    sent = None if body is None else json.dumps(body).encode()
    headers = {**TOKENS, "Content-Type": "application/json", "Idempotency-Key": "key"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", sent, headers, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def said(port: int, request: bytes) -> bytes:
    """What comes back to a plain socket until the other side closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        parts = iter(lambda: connection.recv(65536), b"")
        try:
            return b"".join(parts)
        except ConnectionResetError:
            return b""


def raw(method: str, path: str) -> bytes:
    tokens = "".join(f"{name}: {value}\r\n" for name, value in TOKENS.items())
    return f"{method} {path} HTTP/1.1\r\nHost: sandbox.test\r\n{tokens}Connection: close\r\n\r\n".encode()


def test_links_are_on_the_host_that_was_called(port: int) -> None:
    status, answer = call(port, "GET", "/customers?pagesize=1")

    assert status == 200
    assert answer["pagination"]["nextPage"] == f"http://127.0.0.1:{port}/customers?pagesize=1&skippages=1"


@pytest.mark.parametrize(("fault", "left"), [("silence-before", 20), ("silence-after", 19)])
def test_silence_closes_without_a_byte(port: int, fault: str, left: int) -> None:
    number = call(port, "GET", "/customers")[1]["collection"][-1]["customerNumber"]
    call(port, "POST", "/_sandbox/faults", {"method": "DELETE", "path": "/customers", "fault": fault, "times": 1})

    answer = said(port, raw("DELETE", f"/customers/{number}"))

    assert answer == b""
    assert call(port, "GET", "/customers")[1]["pagination"]["results"] == left


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("status:503", b"HTTP/1.1 503 "),
        ("throttle:9", b"\r\nRetry-After: 9\r\n"),
        ("garbage", b"<!DOCTYPE html>"),
        ("refuse:name:E06010", b'"errorCode":"E06010"'),
        ("slow:30", b"HTTP/1.1 200 "),
    ],
)
def test_a_fault_does_what_its_name_says(port: int, fault: str, told: bytes) -> None:
    call(port, "POST", "/_sandbox/faults", {"method": "GET", "path": "/customers", "fault": fault})

    assert told in said(port, raw("GET", "/customers"))
    assert said(port, raw("GET", "/customers")).startswith(b"HTTP/1.1 200 ")


def test_the_log_is_served_with_keys(port: int) -> None:
    call(port, "GET", "/units?pagesize=1")

    line = {"method": "GET", "path": "/units", "query": "pagesize=1", "idempotencyKey": "key", "status": 200}
    assert call(port, "GET", "/_sandbox/log") == (200, [line])


def test_the_clock_is_moved(port: int) -> None:
    _, first = call(port, "POST", "/customers", NEW)

    moved, _ = call(port, "POST", "/_sandbox/clock", {"seconds": 86400 * 40})

    _, second = call(port, "POST", "/customers", NEW)
    assert moved == 204
    assert first["lastUpdated"][:7] < second["lastUpdated"][:7]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/_sandbox/faults", {"method": "GET", "path": "/", "fault": "explode"}, 400),
        ("POST", "/_sandbox/faults", {"method": "GET"}, 400),
        ("POST", "/_sandbox/clock", {"seconds": "many"}, 400),
        ("GET", "/_sandbox/reset", None, 404),
    ],
)
def test_a_handle_that_is_held_wrongly_says_so(port: int, method: str, path: str, body: Any, status: int) -> None:
    answer = call(port, method, path, body)

    assert answer[0] == status
    assert answer[1]["message"]


def test_a_taken_port_gives_one_sentence(port: int, tmp_path: Path) -> None:
    with command(tmp_path, port) as process:
        _, told = process.communicate(timeout=60)

    assert process.returncode == 1
    assert told.strip().count("\n") == 0
    assert f"Port {port} of 127.0.0.1 cannot be had" in told


def test_it_keeps_its_store_until_it_is_reset_and_ends_at_ctrl_c(tmp_path: Path) -> None:
    for more, status in (((), 204), ((), 404), (("--reset",), 204)):
        port = free_port()
        with command(tmp_path, port, *more) as process:
            assert process.stdout is not None
            process.stdout.readline()
            assert call(port, "DELETE", "/customers/10001")[0] == status
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0


NEW = {
    "name": "Ny Kunde",
    "currency": "DKK",
    "paymentTerms": {"paymentTermsNumber": 1},
    "customerGroup": {"customerGroupNumber": 1},
    "vatZone": {"vatZoneNumber": 1},
}
