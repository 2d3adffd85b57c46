"""Limits how many passwords a process hashes at a time: each takes a processor for a good part of a second."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_A_TIME = 1
MOST_WAITING = 3  # threads of a worker that may wait; the others keep answering pages
PATIENCE = 3.0  # seconds
RETRY_AFTER = 3  # seconds


class TooBusy(Exception):
    """Too many passwords are being checked already."""


class HashingLimit:
    """Lets in one hashing at a time, a few waiting, and refuses the others at once."""

    def __init__(self) -> None:
        self._running = threading.Semaphore(AT_A_TIME)
        self._waiting = threading.Semaphore(AT_A_TIME + MOST_WAITING)

    @contextmanager
    def acquire(self) -> Iterator[None]:
        """Raises TooBusy."""
        if not self._waiting.acquire(blocking=False):
            raise TooBusy
        try:
            if not self._running.acquire(timeout=PATIENCE):
                raise TooBusy
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._waiting.release()


_for_strangers, _for_known_people = HashingLimit(), HashingLimit()


def limit_hashing(*, is_known: bool) -> HashingLimit:
    """Returns the limit to hash under: people on a known device, or signed in, do not wait for strangers."""
    return _for_known_people if is_known else _for_strangers
