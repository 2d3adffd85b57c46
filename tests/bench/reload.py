"""One listening socket for all workers against one each (`reuse_port`): the rate, and what a reload loses."""

import os
import statistics
import sys
import tempfile
from pathlib import Path

from tests.bench.site import CONFIGURATION, run_dashboard
from tests.bench.stage import LIST_URL, Stage
from tests.bench.table import Row, Rows
from tests.bench.wrk import WRK_IS_MISSING, run_wrk
from tests.reload_load import APP, RELOADS, reload_under_load
from tests.site import ROOT, build_environment, run_server

ROUNDS, DURATION = 5, 4  # seconds


def measure_reload(stage: Stage) -> Rows:
    with tempfile.TemporaryDirectory(prefix="econ-admin-bench-") as folder:
        one_each = Path(folder) / "reuse_port.conf.py"
        one_each.write_text(CONFIGURATION.read_text(encoding="utf-8") + "\nreuse_port = True\n", encoding="utf-8")
        lost, requests = zip(*(_count_lost(conf, folder) for conf in (CONFIGURATION, one_each)), strict=True)
        title = f"Requests lost in {RELOADS} reloads"
        yield Row(f"{title}, of {requests[0]:,}", "", lost[0], target=0, unit="requests")
        yield Row(f"{title} with a socket for each worker, of {requests[1]:,}", "", lost[1], unit="requests")
        yield from _compare_rates(stage, one_each)


def _count_lost(conf: Path, folder: str) -> tuple[int, int]:
    (Path(folder) / "served.py").write_text(APP, encoding="utf-8")
    env = build_environment(folder, PYTHONPATH=f"{folder}{os.pathsep}{ROOT}")
    command = [sys.executable, "-m", "gunicorn", "--config", str(conf), "served:application"]
    with run_server(command, env, int(env["PORT"])) as server:
        load = reload_under_load(server, int(env["PORT"]))
    return len(load.failures), len(load.failures) + sum(load.answers.values())


def _compare_rates(stage: Stage, one_each: Path) -> Rows:
    """The warm list by wrk, over kept connections, from both servers in turn."""
    origin = stage.upstream.origin
    rates: tuple[list[float], list[float]] = [], []
    with run_dashboard(origin) as shared, run_dashboard(origin, one_each) as own:
        for site in (shared, own):
            site.warm_up([LIST_URL])
        for _ in range(ROUNDS):
            for site, rates_of_site in zip((shared, own), rates, strict=True):
                run = run_wrk([site.address + LIST_URL], site.admin.cookies, DURATION)
                if run is None:
                    yield WRK_IS_MISSING
                    return
                rates_of_site.append(run.per_second)
    ours, theirs = map(statistics.median, rates)
    yield Row("The list, warm: pages a second", "a socket for each worker", ours, theirs, 0.9, unit="/s", at_least=True)
