"""Guessing at a running dashboard, from many addresses through a proxy, with real password hashing."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest
import requests

from econ_admin.access.login_throttle import MOST_GUESSES, ONE_NETWORK
from tests.site import run_dashboard

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow, pytest.mark.processes]

THREADS = 16


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with run_dashboard(TRUSTED_PROXIES="1") as address:
        yield address


def sign_in(site: str, session: requests.Session, name: str, password: str, address: str) -> int:
    """A sign-in through the proxy; the status of the answer."""
    headers = {"X-Forwarded-For": address}
    page = session.get(f"{site}/sign-in/", headers=headers, timeout=30)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token
    fields = {"csrfmiddlewaretoken": token[1], "username": name, "password": password}
    response = session.post(f"{site}/sign-in/", fields, headers=headers, timeout=30, allow_redirects=False)
    return response.status_code


def guess(site: str, name: str, address: str) -> int:
    with requests.Session() as session:
        return sign_in(site, session, name, "wrong guess", address)


def measure(site: str, session: requests.Session, path: str) -> float:
    start = time.perf_counter()
    assert session.get(f"{site}{path}", timeout=30).status_code == 200
    return time.perf_counter() - start


def test_guesses_stay_within_the_figures_while_the_owner_signs_in(site: str) -> None:
    owner, reader = requests.Session(), requests.Session()
    assert sign_in(site, owner, "viewer", "demo", "203.0.113.5") == 303
    assert sign_in(site, reader, "editor", "demo", "203.0.113.6") == 303
    device, start = owner.cookies["device"], time.perf_counter()
    assert sign_in(site, requests.Session(), "accountant", "demo", "203.0.113.7") == 303
    unhindered = time.perf_counter() - start

    with ThreadPoolExecutor(THREADS) as pool:
        attack = [pool.submit(guess, site, "viewer", f"198.51.100.{number % 250}") for number in range(160)]
        statuses, waits, pages = [], [], []
        for number in range(5):
            with requests.Session() as again:
                again.cookies["device"] = device
                start = time.perf_counter()
                statuses.append(sign_in(site, again, "viewer", "demo", f"203.0.113.{10 + number}"))
                waits.append(time.perf_counter() - start)
            pages.append(measure(site, reader, "/sandbox/keyboard/"))
        outcomes = Counter(future.result() for future in attack)

    figures = f"owner {median(waits) / unhindered:.1f} times {unhindered:.2f} s, page {median(pages):.2f} s"
    print(f"guesses {dict(outcomes)}, {figures}")  # noqa: T201  # shown by -s
    assert statuses == [303] * 5
    assert 0 < outcomes[422] <= MOST_GUESSES
    assert outcomes.keys() <= {422, 429, 503}


def test_spraying_from_one_address_is_delayed(site: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        outcomes = Counter(pool.map(lambda number: guess(site, f"name-{number}", "192.0.2.77"), range(40)))

    assert outcomes[422] <= ONE_NETWORK.free + 1  # one more, when the first delay of five seconds has passed
    assert outcomes.keys() <= {422, 429, 503}
