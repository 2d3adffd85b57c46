"""The customer page when nothing of that customer is kept, as a multiple of one call to e-conomic."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from statistics import median

import requests

from tests.bench.person import at_once
from tests.bench.stage import Stage, page_of
from tests.bench.table import Row, Rows, seconds
from tests.bench.warm import per_second
from tests.bench.wrk import WRK_IS_MISSING

DELAY = 150  # milliseconds
FIRST, OTHERS = 9, 6  # rounds, of one person and of several
PEOPLE = {1: (1.15, 15), 8: (1.3, 5), 32: (2.0, 5)}  # at once: the target, and how often


def measure(stage: Stage) -> Rows:
    yield from itself(stage)
    one = one_call(stage)
    yield Row("the replaying server: one plain call", f"its delay of {DELAY} ms", *against(one, lambda: DELAY / 1000))
    stage.site.warm([page_of(stage.customers[0])])  # the reference lists, in both workers
    yield first(stage, one)
    stage.site.warm([page_of(stage.customers[0])])
    strangers = iter(stage.customers[1:])
    for people, (target, rounds) in PEOPLE.items():
        pages = partial(cold, stage, strangers, people)
        ours, theirs = against(one, pages, rounds)[::-1]
        what = "1 person" if people == 1 else f"{people} people at once"
        yield Row(f"a customer page, cold, {what}", "one upstream call", ours, theirs, target)


def itself(stage: Stage) -> Rows:
    """What the replaying server gives, with no delay: it must be far from what the dashboard asks of it."""
    stage.upstream.begin()
    document = f"{stage.upstream.origin}/customers/{stage.customers[0]}"
    ours, theirs = per_second(document, {}), per_second(stage.bare, {})
    if ours is None or theirs is None:
        yield WRK_IS_MISSING
    else:
        yield Row("the replaying server without delay: answers a second", "a bare view", ours, theirs, unit="/s")


def one_call(stage: Stage) -> Callable[[], float]:
    """A plain call on a kept connection."""
    stage.upstream.begin(DELAY)
    session = requests.Session()
    session.trust_env = False
    address = f"{stage.upstream.origin}/customers/{stage.customers[0]}"
    session.get(address)
    return lambda: seconds(lambda: session.get(address).json())


def against(one: Callable[[], float], other: Callable[[], float], times: int = 15) -> tuple[float, float]:
    """The medians of both, taken in turn."""
    pairs = [(one(), other()) for _ in range(times)]
    return median(a for a, _ in pairs), median(b for _, b in pairs)


def first(stage: Stage, one: Callable[[], float]) -> Row:
    """The very first page: no reference list is kept either."""
    [person] = stage.site.people(1)

    def page() -> float:
        stage.site.forget()
        return at_once([person], [page_of(stage.customers[0])])[0]

    ours, theirs = against(one, page, FIRST)[::-1]
    return Row("a customer page, cold, reference lists too, 1 person", "one upstream call", ours, theirs, PEOPLE[1][0])


def cold(stage: Stage, strangers: Iterator[int], people: int) -> float:
    """The median wait of so many people, each at a customer that nobody has looked at yet."""
    pages = [page_of(customer) for customer in islice(strangers, people)]
    return median(at_once(stage.site.people(people), pages))
