"""Puts the office under the traffic of its busiest hour, or opens pages as quickly as they come."""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median
from time import perf_counter

from tests.simulation.machine import Usage, compare_moments, read_moment
from tests.simulation.model import ROLES_OF_ACTIVITIES, Name, choose_activity, get_activity_rate
from tests.simulation.office import METRICS_TOKEN, Desk, Office
from tests.simulation.upstream import Report
from tests.simulation.visit import ACTIVITIES, Crowd, Tally

EVERYTHING: tuple[Name, ...] = ("overview", "list", "search", "customer", "invoices", "booked", "draft", "save")
A_FEW: tuple[Name, ...] = ("list", "search", "customer", "invoices")
AT_ONCE = 16  # when pages are opened as quickly as they come
MOST_OPEN = 1_500  # activities; with more, the office is behind for good
LAST_ANSWERS = 10  # seconds for what is open at the end
READ = re.compile(r'^econ_admin_reads_total\{noun="([^"]+)",source="([^"]+)"\} ([0-9.e+]+)$', re.MULTILINE)


@dataclass(frozen=True)
class Load:
    """What came of some time under load."""

    agreements: int
    usage: Usage
    tally: Tally
    report: Report
    reads: Counter[str]
    """By source: cache, upstream, stale."""
    redis_commands: float
    is_behind: bool

    @property
    def pages(self) -> float:
        """A second."""
        return self.tally.count / self.usage.seconds

    @property
    def p50(self) -> float:
        return get_percentile(self.tally.all_seconds, 50)

    @property
    def p95(self) -> float:
        return get_percentile(self.tally.all_seconds, 95)


def get_percentile(sorted_seconds: Sequence[float], percent: int) -> float:
    if not sorted_seconds:
        return 0.0
    return sorted_seconds[min(len(sorted_seconds) - 1, len(sorted_seconds) * percent // 100)]


async def warm_up(crowd: Crowd, agreements: Sequence[Sequence[Desk]], activities: Sequence[Name] = EVERYTHING) -> None:
    """Somebody of each agreement does each of these once, as quickly as pages come."""
    crowd.thinks = False
    waiting = [(desks[0], activity) for desks in agreements for activity in activities]
    waiting.reverse()

    async def work() -> None:
        while waiting:
            await crowd.perform(*waiting.pop())

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    crowd.thinks = True


async def measure_hour(
    office: Office,
    crowd: Crowd,
    agreements: Sequence[Sequence[Desk]],
    seconds: float,
    settling: float,
    *,
    at_peak: bool = True,
) -> Load:
    """The agreements in their busiest hour, or in a mean one: for so many seconds, after those in which it settles."""
    traffic = Traffic(crowd, agreements, at_peak=at_peak)
    running = asyncio.create_task(traffic.run())
    await asyncio.sleep(settling)
    crowd.begin_tally()
    office.upstream.begin()
    reads, commands, before = read_reads(office), office.read_redis()["commands"], read_moment(office.pids)
    await asyncio.wait({running}, timeout=seconds)
    after = read_moment(office.pids)
    tally, report = crowd.begin_tally(), office.upstream.report()
    reads_after, commands_after = read_reads(office), office.read_redis()["commands"]
    traffic.is_over = True
    await running
    await traffic.finish()
    late = crowd.begin_tally()  # what failed at last is told too
    tally.mixed += late.mixed
    return Load(
        len(agreements),
        compare_moments(before, after),
        tally,
        report,
        reads_after - reads,
        commands_after - commands,
        traffic.is_behind,
    )


def is_allowed(desk: Desk, activity: Name) -> bool:
    """Whether the person's role allows it."""
    roles = ROLES_OF_ACTIVITIES.get(activity)
    return roles is None or desk.role in roles


class Traffic:
    """Activities that begin at random moments, whether or not earlier ones have ended."""

    def __init__(self, crowd: Crowd, agreements: Sequence[Sequence[Desk]], *, at_peak: bool) -> None:
        self._crowd, self._agreements = crowd, agreements
        self.rate = sum(get_activity_rate(len(desks), at_peak=at_peak) for desks in agreements)
        self._open: set[asyncio.Task[None]] = set()
        self.is_over = self.is_behind = False

    async def run(self) -> None:
        random, loop = self._crowd.random, asyncio.get_running_loop()
        begins_at = loop.time()
        while not self.is_over and not self.is_behind:
            begins_at += random.expovariate(self.rate)
            await asyncio.sleep(max(0.0, begins_at - loop.time()))
            self._begin()
            self.is_behind = len(self._open) > MOST_OPEN

    def _begin(self) -> None:
        random, activity = self._crowd.random, choose_activity(self._crowd.random)
        desk = random.choice([desk for desk in random.choice(self._agreements) if is_allowed(desk, activity.name)])
        task = asyncio.create_task(self._crowd.perform(desk, activity.name))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def finish(self) -> None:
        """Waits a moment for what is open, and ends the rest."""
        if not self._open:
            return
        _, pending = await asyncio.wait(self._open, timeout=LAST_ANSWERS)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


def read_reads(office: Office) -> Counter[str]:
    """Reads by source, of both machines together."""
    reads: Counter[str] = Counter()
    for port in office.ports:
        for _, source, count in READ.findall(get_text(port, "/metrics", {"Authorization": f"Bearer {METRICS_TOKEN}"})):
            reads[source] += int(float(count))
    return reads


def get_text(port: int, path: str, headers: dict[str, str]) -> str:
    """A page of one web process. Raises RuntimeError if it is none."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        text = response.read().decode()
    finally:
        connection.close()
    if response.status != 200:
        raise RuntimeError(f"{path} was answered with {response.status}: {text[:300]}")
    return text


def time_page(port: int, path: str, headers: dict[str, str], times: int = 9) -> float:
    """The median seconds of a page that was opened before."""
    get_text(port, path, headers)
    seconds = []
    for _ in range(times):
        started = perf_counter()
        get_text(port, path, headers)
        seconds.append(perf_counter() - started)
    return median(seconds)


async def count_cold_calls(office: Office, crowd: Crowd, desks: Sequence[Desk]) -> dict[Name, int]:
    """Calls of each activity in an agreement of which nothing is cached."""
    crowd.thinks = False
    calls: dict[Name, int] = {}
    for desk, activity in zip(desks, ACTIVITIES, strict=True):
        office.upstream.begin()
        await crowd.perform(desk, activity)
        calls[activity] = office.upstream.report().total
    crowd.thinks = True
    return calls
