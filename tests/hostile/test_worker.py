"""A server of our own with a hostile e-conomic: it stays small, and says at once that it is up."""

import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from tests.hostile.behaviours import bomb, endless, make_bomb, slow_drip
from tests.hostile.upstream import HostileUpstream
from tests.site import run_dashboard

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

READERS = 40
AT_ONCE = 1.0  # seconds for a health check
SMALL = 300 * 1024  # KiB of a worker
TRIALS = 5


@pytest.fixture
def upstream() -> HostileUpstream:
    return HostileUpstream(slow_drip)


@pytest.fixture
def site(upstream: HostileUpstream) -> Iterator[str]:
    make_bomb(1)
    with upstream.serving() as port:
        tokens = {"ECONOMIC_APP_SECRET_TOKEN": "sandbox", "ECONOMIC_AGREEMENT_GRANT_TOKEN": "sandbox"}
        with run_dashboard(ECONOMIC_BASE_URL=f"http://127.0.0.1:{port}", WEB_CONCURRENCY="2", **tokens) as address:
            yield address
            upstream.hang_up()


def signed_in(site: str) -> dict[str, str]:
    """The cookies of an accountant."""
    with requests.Session() as browser:
        page = browser.get(f"{site}/sign-in/", timeout=30)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token
        form = {"username": "accountant", "password": "demo", "csrfmiddlewaretoken": token[1]}
        browser.post(f"{site}/sign-in/", form, timeout=30, allow_redirects=False)
        return browser.cookies.get_dict()


def read(site: str, cookies: dict[str, str], count: int) -> list[threading.Thread]:
    """So many people, each asking for another customer. Nobody waits for what they get."""

    def one(number: int) -> None:
        with suppress(requests.RequestException):  # the server is stopped under them
            requests.get(f"{site}/economic/customers/{number}/", cookies=cookies, timeout=60)

    readers = [threading.Thread(target=one, args=[number]) for number in range(1, count + 1)]
    for reader in readers:
        reader.start()
    return readers


def largest_process() -> int:
    """The peak of the largest process that this one has started, and those that they have, in KiB."""
    return max(peak_of(each) for each in descendants(os.getpid()))


def descendants(process: int) -> list[int]:
    children = [
        int(child)
        for listed in Path(f"/proc/{process}/task").glob("*/children")
        for child in listed.read_text(encoding="ascii").split()
    ]
    return children + [each for child in children for each in descendants(child)]


def peak_of(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s+([0-9]+) kB", status)
    return int(found[1]) if found else 0


def test_health_is_told_at_once_while_all_who_read_wait(site: str, upstream: HostileUpstream) -> None:
    cookies = signed_in(site)
    readers = read(site, cookies, READERS)
    asked = -1
    while asked < len(upstream.asked) or asked < READERS:  # until nobody asks more: all threads wait
        asked = len(upstream.asked)
        time.sleep(0.5)  # a process outside ours: there is nothing to wait on but what it asks

    took = []
    for path in ("/healthz", "/readyz") * TRIALS:
        began = time.monotonic()
        response = requests.get(f"{site}{path}", timeout=30)
        took.append(time.monotonic() - began)
        assert response.status_code == 200
    waiting = [reader for reader in readers if reader.is_alive()]
    upstream.hang_up()

    assert waiting
    assert max(took) < AT_ONCE
    for reader in readers:
        reader.join(timeout=60)
    assert not any(reader.is_alive() for reader in readers)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc to look at a process's memory")
def test_a_worker_stays_small_whatever_comes(site: str, upstream: HostileUpstream) -> None:
    cookies = signed_in(site)
    for behaviour in (endless, bomb):
        upstream.behaviour = behaviour
        for reader in read(site, cookies, READERS):
            reader.join(timeout=60)

    assert len(upstream.asked) > READERS
    assert largest_process() < SMALL
