"""Half a minute of wrk on warm pages of all three kinds."""

from tests.bench.stage import Stage
from tests.bench.table import Row, Rows
from tests.bench.warm import warm_up
from tests.bench.wrk import CONNECTIONS, WRK_IS_MISSING, run_wrk

DURATION = 30  # seconds


def measure_load(stage: Stage) -> Rows:
    pages = list(stage.pages.values())
    warm_up(stage, *pages)
    wrk_result = run_wrk([stage.site.address + page for page in pages], stage.site.admin.cookies, DURATION)
    calls = sum(stage.upstream.get_calls().values())
    if wrk_result is None:
        yield WRK_IS_MISSING
        return
    for page in pages:
        stage.site.open_browsers(1)[0].get(page)  # that it was pages all the while, and nobody sent to sign in
    title = f"wrk, {CONNECTIONS} connections, {DURATION} s on the three pages in turn"
    yield Row(f"{title}: pages a second", "", wrk_result.per_second, unit="/s")
    yield Row(f"{title}: p50", "", wrk_result.p50)
    yield Row(f"{title}: p99", "p50", wrk_result.p99, wrk_result.p50)
    yield Row(f"{title}: errors", "", wrk_result.errors, target=0, unit="errors")
    yield Row(f"{title}: upstream calls", "", calls, target=0, unit="calls")
