"""Caddy with our configuration in front of two web processes: reloads and restarts under load, and slow clients."""

import itertools
import socket
import ssl
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import requests

from tests.bench.stage import Stage
from tests.bench.table import Remark, Row, Rows
from tests.caddy import Proxied, WebProcess, find_caddy, run_behind_caddy
from tests.site import build_environment, prepare_dashboard, run_sandbox
from tests.site_client import SiteClient

CADDY_IS_MISSING = Remark("not measured: caddy is missing on this machine (Debian: apt-get install caddy)")
PEOPLE, FIRST_CUSTOMER = ("editor", "accountant", "admin", "viewer") * 2, 10001
RELOADS, RESTARTS, PAUSE = 12, 6, 2  # times, times, seconds
SLOW_CLIENTS, SLOW_SECONDS = 48, 10


@dataclass
class Load:
    """What came of all requests."""

    answers: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    @property
    def count(self) -> int:
        return sum(self.answers.values()) + len(self.failures)

    def browse_until_over(self, browser: SiteClient, person: str, customer: int) -> None:
        """Opens lists and pages; those who may also save."""
        number = 0
        while not self.is_over.is_set():
            number += 1
            self._note("list", 200, lambda: browser.get("/economic/customers/"))
            if person == "viewer":
                self._note("page", 200, lambda: browser.get(f"/economic/customers/{customer}/"))
            else:
                form = f"/economic/customers/{customer}/edit/"
                address = f"Road {number}"
                self._note("save", 303, lambda: browser.fill_in(form, address=address))  # noqa: B023 - at once

    def _note(self, kind: str, expected: int, ask: Callable[[], requests.Response]) -> None:
        try:
            response = ask()
        except (requests.RequestException, AssertionError) as error:
            self.failures.append(f"{kind}: {error!r}")
            return
        if response.status_code == expected:
            self.answers[kind] += 1
        else:
            self.failures.append(f"{kind}: {response.status_code} {response.text[:200]}")


def measure_proxy(stage: Stage) -> Rows:
    caddy = find_caddy()
    if caddy is None:
        yield CADDY_IS_MISSING
        return
    with run_proxied(caddy) as site:
        for title, act, times in (
            ("reloads", WebProcess.reload, RELOADS),
            ("restarts", WebProcess.restart, RESTARTS),
        ):
            started = time.monotonic()
            load = run_load(site, act, times)
            seconds = time.monotonic() - started
            for failure in load.failures[:5]:
                print(f"  {failure}", flush=True)  # noqa: T201 - else nobody knows why
            kinds = ", ".join(f"{count:,} {kind}s" for kind, count in sorted(load.answers.items()))
            text = f"Failed in {times} {title} in turn, of {load.count:,} requests ({kinds}) in {seconds:.0f} s"
            yield Row(text, "", len(load.failures), target=0, unit="requests")
        health, page = measure_slow_bodies(site)
        text = f"with {SLOW_CLIENTS} clients that send a body slowly, at worst in {SLOW_SECONDS} s"
        yield Row(f"/healthz {text}", "", health, target=1.0)
        yield Row(f"The list {text}", "", page)


def run_load(site: Proxied, act: Callable[[WebProcess], None], times: int) -> Load:
    """Puts the site under load while its processes reload or restart in turn."""
    load = Load()
    with ExitStack() as browsers:
        people = [
            (browsers.enter_context(site.open_browser(person)), person, FIRST_CUSTOMER + place)
            for place, person in enumerate(PEOPLE)
        ]
        threads = [threading.Thread(target=load.browse_until_over, args=person) for person in people]
        for thread in threads:
            thread.start()
        for process in itertools.islice(itertools.cycle(site.processes), times):
            time.sleep(PAUSE)
            act(process)
        time.sleep(PAUSE)
        load.is_over.set()
        for thread in threads:
            thread.join()
    return load


def measure_slow_bodies(site: Proxied) -> tuple[float, float]:
    """Returns the longest times of /healthz and of the list while other clients send their bodies byte by byte."""
    context = ssl.create_default_context(cafile=str(site.authority))
    host, _, port = site.address.removeprefix("https://").partition(":")
    head = f"POST /sign-in/ HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 1000\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    clients = []
    for _ in range(SLOW_CLIENTS):
        client = context.wrap_socket(socket.create_connection((host, int(port)), timeout=30), server_hostname=host)
        client.sendall(head.encode())
        clients.append(client)
    waits: dict[str, list[float]] = {"/healthz": [], "/economic/customers/": []}
    try:
        with site.open_browser("viewer") as browser:
            deadline = time.monotonic() + SLOW_SECONDS
            while time.monotonic() < deadline:
                for client in clients:
                    client.sendall(b"x")
                for path, seconds in waits.items():
                    started = time.perf_counter()
                    assert browser.get(path).status_code == 200
                    seconds.append(time.perf_counter() - started)
                time.sleep(0.2)
    finally:
        for client in clients:
            client.close()
    return max(waits["/healthz"]), max(waits["/economic/customers/"])


@contextmanager
def run_proxied(caddy: str) -> Iterator[Proxied]:
    """Two web processes on one data folder, as on one machine."""
    with run_sandbox(60) as (_, variables), tempfile.TemporaryDirectory(prefix="econ-admin-bench-") as folder:
        environment = build_environment(folder, **variables)
        prepare_dashboard(environment)
        with run_behind_caddy(caddy, [environment] * 2) as site:
            yield site
