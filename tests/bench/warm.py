"""Pages of which everything is kept: what they still ask of e-conomic, and what they take beside a bare view."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlsplit

from tests.bench.person import Person
from tests.bench.stage import LIST_URL, Stage
from tests.bench.table import Row, Rows, compare_medians
from tests.bench.wrk import WRK_IS_MISSING, run_wrk

MAX_SECONDS = 0.025  # seconds
MIN_RATE_SHARE = 0.05  # of the bare view's rate
DURATION = 6  # seconds


def measure_warm_pages(stage: Stage) -> Rows:
    site, pages = stage.site, stage.pages
    stage.upstream.start_replay()
    bare_person = Person(stage.bare_url.removesuffix("/ok"))
    for name, page in pages.items():
        warm_up(stage, page)
        [person] = site.open_browsers(1)
        page_seconds, bare_seconds = compare_medians(partial(person.get, page), partial(bare_person.get, "/ok"))
        yield Row(f"{name}, warm: the median", "", page_seconds, target=MAX_SECONDS)
        yield Row(f"{name}, warm", "a bare view, one request at a time", page_seconds, bare_seconds)
        yield Row(f"{name}, warm: upstream calls", "", sum(stage.upstream.get_calls().values()), target=0, unit="calls")
    yield from measure_rates(stage)


def measure_rates(stage: Stage) -> Rows:
    """By wrk, each page and the bare view in turn."""
    for name, page in stage.pages.items():
        warm_up(stage, page)
        page_rate = measure_rate(stage.site.address + page, stage.site.admin.cookies)
        bare_rate = measure_rate(stage.bare_url, {})
        if page_rate is None or bare_rate is None:
            yield WRK_IS_MISSING
            return
        target = MIN_RATE_SHARE if page == LIST_URL else None
        yield Row(
            f"{name}, warm: pages a second", "a bare view", page_rate, bare_rate, target, unit="/s", at_least=True
        )


def warm_up(stage: Stage, *pages: str) -> None:
    """Everything of these pages is kept from now on, and what is counted is counted from now on."""
    stage.site.clear_cache()  # else the minute for which something is kept could end while it is being measured
    stage.site.warm_up(list(pages))
    stage.upstream.start_replay()


def measure_rate(address: str, cookies: Mapping[str, str]) -> float | None:
    """Requests a second; None where there is no wrk."""
    wrk_result = run_wrk([address], cookies, DURATION)
    if wrk_result is None:
        return None
    if wrk_result.errors:
        raise SystemExit(
            f"{urlsplit(address).path} was {wrk_result.errors} times answered with an error, or not at all."
        )
    return wrk_result.per_second
