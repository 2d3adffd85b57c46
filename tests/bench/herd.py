"""32 people on one page of which nothing is kept: each document is asked for once."""

from tests.bench.cold import DELAY
from tests.bench.person import time_simultaneous_gets
from tests.bench.site import run_dashboard
from tests.bench.stage import Stage, get_customer_url
from tests.bench.table import Row, Rows

PEOPLE, ROUNDS = 32, 3
WORKERS = {1: "one process, 16 threads", 2: "two processes"}


def measure_herd(stage: Stage) -> Rows:
    page = get_customer_url(stage.customers[0])
    for workers, name in WORKERS.items():
        with run_dashboard(stage.upstream.origin, WEB_CONCURRENCY=str(workers)) as site:
            site.warm_up([page])
            rounds = []
            for _ in range(ROUNDS):
                site.clear_cache()
                stage.upstream.start_replay(DELAY)
                time_simultaneous_gets(site.open_browsers(PEOPLE), [page] * PEOPLE)
                rounds.append(stage.upstream.get_calls())
        max_calls = max(times for calls in rounds for times in calls.values())
        calls, documents = max(sum(calls.values()) for calls in rounds), len(rounds[0])
        title = f"{PEOPLE} people at once on one cold page, {name}"
        target = 1 if workers == 1 else None
        yield Row(f"{title}: upstream calls", f"{documents} documents", calls, documents, target, unit="calls")
        yield Row(f"{title}: calls for any one document, at most", "", max_calls, target=target, unit="calls")
