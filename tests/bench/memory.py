"""What the workers hold after 10,000 requests for all kinds of pages: no more than after the first 2,000."""

from collections.abc import Sequence
from functools import partial
from itertools import count
from random import Random

from tests.bench.person import Person, side_by_side
from tests.bench.stage import LISTS, QUESTIONS, Stage, page_of
from tests.bench.table import Row, Rows

EARLY, ALL = 2_000, 10_000
PEOPLE = 8
FLAT = 1.1


def measure(stage: Stage) -> Rows:
    stage.upstream.begin()
    pages = [*LISTS, *QUESTIONS, stage.sheet, *map(page_of, stage.customers)]
    ask_for(stage, pages, EARLY, seed=1)
    early = stage.site.memory()
    ask_for(stage, pages, ALL - EARLY, seed=2)
    late = stage.site.memory()
    stage.upstream.calls()
    if early.keys() != late.keys():
        raise SystemExit("A worker died on the way: there is nothing to compare.")
    for place, pid in enumerate(sorted(early), 1):
        for kind, target in (("Rss", FLAT), ("Pss", None)):  # what is shared at first is shared less and less
            amounts = late[pid][kind] / 1024, early[pid][kind] / 1024
            what = f"{kind.upper()} of worker {place} after {ALL:,} mixed requests"
            yield Row(what, f"after {EARLY:,}", *amounts, target=target, unit="MB")


def ask_for(stage: Stage, pages: Sequence[str], many: int, seed: int) -> None:
    """So many requests by people side by side, who come back over a new connection now and then."""
    chances, turns = Random(seed), count()  # count: one `next` is one step for all threads
    chosen = [chances.choice(pages) for _ in range(many)]

    def one(person: Person) -> float:
        while (turn := next(turns)) < many:
            person.get(chosen[turn])
            if turn % 50 == 0:
                person.leave()
        return 0.0

    side_by_side([partial(one, person) for person in stage.site.people(PEOPLE)])
