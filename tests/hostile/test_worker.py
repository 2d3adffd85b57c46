"""A real server with a hostile e-conomic: it stays small, and health checks are answered at once."""

import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from tests.hostile.behaviours import make_bomb, send_body_very_slowly, send_bomb, send_endless_body
from tests.hostile.upstream import HostileUpstream
from tests.processes import list_descendants
from tests.site import run_dashboard

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

READERS = 40
MANY_READERS = 64  # twice the threads of both workers, so that none is free in either
MAX_WORKER_SIZE = 300 * 1024  # KiB of a worker
TRIALS = 5


@pytest.fixture
def upstream() -> HostileUpstream:
    return HostileUpstream(send_body_very_slowly)


@pytest.fixture
def site(upstream: HostileUpstream) -> Iterator[str]:
    make_bomb(1)
    with upstream.serving() as port:
        tokens = {"ECONOMIC_APP_SECRET_TOKEN": "sandbox", "ECONOMIC_AGREEMENT_GRANT_TOKEN": "sandbox"}
        with run_dashboard(ECONOMIC_BASE_URL=f"http://127.0.0.1:{port}", WEB_CONCURRENCY="2", **tokens) as address:
            yield address
            upstream.hang_up()


def sign_in(site: str) -> dict[str, str]:
    """The cookies of an accountant."""
    with requests.Session() as browser:
        page = browser.get(f"{site}/sign-in/", timeout=30)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token
        form = {"username": "accountant", "password": "demo", "csrfmiddlewaretoken": token[1]}
        browser.post(f"{site}/sign-in/", form, timeout=30, allow_redirects=False)
        return browser.cookies.get_dict()


def start_readers(site: str, cookies: dict[str, str], count: int) -> list[threading.Thread]:
    """Start threads that each request a different customer."""

    def read_customer(number: int) -> None:
        with suppress(requests.RequestException):  # the server is stopped meanwhile
            requests.get(f"{site}/economic/customers/{number}/", cookies=cookies, timeout=60)

    readers = [threading.Thread(target=read_customer, args=[number]) for number in range(1, count + 1)]
    for reader in readers:
        reader.start()
    return readers


def get_largest_peak() -> int:
    """The peak memory of the largest descendant process, in KiB."""
    return max(get_peak(process) for process in list_descendants(os.getpid()))


def get_peak(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    match = re.search(r"VmHWM:\s+([0-9]+) kB", status)
    return int(match[1]) if match else 0


def test_health_checks_are_answered_while_all_reads_wait(site: str, upstream: HostileUpstream) -> None:
    cookies = sign_in(site)
    readers = start_readers(site, cookies, MANY_READERS)
    request_count = -1
    while (
        request_count < len(upstream.requests) or request_count < MANY_READERS
    ):  # until no more requests arrive: all threads are waiting
        request_count = len(upstream.requests)
        time.sleep(0.5)  # another process: only its requests can be observed

    statuses = [requests.get(f"{site}{path}", timeout=30).status_code for path in ("/healthz", "/readyz") * TRIALS]
    waiting = [reader for reader in readers if reader.is_alive()]
    upstream.hang_up()

    assert set(statuses) == {200}
    assert len(waiting) == MANY_READERS, "a health check waited until a read had ended"
    for reader in readers:
        reader.join(timeout=60)
    assert not any(reader.is_alive() for reader in readers)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc to look at a process's memory")
def test_worker_memory_is_limited(site: str, upstream: HostileUpstream) -> None:
    cookies = sign_in(site)
    for behaviour in (send_endless_body, send_bomb):
        upstream.behaviour = behaviour
        for reader in start_readers(site, cookies, READERS):
            reader.join(timeout=60)

    assert len(upstream.requests) > READERS
    assert get_largest_peak() < MAX_WORKER_SIZE
