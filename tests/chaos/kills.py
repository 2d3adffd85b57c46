"""Writes of several people while the workers, or the whole server, are killed (SIGKILL) at random moments.

Each write has a text and a customer of its own, so that the sandbox, a separate process that is never killed, tells how
often it was done. A person who gets no answer looks at the front page; when the lease of the killed save has expired,
they submit the form again, as after a reload, and follow what the page offers.
"""

import itertools
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.chaos.server import Server
from tests.chaos.writer import Writer
from tests.chaos.writes import Write
from tests.site import build_environment, prepare_dashboard, run_sandbox
from tests.site_client import SiteClient

LONGEST_PAUSE = 0.3  # seconds from seeing that somebody writes to the kill
LEASE_TIME = 62  # seconds: a lease of a killed save lasts 60
SERVER_KILL = 10  # every tenth kill is one of the whole server
LATENCY = 50  # milliseconds of e-conomic's responses: a write may be done and not answered yet
CUSTOMERS = 600
FIRST_CUSTOMER = 10001
PEOPLE = ("accountant", "admin") * 4  # who may do all of it


@dataclass
class Report:
    """What came of all writes."""

    kills: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    writes: int = 0
    interrupted: int = 0
    """Got no answer, because of a kill."""
    done_unanswered: int = 0
    """Of these, e-conomic had done it when the person came back."""
    shown_unknown: int = 0
    """A page showed that the outcome was unknown."""
    refused: int = 0
    """The page says in the end that it was not sent, and why, and e-conomic does not have it."""
    lost: int = 0
    """The person was told that it is done, and e-conomic does not have it."""
    doubled: list[str] = field(default_factory=list)
    not_told: list[str] = field(default_factory=list)
    """In the end, no page said what came of it, or that it is unknown; or it said that it was not sent, and it was."""

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.not_told)


def run_chaos(kills: int, seconds: float, seed: int = 1) -> Report:
    """Kills so many times, or for so many seconds, then lets everybody find out what came of their writes."""
    report = Report()
    with _run_site() as (origin, server):
        customers = itertools.count(FIRST_CUSTOMER)
        writers = [
            Writer(SiteClient(f"http://127.0.0.1:{server.port}", person), customers, place)
            for place, person in enumerate(PEOPLE)
        ]
        stopped, started_at = threading.Event(), time.monotonic()
        with ThreadPoolExecutor(len(writers)) as threads:
            running = [threads.submit(writer.write_until, stopped) for writer in writers]
            try:
                chance, deadline = random.Random(seed), started_at + seconds
                while sum(report.kills.values()) < kills and not any(thread.done() for thread in running):
                    if not _kill(server, writers, chance, deadline, report.kills):
                        break
            finally:
                stopped.set()
            for thread in running:
                thread.result()
            report.seconds = time.monotonic() - started_at
            writes = [write for writer in writers for write in writer.writes]
            interrupted = [write for write in writes if not write.is_answered]
            report.done_unanswered = sum(write.count_done(origin) > 0 for write in interrupted)
            if any(not write.is_confirmed for write in writes):
                time.sleep(LEASE_TIME)  # other processes: only their clock can be waited for
            list(threads.map(Writer.settle, writers))
        for writer in writers:
            writer.close()
        report.writes, report.interrupted = len(writes), len(interrupted)
        for write in writes:
            _judge(write, write.count_done(origin), report)
    return report


@contextmanager
def _run_site() -> Iterator[tuple[str, Server]]:
    """The address of a sandbox, and a dashboard that uses it."""
    with (
        tempfile.TemporaryDirectory(prefix="econ-admin-chaos-") as folder,
        run_sandbox(CUSTOMERS, LATENCY) as (origin, variables),
    ):
        environment = build_environment(folder, WEB_CONCURRENCY="4", **variables)
        prepare_dashboard(environment)
        server = Server(environment)
        try:
            yield origin, server
        finally:
            server.stop()


def _kill(server: Server, writers: list[Writer], chance: random.Random, deadline: float, kills: Counter[str]) -> bool:
    """Kills at a random moment of a write. False if that moment is past the deadline."""
    while not any(writer.is_writing for writer in writers) and time.monotonic() < deadline:
        time.sleep(0.005)  # until somebody writes
    time.sleep(chance.random() * LONGEST_PAUSE)
    if time.monotonic() >= deadline:
        return False
    if sum(kills.values()) % SERVER_KILL == SERVER_KILL - 1:
        server.kill()
        kills["server"] += 1
    else:
        server.kill_worker(chance)
        kills["worker"] += 1
    return True


def _judge(write: Write, count: int, report: Report) -> None:
    report.shown_unknown += write.was_shown_unknown
    if count > 1:
        report.doubled.append(f"{write.describe()}, {count} in e-conomic")
    report.lost += write.is_confirmed and count == 0
    report.refused += write.is_refused and count == 0
    if not (write.is_confirmed or write.was_shown_unknown or (write.is_refused and count == 0)):
        report.not_told.append(f"{write.describe()}, {count} in e-conomic")
