"""Runs the simulation, prints its table and rewrites it in docs/scaling.md; shorter ones only print it."""

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator, Sequence
from random import Random

from tests.simulation.browser import Proxy
from tests.simulation.model import AGREEMENTS, DAY, PEAK_FACTOR, PEOPLE, Name
from tests.simulation.office import METRICS_TOKEN, Office, run_office
from tests.simulation.report import Findings, Memory, is_saturated, render, write_document
from tests.simulation.traffic import A_FEW, EVERYTHING, Load, count_cold_calls, measure_hour, time_page, warm_up
from tests.simulation.upstream import RATE_LIMITS
from tests.simulation.visit import Crowd, Numbers, Tally

MOST_ERRORS = 10  # of the logs that are told
FEW, SOME = 10, 100  # warm agreements whose memory is held against that of all
STEPS = (20, 40, 60, 80, 100, 125, 150, 200, 300, 400, 500)
DAY_SHARE = 0.7  # of what the machine can do, for the day's figures
SETTLING, DAY_SETTLING = 10, 65  # seconds; by then what is kept for a minute was read again


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--agreements", type=int, default=AGREEMENTS)
    parser.add_argument("--people", type=int, default=PEOPLE, help="of each agreement")
    parser.add_argument("--limit", choices=RATE_LIMITS, default="published", help="e-conomic's rate limit")
    parser.add_argument("--seconds", type=int, default=120, help="of the mean hour that are measured")
    parser.add_argument("--step-seconds", type=int, default=25, help="of the busiest hour, for each step")
    parser.add_argument("--settling", type=int, default=DAY_SETTLING, help="seconds before the mean hour is measured")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    with run_office(options.agreements, options.people, options.limit) as office:
        print_progress(f"The office runs: {options.agreements} agreements with {options.people} people each.")
        findings, failures = asyncio.run(Simulation(office, options).run())
        errors = office.list_log_errors()
    section, is_missed = render(findings)
    print_progress(section)
    for failure in failures:
        print_progress(f"failed: {failure}")
    for error in errors[:MOST_ERRORS]:
        print_progress(f"of {len(errors)} errors in the logs: {error[:500]}")
    if findings.unknown:
        print_progress(f"not known to the simulation's e-conomic: {findings.unknown}")
    print_progress(f"{(time.monotonic() - started) / 60:.1f} minutes")
    if not arguments:
        write_document(section)
    return int(is_missed or findings.mixed > 0 or bool(findings.unknown))


class Simulation:
    """All measurements, one after the other."""

    def __init__(self, office: Office, options: argparse.Namespace) -> None:
        self._office, self._options = office, options
        self._desks = office.desks
        upstream = office.upstream
        numbers = Numbers(
            upstream.list_numbers("/customers", "customerNumber"),
            upstream.list_numbers("/invoices/booked", "bookedInvoiceNumber"),
        )
        self._crowd = Crowd(Proxy(office.ports), numbers, Random(1))
        self._total = Tally()
        self._refused = 0

    async def run(self) -> tuple[Findings, list[str]]:
        office, crowd = self._office, self._crowd
        await warm_up(crowd, self._desks[:1])  # what a process does once
        cold = await count_cold_calls(office, crowd, [desks[0] for desks in self._desks[1 : 1 + len(DAY)]])
        print_progress("Cold pages are counted.")
        memory = [await self._warm_up(0, FEW)]
        few = self._time_pages_of_machines()
        office.upstream.begin()
        memory.append(await self._warm_up(FEW, SOME))
        warm = office.upstream.report()
        memory.append(await self._warm_up(SOME, len(self._desks), A_FEW))
        pages = {name: (seconds, self._time_pages_of_machines()[name]) for name, seconds in few.items()}
        pages |= self._time_pages_of_people()
        steps = [load async for load in self._run_steps()]
        good = max([load.agreements for load in steps if not is_saturated(load)], default=steps[0].agreements)
        count = min(len(self._desks), max(1, round(good * DAY_SHARE * PEAK_FACTOR)))
        print_progress(f"A mean hour of {count} agreements.")
        options = self._options
        day = await measure_hour(office, crowd, self._desks[:count], options.seconds, options.settling, at_peak=False)
        self._add_load(day)
        self._total.add(crowd.begin_tally())
        report = office.upstream.report()
        connections = int(office.read_database()["connections"]), int(office.read_redis()["connections"])
        return (
            Findings(
                people=options.people,
                warm=warm,
                warm_agreements=max(1, min(SOME, len(self._desks)) - FEW),
                cold_calls={str(name): calls for name, calls in cold.items()},
                day=day,
                steps=steps,
                memory=[*memory, self._read_memory(len(self._desks), "after the load")],
                pages=pages,
                connections=connections,
                mixed=self._total.mixed + report.mixed,
                checked=self._total.checked,
                failures=self._total.failure_count,
                refused=self._refused + report.refused,
                unknown=report.unknown,
            ),
            self._total.failures,
        )

    async def _warm_up(self, begin: int, end: int, activities: Sequence[Name] = EVERYTHING) -> Memory:
        """Opens pages of these agreements, each for the first time, and says what all so far take."""
        end = min(end, len(self._desks))
        await warm_up(self._crowd, self._desks[begin:end], activities)
        self._total.add(self._crowd.begin_tally())
        print_progress(f"{end} agreements are warm.")
        return self._read_memory(end)

    def _read_memory(self, agreements: int, note: str = "") -> Memory:
        office = self._office
        return Memory(
            agreements,
            office.read_web_memory(),
            office.read_redis()["megabytes"],
            office.read_database()["megabytes"],
            office.count_threads(),
            note,
        )

    async def _run_steps(self) -> AsyncIterator[Load]:
        """More and more agreements in their busiest hour, until it is too much."""
        for count in sorted({min(step, len(self._desks)) for step in STEPS}):
            load = await measure_hour(
                self._office, self._crowd, self._desks[:count], self._options.step_seconds, SETTLING
            )
            self._add_load(load)
            print_progress(f"{count} agreements: {load.pages:.1f} pages a second, p95 {load.p95 * 1000:.0f} ms")
            yield load
            if is_saturated(load):
                return

    def _add_load(self, load: Load) -> None:
        self._total.add(load.tally)
        self._refused += load.report.refused

    def _time_pages_of_machines(self) -> dict[str, float]:
        """Seconds of what monitoring and administrators ask for, with as many warm agreements as there are now."""
        port, person = self._office.ports[0], self._desks[0][0]
        bearer = {"Authorization": f"Bearer {METRICS_TOKEN}"}
        status = f"/{person.slug}/status/"
        return {
            f"`/readyz`, {FEW} warm agreements : all": time_page(port, "/readyz", {}),
            f"`/metrics`, {FEW} warm agreements : all": time_page(port, "/metrics", bearer),
            f"e-conomic status, {FEW} warm agreements : all": time_page(port, status, sign_in(person.session)),
        }

    def _time_pages_of_people(self) -> dict[str, tuple[float, float]]:
        """Seconds of pages for an administrator of one agreement, and for one of all."""
        port, person = self._office.ports[0], self._desks[0][0]
        paths = {"the customer list": "customers/", "People": "people/"}
        both = sign_in(person.session), sign_in(self._office.bureau)
        seconds = {
            f"{name}, for an administrator of one agreement : of all": [
                time_page(port, f"/{person.slug}/{path}", headers) for headers in both
            ]
            for name, path in paths.items()
        }
        seconds["all agreements (20 on a page), for the same two"] = [
            time_page(port, "/agreements/", headers) for headers in both
        ]
        return {name: (one, every) for name, (one, every) in seconds.items()}


def sign_in(session: str) -> dict[str, str]:
    """The headers of somebody who is signed in."""
    return {"Cookie": f"sessionid={session}"}


def print_progress(text: str) -> None:
    print(text, flush=True)  # noqa: T201  # it is what the command is for


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
