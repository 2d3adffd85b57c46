"""People who save all the time while something else happens."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.site_client import SiteClient

PEOPLE, FIRST_CUSTOMER = ("editor", "accountant"), 10025
WRITES_BEFORE = 8


@dataclass
class Saver:
    """A person who changes one customer again and again."""

    client: SiteClient
    customer: int
    accepted: list[str] = field(default_factory=list)

    def save_until(self, stopped: threading.Event, saved: threading.Condition) -> None:
        while not stopped.is_set():
            address = f"Road {len(self.accepted)} of {self.customer}"
            answer = self.client.fill_in(f"/economic/customers/{self.customer}/edit/", address=address)
            assert answer.status_code == 303, answer.text
            with saved:
                self.accepted.append(address)
                saved.notify_all()


@dataclass
class Savers:
    """All of them, and what they had saved when the block began."""

    savers: Sequence[Saver]
    accepted_before: list[str]

    @property
    def count(self) -> int:
        return sum(len(saver.accepted) for saver in self.savers)


@contextmanager
def save_meanwhile(sites: Sequence[str]) -> Iterator[Savers]:
    """Each of PEOPLE saves at a site, from before the block begins until it ends."""
    stopped, saved = threading.Event(), threading.Condition()
    savers = [
        Saver(SiteClient(site, person), FIRST_CUSTOMER + place)
        for place, (site, person) in enumerate(zip(sites, PEOPLE, strict=True))
    ]
    threads = [threading.Thread(target=saver.save_until, args=(stopped, saved)) for saver in savers]
    for thread in threads:
        thread.start()
    try:
        with saved:
            assert saved.wait_for(lambda: sum(len(saver.accepted) for saver in savers) >= WRITES_BEFORE, timeout=60)
            accepted = [address for saver in savers for address in saver.accepted]
        yield Savers(savers, accepted)
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
        for saver in savers:
            saver.client.browser.close()
