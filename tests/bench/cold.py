"""The customer page when nothing of that customer is kept, as a multiple of one call to e-conomic."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from statistics import median

import requests

from tests.bench.person import time_simultaneous_gets
from tests.bench.stage import Stage, get_customer_url
from tests.bench.table import Row, Rows, time_call
from tests.bench.warm import measure_rate
from tests.bench.wrk import WRK_IS_MISSING

DELAY = 150  # milliseconds
FIRST_PAGE_ROUNDS, OTHER_ROUNDS = 9, 6  # rounds, of one person and of several
PEOPLE = {1: (1.15, 15), 8: (1.3, 5), 32: (2.0, 5)}  # at once: the target, and how often


def measure_cold_pages(stage: Stage) -> Rows:
    yield from measure_replay_server(stage)
    upstream_call = build_upstream_call(stage)
    yield Row(
        "the replaying server: one plain call",
        f"its delay of {DELAY} ms",
        *compare_medians(upstream_call, lambda: DELAY / 1000),
    )
    stage.site.warm_up([get_customer_url(stage.customers[0])])  # the reference lists, in both workers
    yield measure_first_page(stage, upstream_call)
    stage.site.warm_up([get_customer_url(stage.customers[0])])
    strangers = iter(stage.customers[1:])
    for people, (target, rounds) in PEOPLE.items():
        pages = partial(time_cold_pages, stage, strangers, people)
        page_seconds, call_seconds = compare_medians(upstream_call, pages, rounds)[::-1]
        title = "1 person" if people == 1 else f"{people} people at once"
        yield Row(f"a customer page, cold, {title}", "one upstream call", page_seconds, call_seconds, target)


def measure_replay_server(stage: Stage) -> Rows:
    """What the replaying server gives, with no delay: it must be far from what the dashboard asks of it."""
    stage.upstream.start_replay()
    document = f"{stage.upstream.origin}/customers/{stage.customers[0]}"
    replay_rate, bare_rate = measure_rate(document, {}), measure_rate(stage.bare_url, {})
    if replay_rate is None or bare_rate is None:
        yield WRK_IS_MISSING
    else:
        yield Row(
            "the replaying server without delay: answers a second", "a bare view", replay_rate, bare_rate, unit="/s"
        )


def build_upstream_call(stage: Stage) -> Callable[[], float]:
    """A plain call on a kept connection."""
    stage.upstream.start_replay(DELAY)
    session = requests.Session()
    session.trust_env = False
    address = f"{stage.upstream.origin}/customers/{stage.customers[0]}"
    session.get(address)
    return lambda: time_call(lambda: session.get(address).json())


def compare_medians(first: Callable[[], float], second: Callable[[], float], times: int = 15) -> tuple[float, float]:
    """The medians of both, taken in turn."""
    pairs = [(first(), second()) for _ in range(times)]
    return median(a for a, _ in pairs), median(b for _, b in pairs)


def measure_first_page(stage: Stage, upstream_call: Callable[[], float]) -> Row:
    """The very first page: no reference list is kept either."""
    [person] = stage.site.open_browsers(1)

    def page() -> float:
        stage.site.clear_cache()
        return time_simultaneous_gets([person], [get_customer_url(stage.customers[0])])[0]

    page_seconds, call_seconds = compare_medians(upstream_call, page, FIRST_PAGE_ROUNDS)[::-1]
    return Row(
        "a customer page, cold, reference lists too, 1 person",
        "one upstream call",
        page_seconds,
        call_seconds,
        PEOPLE[1][0],
    )


def time_cold_pages(stage: Stage, strangers: Iterator[int], people: int) -> float:
    """The median wait of so many people, each at a customer that nobody has looked at yet."""
    pages = [get_customer_url(customer) for customer in islice(strangers, people)]
    return median(time_simultaneous_gets(stage.site.open_browsers(people), pages))
