"""The same pages as most clients of e-conomic make them: one plain call after the other, nothing kept."""

from collections.abc import Mapping
from functools import partial
from statistics import median

import requests

from tests.bench.cold import DELAY
from tests.bench.stage import Stage
from tests.bench.table import Row, Rows, time_call
from tests.bench.warm import warm_up

COLD_ROUNDS, WARM_ROUNDS, PLAIN_ROUNDS = 5, 20, 3  # how often each


def measure_plain_calls(stage: Stage) -> Rows:
    for name, page in stage.pages.items():
        warm_up(stage, page)  # so that no template is compiled for the first time below
        stage.upstream.start_replay(DELAY)
        [person] = stage.site.open_browsers(1)
        calls, cold_seconds = stage.upstream.get_calls(), []
        for _ in range(COLD_ROUNDS):
            stage.site.clear_cache()
            stage.upstream.start_replay(DELAY)
            cold_seconds.append(time_call(partial(person.get, page)))
            calls = stage.upstream.get_calls()
        plain_seconds = median(
            time_call(partial(request_one_by_one, stage.upstream.origin, calls)) for _ in range(PLAIN_ROUNDS)
        )
        warm_up(stage, page)
        warm_seconds = median(time_call(partial(person.get, page)) for _ in range(WARM_ROUNDS))
        comparison = f"{sum(calls.values())} plain calls one by one"
        yield Row(f"{name}, cold, reference lists too", comparison, median(cold_seconds), plain_seconds)
        yield Row(f"{name}, warm", comparison, warm_seconds, plain_seconds)


def request_one_by_one(origin: str, calls: Mapping[str, int]) -> None:
    """Each of these documents as often as the page asked for it."""
    with requests.Session() as session:
        for path, times in calls.items():
            for _ in range(times):
                session.get(origin + path).json()
