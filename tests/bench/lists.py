"""The list among 100,000 customers, served by `manage.py sandbox`, whose own time stands beside ours."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from secrets import token_hex
from statistics import median

import requests

from tests.bench.site import Site, dashboard, environment
from tests.bench.stage import LIST, Stage
from tests.bench.table import Row, Rows, seconds
from tests.site import ROOT, free_port

CUSTOMERS = 100_000
TOKENS = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}
QUESTIONS = {"list": LIST, "search": f"{LIST}&q=m%C3%B8l", "sort": f"{LIST}&sort=-balance"}
TIMES = 9


def measure(stage: Stage) -> Rows:
    with sandbox(stage.large[0]) as origin, dashboard(origin) as site, requests.Session() as session:
        for name, page in QUESTIONS.items():
            site.warm([page])
            asked = documents(site, origin, page)
            own = median(seconds(partial(one_by_one, session, origin, asked)) for _ in range(TIMES))
            against = f"the sandbox's own time for its {len(asked)} documents"
            yield Row(f"100,000 customers: {name}, cold, reference lists too", against, cold(site, page), own)
            yield Row(f"100,000 customers: {name}, warm", against, warm(site, page), own)


@contextmanager
def sandbox(store: Path) -> Iterator[str]:
    """The address of the large one; `store` is copied, since on another day than its seed's it is booked on."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="econ-admin-bench-") as folder:
        shutil.copy(store, folder)
        options = ["--port", str(port), "--customers", str(CUSTOMERS), "--rate", str(10**9)]
        command = [sys.executable, "manage.py", "sandbox", *options]
        with subprocess.Popen(command, cwd=ROOT, env=environment(folder), stdout=subprocess.PIPE) as server:
            try:
                assert server.stdout is not None
                server.stdout.readline()  # it says when it can be asked
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


def documents(site: Site, origin: str, page: str) -> list[str]:
    """What a cold page asks for, as the sandbox remembers it."""
    site.forget()
    mark = f"mark={token_hex(8)}"
    requests.get(f"{origin}/self?{mark}", headers=TOKENS, timeout=60)
    site.admin.leave()
    site.admin.get(page)
    log: list[dict[str, str]] = requests.get(f"{origin}/_sandbox/log", timeout=60).json()
    begun = next(at for at, entry in enumerate(log) if entry["query"] == mark)
    return [f"{entry['path']}?{entry['query']}" for entry in log[begun + 1 :]]


def one_by_one(session: requests.Session, origin: str, asked: Sequence[str]) -> None:
    for path in asked:
        session.get(origin + path, headers=TOKENS).raise_for_status()


def cold(site: Site, page: str) -> float:
    """The median when nothing is kept, reference lists neither."""

    def once() -> float:
        site.forget()
        return seconds(partial(site.admin.get, page))

    return median(once() for _ in range(TIMES))


def warm(site: Site, page: str) -> float:
    site.warm([page])
    [person] = site.people(1)
    return median(seconds(partial(person.get, page)) for _ in range(TIMES))
