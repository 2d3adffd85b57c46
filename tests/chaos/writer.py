"""A person who writes one thing after another, and looks at the front page when no answer comes."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import requests

from tests.chaos.writes import KINDS, Write
from tests.site_client import SiteClient

PATIENCE = 600  # seconds: while kills go on, opening a form may take many attempts
ATTEMPTS = 8


class Writer:
    """Writes until it is told to stop. `customers` are shared by all writers: no customer is written to twice."""

    def __init__(self, client: SiteClient, customers: Iterator[int], place: int) -> None:
        self._client, self._customers, self._place = client, customers, place
        self.writes: list[Write] = []
        self.is_writing = False

    def write_until(self, stopped: threading.Event) -> None:
        kinds = itertools.islice(itertools.cycle(KINDS), self._place, None)
        while not stopped.is_set():
            write = next(kinds)(self._client, next(self._customers))
            insist(write.prepare)
            self.is_writing = True
            write.submit()
            self.is_writing = False
            self.writes.append(write)
            if not write.is_answered:
                insist(write.look_at_front_page)

    def settle(self) -> None:
        """Tries again what was not answered, or not definitely, until a page says what came of it."""
        for write in self.writes:
            for _ in range(ATTEMPTS):
                if write.is_confirmed:
                    break
                insist(write.follow_up)

    def close(self) -> None:
        self._client.browser.close()


def insist(action: Callable[[], Any]) -> None:
    """Repeats requests until the server is back."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            action()
        except requests.RequestException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)  # another process is starting
        else:
            return
