"""Lists, panels and files that take reads of many pages, among 100,000 customers and 200,000 booked invoices.

A round trip is one plain call to e-conomic in the same run. The pages are asked for again as the browser does it.
"""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import requests

from tests.bench.large_upstream import CUSTOMERS, FIRST_NUMBER, INVOICES, OVERDUE, serve_large_upstream
from tests.bench.person import Person
from tests.bench.site import Site, run_dashboard
from tests.bench.stage import LIST_URL, OVERVIEW_URL, Stage
from tests.bench.table import Row, Rows, time_call
from tests.bench.upstream import Upstream

DELAY = 200  # milliseconds
ROUNDS = 3
MAX_REQUESTS = 200
MAX_FIRST, MAX_WHOLE, MAX_MEMORY = 1.5, 30, 30  # round trips, and megabytes
ASKS_AGAIN = re.compile(rb'hx-get="([^"]+)" hx-trigger="load delay:([0-9.]+)s"')
READY = re.compile(rb'id="download" href="([^"]+)"')
MEMORY_LINE = re.compile(r"^(VmRSS|VmHWM):\s+(\d+) kB", re.MULTILINE)
RESET_PEAK = "5"  # written to clear_refs: the peak begins again at what is held now


@dataclass(frozen=True)
class LongPage:
    """A page, and of how many records it is."""

    name: str
    path: str
    records: int
    trigger: str = "reading"
    is_file: bool = False
    """Whether it is a file in the end: as large as it is, and written only when everything was read."""

    @property
    def max_first(self) -> float | None:
        return None if self.is_file else MAX_FIRST

    @property
    def max_whole(self) -> float | None:
        return None if self.is_file else MAX_WHOLE


PAGES = (
    LongPage("Over limit", "/economic/customers/?limit=over", CUSTOMERS),
    LongPage("Overdue", "/economic/customers/?overdue=yes", OVERDUE),
    LongPage("the front page's overdue by age", f"{OVERVIEW_URL}overview/ageing/", OVERDUE, "panel-ageing"),
    LongPage("the front page's months", f"{OVERVIEW_URL}overview/months/", INVOICES, "panel-months"),
    LongPage("CSV of all customers", "/economic/customers/customers.csv", CUSTOMERS, is_file=True),
)


@dataclass(frozen=True)
class Reading:
    """What happened until the whole was there. Times in seconds, memory in megabytes."""

    first: float
    whole: float
    statuses: list[int]
    last: bytes
    memory: float
    calls: int
    round_trip: float


def measure_long_reads(stage: Stage) -> Rows:
    with serve_large_upstream(stage.large_upstream_store) as upstream:
        for page in PAGES:
            with run_dashboard(upstream.origin) as site:  # a new one, since memory is kept for later
                site.warm_up([OVERVIEW_URL, f"{LIST_URL}&balance=over"])
                readings = [measure_reading(site, upstream, page) for _ in range(ROUNDS)]
            yield from build_rows(page, readings)


def build_rows(page: LongPage, readings: Sequence[Reading]) -> Rows:
    pages = -(-page.records // 1000)
    title = f"{page.name}, {page.records:,} records"
    first = pick_median(readings, lambda reading: reading.first)
    whole = pick_median(readings, lambda reading: reading.whole)
    yield Row(f"{title}: the first answer", "one upstream call", first.first, first.round_trip, page.max_first)
    yield Row(f"{title}: the whole", "one upstream call", whole.whole, whole.round_trip, page.max_whole)
    yield Row(
        f"{title}: requests of the browser", "", median(len(reading.statuses) for reading in readings), unit="requests"
    )
    errors = max(sum(status != 200 for status in reading.statuses) for reading in readings)
    yield Row(f"{title}: answers other than 200", "", errors, target=0, unit="answers")
    calls = max(reading.calls for reading in readings)
    yield Row(f"{title}: upstream calls", f"its {pages} pages", calls, pages, unit="calls")
    memory = max(reading.memory for reading in readings)
    yield Row(f"{title}: growth of a worker at its peak", "", memory, target=MAX_MEMORY, unit="MB")
    if page.is_file:
        rows = min(count_customers(reading.last) for reading in readings)
        yield Row(
            f"{title}: customers in the file", "all", rows, page.records, target=1, unit="customers", at_least=True
        )


def pick_median(readings: Sequence[Reading], get_seconds: Callable[[Reading], float]) -> Reading:
    """Picks the reading with the median ratio to its own round trip."""
    return sorted(readings, key=lambda reading: get_seconds(reading) / reading.round_trip)[len(readings) // 2]


def measure_reading(site: Site, upstream: Upstream, page: LongPage) -> Reading:
    site.clear_cache()
    upstream.start_replay(DELAY)
    call = build_call(upstream)
    calls_before = [call() for _ in range(3)]
    upstream.start_replay(DELAY)
    [person] = site.open_browsers(1)
    workers = reset_peaks(site)
    first, whole, statuses, last = read_to_end(person, page)
    memory = max((read_memory(pid)["VmHWM"] - held) / 1024 for pid, held in workers.items())
    calls = sum(upstream.get_calls().values())
    round_trip = median([*calls_before, *(call() for _ in range(3))])
    return Reading(first, whole, statuses, last, memory, calls, round_trip)


def read_to_end(person: Person, page: LongPage) -> tuple[float, float, list[int], bytes]:
    """Asks again until the whole is there. Returns the seconds to the first answer and to the last, all statuses, and
    the last answer."""
    started, first, path, statuses = perf_counter(), 0.0, page.path, list[int]()
    headers: dict[str, str] = {}
    while len(statuses) < MAX_REQUESTS:
        status, body = person.request("GET", path, extra=headers)
        statuses.append(status)
        first = first or perf_counter() - started
        if match := ASKS_AGAIN.search(body):
            path, headers = unescape(match[1].decode()), {"HX-Request": "true", "HX-Trigger": page.trigger}
            sleep(float(match[2]))
        elif page.is_file and (match := READY.search(body)):
            path, headers = unescape(match[1].decode()), {}
        else:
            return first, perf_counter() - started, statuses, body
    raise SystemExit(f"{page.path} was not there after {MAX_REQUESTS} requests.")


def build_call(upstream: Upstream) -> Callable[[], float]:
    """A plain call on a kept connection."""
    session = requests.Session()
    session.trust_env = False
    address = f"{upstream.origin}/customers?filter=customerNumber$in:[{FIRST_NUMBER}]"
    session.get(address)
    return lambda: time_call(lambda: session.get(address).json())


def count_customers(file: bytes) -> int:
    """Counts the customers in a CSV file; each once."""
    lines = csv.reader(file.decode("utf-8-sig").splitlines(), delimiter=";")
    return len({line[0] for line in lines if line and line[0].isdigit()})


def reset_peaks(site: Site) -> dict[int, int]:
    """What each worker holds now, in kilobytes, where its peak begins again."""
    workers = list(site.read_memory())
    for pid in workers:
        Path(f"/proc/{pid}/clear_refs").write_text(RESET_PEAK)
    return {pid: read_memory(pid)["VmRSS"] for pid in workers}


def read_memory(pid: int) -> dict[str, int]:
    return {name: int(size) for name, size in MEMORY_LINE.findall(Path(f"/proc/{pid}/status").read_text())}
