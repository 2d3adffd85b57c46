"""32 people on one page of which nothing is kept: each document is asked for once."""

from tests.bench.cold import DELAY
from tests.bench.person import at_once
from tests.bench.site import dashboard
from tests.bench.stage import Stage, page_of
from tests.bench.table import Row, Rows

PEOPLE, ROUNDS = 32, 3
WORKERS = {1: "one process, 16 threads", 2: "two processes"}


def measure(stage: Stage) -> Rows:
    page = page_of(stage.customers[0])
    for workers, name in WORKERS.items():
        with dashboard(stage.upstream.origin, WEB_CONCURRENCY=str(workers)) as site:
            site.warm([page])
            rounds = []
            for _ in range(ROUNDS):
                site.forget()
                stage.upstream.begin(DELAY)
                at_once(site.people(PEOPLE), [page] * PEOPLE)
                rounds.append(stage.upstream.calls())
        most = max(times for calls in rounds for times in calls.values())
        calls, documents = max(sum(calls.values()) for calls in rounds), len(rounds[0])
        what = f"{PEOPLE} people at once on one cold page, {name}"
        target = 1 if workers == 1 else None
        yield Row(f"{what}: upstream calls", f"{documents} documents", calls, documents, target, unit="calls")
        yield Row(f"{what}: calls for any one document, at most", "", most, target=target, unit="calls")
