"""Pages of which everything is kept: what they still ask of e-conomic, and what they take beside a bare view."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlsplit

from tests.bench.person import Person
from tests.bench.stage import LIST, Stage
from tests.bench.table import Row, Rows, side_by_side
from tests.bench.wrk import WRK_IS_MISSING, load

QUICK = 0.025  # seconds
SHARE = 0.05  # of the bare view's rate
LASTING = 6  # seconds


def measure(stage: Stage) -> Rows:
    site, pages = stage.site, stage.pages
    stage.upstream.begin()
    bare = Person(stage.bare.removesuffix("/ok"))
    for name, page in pages.items():
        warm(stage, page)
        [person] = site.people(1)
        ours, theirs = side_by_side(partial(person.get, page), partial(bare.get, "/ok"))
        yield Row(f"{name}, warm: the median", "", ours, target=QUICK)
        yield Row(f"{name}, warm", "a bare view, one request at a time", ours, theirs)
        yield Row(f"{name}, warm: upstream calls", "", sum(stage.upstream.calls().values()), target=0, unit="calls")
    yield from rates(stage)


def rates(stage: Stage) -> Rows:
    """By wrk, each page and the bare view in turn."""
    for name, page in stage.pages.items():
        warm(stage, page)
        ours = per_second(stage.site.address + page, stage.site.admin.cookies)
        theirs = per_second(stage.bare, {})
        if ours is None or theirs is None:
            yield WRK_IS_MISSING
            return
        target = SHARE if page == LIST else None
        yield Row(f"{name}, warm: pages a second", "a bare view", ours, theirs, target, unit="/s", at_least=True)


def warm(stage: Stage, *pages: str) -> None:
    """Everything of these pages is kept from now on, and what is counted is counted from now on."""
    stage.site.forget()  # else the minute for which something is kept could end while it is being measured
    stage.site.warm(list(pages))
    stage.upstream.begin()


def per_second(address: str, cookies: Mapping[str, str]) -> float | None:
    """Requests a second; None where there is no wrk."""
    seen = load([address], cookies, LASTING)
    if seen is None:
        return None
    if seen.errors:
        raise SystemExit(f"{urlsplit(address).path} was {seen.errors} times answered with an error, or not at all.")
    return seen.per_second
