"""What the palette shows for a text that nobody has searched for yet: three calls to e-conomic side by side."""

from statistics import median

from tests.bench.cold import build_upstream_call
from tests.bench.stage import SEARCH_URLS, Stage
from tests.bench.table import Row, Rows, time_call

MOST_BEYOND_THE_CALL = 0.1  # seconds


def measure_search(stage: Stage) -> Rows:
    upstream_call = build_upstream_call(stage)
    stage.site.warm_up(SEARCH_URLS[:1])
    [person] = stage.site.open_browsers(1)
    pairs = [(time_call(lambda url=url: person.get(url)), upstream_call()) for url in SEARCH_URLS[1:]]  # type: ignore[misc]
    page_seconds, call_seconds = (median(seconds) for seconds in zip(*pairs, strict=True))
    yield Row("a search that nobody has made yet", "one upstream call", page_seconds, call_seconds)
    beyond_the_call = max(0.0, page_seconds - call_seconds)
    yield Row("that search, beyond one upstream call", "time", beyond_the_call, target=MOST_BEYOND_THE_CALL)
