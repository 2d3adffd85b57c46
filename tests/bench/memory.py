"""What the workers hold after 10,000 requests for all kinds of pages: no more than after the first 2,000."""

from collections.abc import Sequence
from functools import partial
from itertools import count
from random import Random

from tests.bench.person import Person, run_in_threads
from tests.bench.stage import FILTERED_LIST_URLS, LIST_URLS, Stage, get_customer_url
from tests.bench.table import Row, Rows

EARLY_REQUESTS, ALL_REQUESTS = 2_000, 10_000
PEOPLE = 8
MAX_GROWTH = 1.1


def measure_memory(stage: Stage) -> Rows:
    stage.upstream.start_replay()
    pages = [*LIST_URLS, *FILTERED_LIST_URLS, stage.draft, *map(get_customer_url, stage.customers)]
    request_pages(stage, pages, EARLY_REQUESTS, seed=1)
    early = stage.site.read_memory()
    request_pages(stage, pages, ALL_REQUESTS - EARLY_REQUESTS, seed=2)
    late = stage.site.read_memory()
    stage.upstream.get_calls()
    if early.keys() != late.keys():
        raise SystemExit("A worker died on the way: there is nothing to compare.")
    for index, pid in enumerate(sorted(early), 1):
        for kind, target in (("Rss", MAX_GROWTH), ("Pss", None)):  # what is shared at first is shared less and less
            amounts = late[pid][kind] / 1024, early[pid][kind] / 1024
            title = f"{kind.upper()} of worker {index} after {ALL_REQUESTS:,} mixed requests"
            yield Row(title, f"after {EARLY_REQUESTS:,}", *amounts, target=target, unit="MB")


def request_pages(stage: Stage, pages: Sequence[str], request_count: int, seed: int) -> None:
    """So many requests by people side by side, who come back over a new connection now and then."""
    random, turn_counter = Random(seed), count()  # count: one `next` is one step for all threads
    chosen_pages = [random.choice(pages) for _ in range(request_count)]

    def run_person(person: Person) -> float:
        while (turn := next(turn_counter)) < request_count:
            person.get(chosen_pages[turn])
            if turn % 50 == 0:
                person.disconnect()
        return 0.0

    run_in_threads([partial(run_person, person) for person in stage.site.open_browsers(PEOPLE)])
