"""The list among 100,000 customers, served by `manage.py sandbox`. Its own time is shown beside ours."""

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

from tests.bench.site import Site, build_environment, run_dashboard
from tests.bench.stage import LIST_URL, Stage
from tests.bench.table import Row, Rows, time_call
from tests.site import ROOT, free_port

CUSTOMERS = 100_000
TOKENS = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}
PAGES_BY_NAME = {"list": LIST_URL, "search": f"{LIST_URL}&q=m%C3%B8l", "sort": f"{LIST_URL}&sort=-balance"}
ROUNDS = 9


def measure_lists(stage: Stage) -> Rows:
    with (
        serve_large_sandbox(stage.large_sandbox[0]) as origin,
        run_dashboard(origin) as site,
        requests.Session() as session,
    ):
        for name, page in PAGES_BY_NAME.items():
            site.warm_up([page])
            urls = list_requested_documents(site, origin, page)
            sandbox_seconds = median(
                time_call(partial(request_one_by_one, session, origin, urls)) for _ in range(ROUNDS)
            )
            comparison = f"the sandbox's own time for its {len(urls)} documents"
            yield Row(
                f"100,000 customers: {name}, cold, reference lists too",
                comparison,
                time_cold_list(site, page),
                sandbox_seconds,
            )
            yield Row(f"100,000 customers: {name}, warm", comparison, time_warm_list(site, page), sandbox_seconds)


@contextmanager
def serve_large_sandbox(store: Path) -> Iterator[str]:
    """The address of the large one; `store` is copied, since on another day than its seed's it is booked on."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="econ-admin-bench-") as folder:
        shutil.copy(store, folder)
        options = ["--port", str(port), "--customers", str(CUSTOMERS), "--rate", str(10**9)]
        command = [sys.executable, "manage.py", "sandbox", *options]
        with subprocess.Popen(command, cwd=ROOT, env=build_environment(folder), stdout=subprocess.PIPE) as server:
            try:
                assert server.stdout is not None
                server.stdout.readline()  # it says when it can be asked
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


def list_requested_documents(site: Site, origin: str, page: str) -> list[str]:
    """What a cold page asks for, as the sandbox remembers it."""
    site.clear_cache()
    marker = f"mark={token_hex(8)}"
    requests.get(f"{origin}/self?{marker}", headers=TOKENS, timeout=60)
    site.admin.disconnect()
    site.admin.get(page)
    log: list[dict[str, str]] = requests.get(f"{origin}/_sandbox/log", timeout=60).json()
    marker_index = next(at for at, entry in enumerate(log) if entry["query"] == marker)
    return [f"{entry['path']}?{entry['query']}" for entry in log[marker_index + 1 :]]


def request_one_by_one(session: requests.Session, origin: str, urls: Sequence[str]) -> None:
    for path in urls:
        session.get(origin + path, headers=TOKENS).raise_for_status()


def time_cold_list(site: Site, page: str) -> float:
    """The median when nothing is kept, reference lists neither."""

    def once() -> float:
        site.clear_cache()
        return time_call(partial(site.admin.get, page))

    return median(once() for _ in range(ROUNDS))


def time_warm_list(site: Site, page: str) -> float:
    site.warm_up([page])
    [person] = site.open_browsers(1)
    return median(time_call(partial(person.get, page)) for _ in range(ROUNDS))
