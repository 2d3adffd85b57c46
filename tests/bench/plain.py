"""The same pages as most clients of e-conomic make them: one plain call after the other, nothing kept."""

from collections.abc import Mapping
from functools import partial
from statistics import median

import requests

from tests.bench.cold import DELAY
from tests.bench.stage import Stage
from tests.bench.table import Row, Rows, seconds
from tests.bench.warm import warm

COLD, WARM, PLAIN = 5, 20, 3  # how often each


def measure(stage: Stage) -> Rows:
    for name, page in stage.pages.items():
        warm(stage, page)  # so that no template is compiled for the first time below
        stage.upstream.begin(DELAY)
        [person] = stage.site.people(1)
        calls, cold = stage.upstream.calls(), []
        for _ in range(COLD):
            stage.site.forget()
            stage.upstream.begin(DELAY)
            cold.append(seconds(partial(person.get, page)))
            calls = stage.upstream.calls()
        plain = median(seconds(partial(one_by_one, stage.upstream.origin, calls)) for _ in range(PLAIN))
        warm(stage, page)
        kept = median(seconds(partial(person.get, page)) for _ in range(WARM))
        against = f"{sum(calls.values())} plain calls one by one"
        yield Row(f"{name}, cold, reference lists too", against, median(cold), plain)
        yield Row(f"{name}, warm", against, kept, plain)


def one_by_one(origin: str, calls: Mapping[str, int]) -> None:
    """Each of these documents as often as the page asked for it."""
    with requests.Session() as session:
        for path, times in calls.items():
            for _ in range(times):
                session.get(origin + path).json()
