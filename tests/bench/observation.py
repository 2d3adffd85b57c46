"""What logging and metrics cost a page: the warm list with them, and without."""

import statistics

from tests.bench.site import run_dashboard
from tests.bench.stage import LIST_URL, Stage
from tests.bench.table import Row, Rows
from tests.bench.wrk import WRK_IS_MISSING, run_wrk

ROUNDS, DURATION = 5, 4  # seconds


def measure_observation(stage: Stage) -> Rows:
    origin = stage.upstream.origin
    rates: tuple[list[float], list[float]] = [], []
    with (
        run_dashboard(origin, LOG_FORMAT="json") as observed,
        run_dashboard(origin, DJANGO_SETTINGS_MODULE="tests.bench.unobserved") as unobserved,
    ):
        for site in (observed, unobserved):
            site.warm_up([LIST_URL])
        for _ in range(ROUNDS):
            for site, rates_of_site in zip((observed, unobserved), rates, strict=True):
                run = run_wrk([site.address + LIST_URL], site.admin.cookies, DURATION)
                if run is None:
                    yield WRK_IS_MISSING
                    return
                rates_of_site.append(run.per_second)
    ours, theirs = map(statistics.median, rates)
    title = "The list, warm, with a line of JSON and counts for each request: pages a second"
    yield Row(title, "neither", ours, theirs, 0.95, unit="/s", at_least=True)
