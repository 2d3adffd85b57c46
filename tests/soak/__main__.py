"""`python -m tests.soak [minutes]`: an hour of work on PostgreSQL and Redis behind Caddy; prints its table.

Twelve people work at two web processes while both are deployed twice, e-conomic fails in seven ways, and workers are
replaced. Exits with 1 if less than 99.9 % of requests were answered as they should, a write was lost, doubled or not
told to the person, the audit trail is broken, or memory grew by more than 5 %.
"""

import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from tests.caddy import Proxied, find_caddy, run_behind_caddy
from tests.servers import run_servers
from tests.site import KEYS, ROOT, build_environment, prepare_dashboard, run_sandbox
from tests.soak.events import Events
from tests.soak.journal import Journal
from tests.soak.people import CUSTOMERS, People, Reader, Writer

MINUTES = 60.0
LATENCY = 60  # milliseconds of e-conomic's responses
LEASE_TIME = 62  # seconds: a lease of a save without an answer lasts 60
LEAST_SHARE, MOST_GROWTH = 0.999, 1.05


@dataclass
class Outcome:
    """What became of the writes, as e-conomic has them in the end."""

    writes: int = 0
    confirmed: int = 0
    refused: int = 0
    problems: list[str] = field(default_factory=list)


def main() -> int:
    caddy = find_caddy()
    if caddy is None:
        raise SystemExit("Caddy is missing on this machine. Install Debian's package caddy.")
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    journal = Journal()
    with run_office(caddy) as (site, economic, groups, variables):
        people = People(site, journal)
        events = Events(site, economic, journal, groups, minutes * 60, people.open_all_customers)
        work(people, events)
        outcome = judge(people, economic)
        trail = subprocess.run(
            [sys.executable, "manage.py", "trail", "verify"], cwd=ROOT, env=variables, check=False, capture_output=True
        )
    print_table(minutes, journal, events, outcome, is_whole=trail.returncode == 0)
    for description in journal.failures + outcome.problems:
        sys.stderr.write(f"{description}\n")
    if trail.returncode:
        sys.stderr.write((trail.stdout + trail.stderr).decode())
    is_good = journal.share_answered >= LEAST_SHARE and not outcome.problems and trail.returncode == 0
    return 0 if is_good and events.get_growth("second web process") <= MOST_GROWTH else 1


@contextmanager
def run_office(caddy: str) -> Iterator[tuple[Proxied, str, dict[str, Callable[[], int]], dict[str, str]]]:
    """Two web processes with a data folder each behind Caddy, PostgreSQL, Redis, and a sandbox as e-conomic."""
    with ExitStack() as stack:
        economic, sandbox_variables = stack.enter_context(run_sandbox(CUSTOMERS, LATENCY))
        database, redis_server = stack.enter_context(run_servers())
        variables = {**sandbox_variables, **KEYS, "DATABASE_URL": database.url, "REDIS_URL": redis_server.url}
        environments = [
            build_environment(stack.enter_context(tempfile.TemporaryDirectory(prefix="econ-admin-soak-")), **variables)
            for _ in range(2)
        ]
        for environment in environments:
            prepare_dashboard(environment)
        site = stack.enter_context(run_behind_caddy(caddy, environments))
        groups = {
            "first web process": lambda: site.processes[0].pid,
            "second web process": lambda: site.processes[1].pid,
            "Caddy": lambda: site.proxy.pid,
            "Redis": lambda: redis_server.pid,
            "PostgreSQL": lambda: database.pid,
        }
        yield site, economic, groups, environments[0]


def work(people: People, events: Events) -> None:
    """Everybody works while things happen; afterwards they try again what was not confirmed."""
    workers: list[Reader | Writer] = [*people.readers, *people.writers]
    with ThreadPoolExecutor(len(workers)) as threads:
        running = [threads.submit(worker.work_until, people.is_over) for worker in workers]
        try:
            events.run()
        finally:
            people.is_over.set()
        for worker in running:
            worker.result()
    if any(not write.is_confirmed for write in people.writes):
        time.sleep(LEASE_TIME)  # other processes: only their clock can be waited for
    for writer in people.writers:  # one by one: the first asks whether e-conomic answers again, others would be refused
        writer.settle()


def judge(people: People, economic: str) -> Outcome:
    outcome = Outcome(len(people.writes))
    for write in people.writes:
        count = write.count_done(economic)
        outcome.confirmed += write.is_confirmed
        is_refused = write.is_refused and not count
        outcome.refused += is_refused
        if count > 1:
            outcome.problems.append(f"doubled: {write.describe()}, {count} in e-conomic")
        elif write.is_confirmed and not count:
            outcome.problems.append(f"lost: {write.describe()}")
        elif not (write.is_confirmed or write.was_shown_unknown or is_refused):
            outcome.problems.append(f"not told: {write.describe()}, {count} in e-conomic")
    return outcome


def print_table(minutes: float, journal: Journal, events: Events, outcome: Outcome, *, is_whole: bool) -> None:
    kinds = Counter(problem.partition(":")[0] for problem in outcome.problems)
    rows = {
        "minutes": f"{minutes:g}",
        "deploys, of both web processes in turn": events.counts["deploys"],
        "faults of e-conomic, of all its calls": events.counts["faults"],
        "workers replaced": events.counts["recycled"],
        "requests": f"{journal.count:,}",
        "not answered as they should": f"{journal.failed} ({1 - journal.share_answered:.3%})",
        "answered with what is wrong at e-conomic": f"{journal.explained:,}",
        "half of them within": f"{journal.get_percentile(50) * 1000:.0f} ms",
        "99 % of them within": f"{journal.get_percentile(99) * 1000:.0f} ms",
        "the slowest": f"{max(journal.seconds):.1f} s",
        "writes": f"{outcome.writes:,}",
        "confirmed in the end": f"{outcome.confirmed:,}",
        "refused by a check, which the page names": outcome.refused,
        "lost": kinds["lost"],
        "doubled": kinds["doubled"],
        "not told to the person": kinds["not told"],
        "the audit trail": "whole" if is_whole else "broken",
    }
    for group in events.groups:
        amounts = [f"{sample.megabytes[group]:.0f}" for sample in events.samples]
        growth = events.get_growth(group) - 1
        rows[f"memory of {group}, from when the caches are full to the end"] = (
            f"{growth:+.1%} (MB every five parts of sixty: {', '.join(amounts[::5])})"
        )
    for title, value in rows.items():
        sys.stdout.write(f"| {title} | {value} |\n")
    sys.stdout.write(f"{dict(journal.statuses)}\n")


if __name__ == "__main__":
    sys.exit(main())
