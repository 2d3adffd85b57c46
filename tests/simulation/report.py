"""The figures of a simulation as a table of docs/scaling.md."""

import os
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from econ_admin.gateway.cache_policy import is_reference_list
from tests.simulation.machine import LOAD_GENERATOR, name_saturated
from tests.simulation.model import AGREEMENTS, CALLS_A_DAY, DAY, HOURS, PEAK_FACTOR, count_requests, get_rate
from tests.simulation.office import POSTGRESQL, REDIS, UPSTREAM, WEB
from tests.simulation.traffic import Load
from tests.simulation.upstream import Report

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "scaling.md"
BEGIN, END = "<!-- what make simulate prints -->\n", "<!-- end -->\n"
SINGLE_THREADED = frozenset({REDIS, UPSTREAM, LOAD_GENERATOR})
MOST_SECONDS = 1.0  # that 95 of 100 pages may take
SHARE_OF_CORE = 0.6  # that the busiest hour may use of the web machines' cores


@dataclass(frozen=True)
class Line:
    """A row of the table. `is_missed`: the figure is not what it must be."""

    what: str
    figure: str
    limit: str = ""
    is_missed: bool = False

    def format(self) -> str:
        verdict = f"{self.limit}: {'missed' if self.is_missed else 'met'}" if self.limit else ""
        return f"| {self.what} | {self.figure} | {verdict} |"


@dataclass(frozen=True)
class Memory:
    """What so many warm agreements take, in megabytes."""

    agreements: int
    web: float
    redis: float
    database: float
    threads: int
    note: str = ""


@dataclass
class Findings:
    """All that was measured."""

    people: int
    warm: Report
    """Of agreements of which everything was opened once, with nothing cached before."""
    warm_agreements: int
    cold_calls: Mapping[str, int]
    day: Load
    steps: Sequence[Load]
    memory: Sequence[Memory]
    pages: Mapping[str, tuple[float, float]]
    """Seconds of a page with few, and with all agreements."""
    connections: tuple[int, int]
    """To PostgreSQL and to Redis."""
    mixed: int
    checked: int
    """Pages that named their agreement, so that it could be compared."""
    failures: int
    refused: int
    unknown: Mapping[str, int] = field(default_factory=dict)

    @property
    def last_good(self) -> Load:
        good = [step for step in self.steps if not is_saturated(step)]
        return good[-1] if good else self.steps[0]


def is_saturated(load: Load) -> bool:
    cores = os.cpu_count() or 1
    return load.is_behind or load.p95 > MOST_SECONDS or bool(name_saturated(load.usage, cores, SINGLE_THREADED))


def render(findings: Findings) -> tuple[str, bool]:
    """The section of the document, and whether something was missed."""
    sections = {
        "A day of one agreement": list(_describe_day(findings)),
        "This machine at its limit": list(_describe_limit(findings)),
        "Memory": list(_describe_memory(findings)),
        "Pages that know of all agreements": list(_describe_pages(findings)),
        "By arithmetic": list(_describe_shape(findings)),
    }
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    others = findings.last_good.usage.others
    head = (
        f"Measured on {date.today():%d-%m-%Y}: {machine}; other programs took {others:.2f} of the cores"  # noqa: DTZ011
        " at the last step below saturation.\n"
    )
    parts = [head]
    for title, lines in sections.items():
        parts.append(f"\n### {title}\n\n| what | figure | target |\n|---|---|---|\n")
        parts += [f"{line.format()}\n" for line in lines]
    return "".join(parts), any(line.is_missed for lines in sections.values() for line in lines)


def write_document(section: str) -> None:
    """Replaces the section in the document."""
    text = DOCUMENT.read_text()
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    assert pattern.search(text)
    DOCUMENT.write_text(pattern.sub(lambda _: f"{BEGIN}\n{section}\n{END}", text))


def count_calls(report: Report, *, reference_lists: bool) -> int:
    """Calls of reference lists, or all others."""
    return sum(
        count
        for calls in report.calls.values()
        for noun, count in calls.items()
        if is_reference_list(noun) == reference_lists
    )


def estimate_day(findings: Findings) -> tuple[float, float]:
    """Calls of an agreement in a day, with the cache and without it."""
    load, requests = findings.day, count_requests(findings.people)
    reference_lists = count_calls(findings.warm, reference_lists=True) / findings.warm_agreements
    calls_of_page = count_calls(load.report, reference_lists=False) / max(1, load.tally.count)
    reads_of_page = sum(load.reads.values()) / max(1, load.tally.count)
    return calls_of_page * requests + reference_lists * HOURS, reads_of_page * requests


def _describe_day(findings: Findings) -> Iterator[Line]:
    load = findings.day
    requests = count_requests(findings.people)
    calls, uncached = estimate_day(findings)
    reads = sum(load.reads.values()) or 1
    yield Line(f"pages and parts of {findings.people} people in a day, by the model", f"{requests:,.0f}")
    yield Line(
        f"measured with {load.agreements} agreements in a mean hour, for {load.usage.seconds:.0f} s",
        f"{load.tally.count:,} pages, {load.report.total:,} calls",
    )
    yield Line("reads that the cache answered", f"{load.reads['cache'] / reads:.0%} of {reads:,}")
    yield Line("calls for a page", f"{load.report.total / max(1, load.tally.count):.2f}")
    yield Line("the same with nothing cached", f"{reads / max(1, load.tally.count):.2f}")
    yield Line("calls in a day", f"{calls:,.0f}", f"at most {CALLS_A_DAY:,}", is_missed=calls > CALLS_A_DAY)
    yield Line("calls in a day with nothing cached", f"{uncached:,.0f}")
    peak = findings.last_good
    hourly = count_calls(peak.report, reference_lists=False) / peak.agreements / peak.usage.seconds * 3600
    yield Line("calls in the busiest hour, without reference lists", f"{hourly:,.0f}")
    cold = ", ".join(f"{activity.name} {findings.cold_calls[activity.name]}" for activity in DAY)
    yield Line("calls of each activity in an agreement of which nothing is cached", cold)
    fullest = max(measured.report.fullest for measured in (*findings.steps, load))
    yield Line("rate limit, used at most by an agreement", f"{fullest:,} of {load.report.limit:,}")
    yield Line("calls refused with 429", str(findings.refused), "at most 0", is_missed=findings.refused > 0)
    yield Line(
        f"pages that named another agreement, of {findings.checked:,} that named one",
        str(findings.mixed),
        "at most 0",
        is_missed=findings.mixed > 0 or not findings.checked,
    )
    yield Line("failed requests", str(findings.failures))


def _describe_limit(findings: Findings) -> Iterator[Line]:
    for step in findings.steps:
        shares = ", ".join(f"{name} {cores:.2f}" for name, cores in step.usage.components.items())
        yield Line(
            f"{step.agreements} agreements in their busiest hour",
            f"{step.pages:.1f} pages a second; p50 {step.p50 * 1000:.0f} ms, p95 {step.p95 * 1000:.0f} ms;"
            f" cores: {shares}, others {step.usage.others:.2f}",
        )
    last, good = findings.steps[-1], findings.last_good
    saturated = name_saturated(last.usage, os.cpu_count() or 1, SINGLE_THREADED) if is_saturated(last) else ""
    reason = saturated or ("the time that pages take, without a full core" if is_saturated(last) else "nothing yet")
    yield Line("what saturates first", reason)
    yield Line(
        f"pages a second for each core that web workers use, with {good.agreements} agreements",
        f"{good.pages / good.usage.components[WEB]:.0f}",
    )
    servers = sum(good.usage.components[name] for name in (WEB, POSTGRESQL, REDIS))
    yield Line("pages a second for each core, PostgreSQL and Redis included", f"{good.pages / servers:.0f}")
    for name in (WEB, POSTGRESQL, REDIS, UPSTREAM, LOAD_GENERATOR):
        yield Line(f"CPU for a page: {name}", f"{good.usage.components[name] / good.pages * 1000:.2f} ms")
    yield Line("commands of Redis for a page", f"{good.redis_commands / good.tally.count:.0f}")
    database, redis = findings.connections
    yield Line("connections of four workers, at the end", f"{database} to PostgreSQL, {redis} to Redis")


def _describe_memory(findings: Findings) -> Iterator[Line]:
    for memory in findings.memory:
        yield Line(
            f"{memory.agreements} warm agreements" + (f", {memory.note}" if memory.note else ""),
            f"web workers {memory.web:,.0f} MB (PSS), {memory.threads} threads; Redis {memory.redis:,.1f} MB;"
            f" PostgreSQL {memory.database:,.1f} MB",
        )
    first, last = findings.memory[0], [memory for memory in findings.memory if not memory.note][-1]
    more = max(1, last.agreements - first.agreements)
    yield Line("web workers: for each further agreement", f"{(last.web - first.web) / more * 1024:,.0f} kB")
    yield Line("Redis: for each further agreement", f"{(last.redis - first.redis) / more * 1024:,.0f} kB")


def _describe_pages(findings: Findings) -> Iterator[Line]:
    for name, (few, many) in findings.pages.items():
        yield Line(name, f"{few * 1000:.0f} ms : {many * 1000:.0f} ms")


def _describe_shape(findings: Findings) -> Iterator[Line]:
    """What an office of the full size needs in its busiest hour."""
    load, rate = findings.last_good, AGREEMENTS * get_rate()
    yield Line(
        f"pages a second of {AGREEMENTS} agreements, mean and busiest hour", f"{rate / PEAK_FACTOR:.0f}, {rate:.0f}"
    )
    for name in (WEB, POSTGRESQL, REDIS):
        busy = load.usage.components[name] / load.pages * rate
        needed = f"; {busy / SHARE_OF_CORE:.1f} cores at {SHARE_OF_CORE:.0%}" if name == WEB else ""
        yield Line(f"cores busy in the busiest hour: {name}", f"{busy:.2f}{needed}")
    calls = load.report.total / load.tally.count * rate
    yield Line("calls to e-conomic a second, of all agreements", f"{calls:,.0f}")
