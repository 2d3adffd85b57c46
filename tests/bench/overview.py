"""The front page: when nothing is kept, as a multiple of one call to e-conomic, and when everything is."""

from functools import partial
from statistics import median

from tests.bench.cold import DELAY, build_upstream_call, compare_medians
from tests.bench.person import time_simultaneous_gets
from tests.bench.stage import OVERVIEW_URL, Stage
from tests.bench.table import Row, Rows, time_call
from tests.bench.warm import warm_up

ROUNDS = 15
MAX_COLD = 1.15


def measure_overview(stage: Stage) -> Rows:
    upstream_call = build_upstream_call(stage)
    stage.site.warm_up([OVERVIEW_URL])
    [person] = stage.site.open_browsers(1)

    def time_page() -> float:
        stage.site.clear_cache()
        return time_simultaneous_gets([person], [OVERVIEW_URL])[0]

    call_seconds, page_seconds = compare_medians(upstream_call, time_page, ROUNDS)
    yield Row(
        f"the front page, cold, e-conomic answering after {DELAY} ms",
        "one upstream call",
        page_seconds,
        call_seconds,
        MAX_COLD,
    )
    warm_up(stage, OVERVIEW_URL)
    warm_seconds = median(time_call(partial(person.get, OVERVIEW_URL)) for _ in range(ROUNDS))
    yield Row("the front page, warm", "one upstream call", warm_seconds, call_seconds)
    yield Row(
        "the front page, warm: upstream calls", "", sum(stage.upstream.get_calls().values()), target=0, unit="calls"
    )
