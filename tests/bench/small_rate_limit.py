"""An office at the smaller rate limit that e-conomic publishes: 2,000 in 60 seconds, and nearly every call costs 13."""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from threading import Event
from time import perf_counter, sleep
from urllib.request import urlopen

from tests.bench.person import Person
from tests.bench.site import build_environment, run_dashboard
from tests.bench.stage import LIST_URL, Stage, get_customer_url
from tests.bench.table import Row, Rows, time_call
from tests.site import free_port, run_server

PEOPLE, PAGES, SECONDS = 10, 26, 60
LATENCY = 150  # milliseconds
EXPORT = "/economic/booked/booked.csv"


@dataclass
class Office:
    """What ten people and an export got."""

    page_seconds: list[float] = field(default_factory=list)
    page_statuses: list[int] = field(default_factory=list)
    exports: int = 0


def measure_small_rate_limit(stage: Stage) -> Rows:
    with serve_limited_sandbox() as origin, run_dashboard(origin) as site:
        site.admin.get(LIST_URL)
        site.admin.get(get_customer_url(stage.customers[0]))  # the reference lists are read once an hour
        before = len(read_log(origin))
        site.admin.get(get_customer_url(stage.customers[1]))
        calls = len(read_log(origin)) - before
        wait_until_drained()
        before = len(read_log(origin))
        office = run_office(site.open_browsers(PEOPLE + 1), stage.customers[2 : 2 + PAGES])
        statuses = Counter(status for _, status in read_log(origin)[before:])
    title = f"{PEOPLE} people, {PAGES} cold pages in {SECONDS} s and exports beside"
    yield Row("a cold customer page, reference lists apart", "", calls, unit="calls")
    yield Row(f"{title}: calls in all", "", sum(statuses.values()), unit="calls")
    yield Row(f"{title}: calls refused with 429", "", statuses[429], target=0, unit="calls")
    yield Row(f"{title}: pages other than 200", "", sum(s != 200 for s in office.page_statuses), target=0, unit="pages")
    yield Row(f"{title}: exports", "", office.exports, target=1, unit="files", at_least=True)
    yield Row(f"{title}: the middle page", "", median(office.page_seconds))
    yield Row(f"{title}: the slowest page", "", max(office.page_seconds))


@contextmanager
def serve_limited_sandbox() -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "manage.py", "sandbox", "--port", str(port), "--rate", "2000", "--latency", str(LATENCY)]
    with (
        tempfile.TemporaryDirectory(prefix="econ-admin-bench-") as folder,
        run_server(command, build_environment(folder), port),
    ):
        yield f"http://127.0.0.1:{port}"


def read_log(origin: str) -> list[tuple[str, int]]:
    """The requests so far, with their statuses."""
    with urlopen(f"{origin}/_sandbox/log") as response:  # noqa: S310  # http, to our own process
        return [(entry["path"], entry["status"]) for entry in json.load(response)]


def wait_until_drained() -> None:
    """Waits a minute: the bucket is empty again."""
    sleep(SECONDS)


def run_office(browsers: Sequence[Person], customers: Sequence[int]) -> Office:
    """Everybody opens their share of the pages, evenly over the time; one exports over and over."""
    office, ended = Office(), Event()
    started = perf_counter()

    def open_pages(person: Person, at: int) -> None:
        for index in range(at, len(customers), PEOPLE):
            sleep(max(0.0, started + SECONDS * index / len(customers) - perf_counter()))
            path = get_customer_url(customers[index])
            seconds = time_call(lambda path=path: office.page_statuses.append(person.request("GET", path)[0]))  # type: ignore[misc]
            office.page_seconds.append(seconds)

    def export(person: Person) -> None:
        while not ended.is_set():
            status, _ = person.request("GET", EXPORT)
            office.exports += status == 200
            ended.wait(1)

    with ThreadPoolExecutor(len(browsers)) as threads:
        exporting = threads.submit(export, browsers[-1])
        for future in [threads.submit(open_pages, person, at) for at, person in enumerate(browsers[:PEOPLE])]:
            future.result()
        ended.set()
        exporting.result()
    return office
