"""Half a minute of wrk on warm pages of all three kinds."""

from tests.bench.stage import Stage
from tests.bench.table import Row, Rows
from tests.bench.warm import warm
from tests.bench.wrk import CONNECTIONS, WRK_IS_MISSING, load

LASTING = 30  # seconds


def measure(stage: Stage) -> Rows:
    pages = list(stage.pages.values())
    warm(stage, *pages)
    seen = load([stage.site.address + page for page in pages], stage.site.admin.cookies, LASTING)
    calls = sum(stage.upstream.calls().values())
    if seen is None:
        yield WRK_IS_MISSING
        return
    for page in pages:
        stage.site.people(1)[0].get(page)  # that it was pages all the while, and nobody sent to sign in
    what = f"wrk, {CONNECTIONS} connections, {LASTING} s on the three pages in turn"
    yield Row(f"{what}: pages a second", "", seen.per_second, unit="/s")
    yield Row(f"{what}: p50", "", seen.p50)
    yield Row(f"{what}: p99", "p50", seen.p99, seen.p50)
    yield Row(f"{what}: errors", "", seen.errors, target=0, unit="errors")
    yield Row(f"{what}: upstream calls", "", calls, target=0, unit="calls")
