"""What is kept of a read of many pages, in the cache that all processes share: a head, and a part for each page.

A value that cannot be loaded, such as one of an earlier version, counts as missing.
"""

import logging
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache

from econ_admin.gateway import Page, open_session

KEEP = timedelta(hours=1).total_seconds()  # after that, not even an outage brings it back
VERSION = 2  # of the values in the cache: raise it when they change

logger = logging.getLogger(__name__)


class StoreFull(Exception):
    """What was read cannot be kept: the disk is full, or may not be written to."""


@dataclass(frozen=True, slots=True)
class ReadHead:
    """A read: what the first page said, and whether it is finished. Times in seconds since 1970."""

    id: str
    started_at: float
    page_count: int
    page_size: int
    results: int
    results_without_filter: int
    restarts: int = 0
    finished_at: float = 0.0
    unreadable: tuple[int | None, ...] = ()
    """The numbers of the records that could not be read, once it is finished."""

    @property
    def is_finished(self) -> bool:
        return self.finished_at > 0


@dataclass(frozen=True, slots=True)
class Part:
    """What is kept of one page."""

    results: int
    numbers: bytes  # of its records, as 64-bit integers
    unreadable: tuple[int | None, ...]
    content: Any

    @classmethod
    def build(cls, results: int, numbers: Sequence[int], unreadable: Sequence[int | None], content: Any) -> Self:
        return cls(results, array("q", numbers).tobytes(), tuple(unreadable), content)

    @property
    def record_numbers(self) -> "array[int]":
        numbers = array("q")
        numbers.frombytes(self.numbers)
        return numbers


@dataclass(frozen=True, slots=True)
class ReadSummary:
    """What all parts say together."""

    is_whole: bool
    """Whether all parts are still there."""
    distinct_count: int
    """The records, each once, and those that could not be read."""
    unreadable: tuple[int | None, ...]


class ReadStore:
    """What is kept of one read of one agreement."""

    def __init__(self, agreement: str, name: str) -> None:
        digest = sha256(name.encode()).hexdigest()[:32]
        self._key = f"read.{VERSION}.{agreement}.{digest}"
        self._clock = open_session(settings.ECONOMIC_CACHE).shared_flags

    def load_head(self) -> ReadHead | None:
        head = _load(self._key)
        return _convert_times(head, self._clock.to_own_time) if isinstance(head, ReadHead) else None

    def start(self, started_at: float, first_page: Page[Any]) -> ReadHead:
        """Begins a read; what was kept of an earlier one is not used any more. Raises StoreFull."""
        results, size = first_page.results, first_page.size
        head = ReadHead(
            uuid4().hex,
            started_at,
            max(1, -(-results // size)),
            size,
            results,
            first_page.results_without_filter,
            self.count_restarts(),
        )
        self._save_head(head)
        return head

    def count_restarts(self) -> int:
        """Returns how often the read that starts next was restarted a moment ago."""
        restarts = _load(f"{self._key}.restarts")
        return restarts if isinstance(restarts, int) else 0

    def expect_restart(self, restarts: int) -> None:
        """Tells the next start that it is a restart. Raises StoreFull."""
        _save(f"{self._key}.restarts", restarts, 60)

    def save_part(self, head: ReadHead, number: int, part: Part) -> None:
        """Keeps a page. Raises StoreFull."""
        _save(self._part_key(head, number), part, KEEP)

    def list_missing(self, head: ReadHead) -> list[int]:
        """Lists the pages that were not read yet."""
        return [number for number in range(head.page_count) if not _is_kept(self._part_key(head, number))]

    def iterate_parts(self, head: ReadHead) -> Iterator[Part]:
        """Yields the parts of all pages in order, up to the first that is missing."""
        for number in range(head.page_count):
            part = _load(self._part_key(head, number))
            if not isinstance(part, Part):
                return
            yield part

    def summarize(self, head: ReadHead) -> "ReadSummary":
        """Goes through all parts once."""
        numbers: set[int] = set()
        unreadable: list[int | None] = []
        part_count = 0
        for part in self.iterate_parts(head):
            numbers.update(part.record_numbers)
            unreadable += part.unreadable
            part_count += 1
        return ReadSummary(part_count == head.page_count, len(numbers) + len(unreadable), tuple(unreadable))

    def finish(self, head: ReadHead, now: float, unreadable: tuple[int | None, ...] = ()) -> ReadHead:
        """Tells that all pages are kept. Raises StoreFull."""
        finished = replace(head, finished_at=now, unreadable=unreadable)
        self._save_head(finished)
        _delete(f"{self._key}.restarts")
        return finished

    def _save_head(self, head: ReadHead) -> None:
        """Saves it with times that all machines understand. Raises StoreFull."""
        _save(self._key, _convert_times(head, self._clock.to_shared_time), KEEP)

    def forget(self) -> None:
        _delete(self._key)

    def _part_key(self, head: ReadHead, number: int) -> str:
        return f"{self._key}.{head.id}.{number}"


def _convert_times(head: ReadHead, convert: Callable[[float], float]) -> ReadHead:
    finished_at = convert(head.finished_at) if head.is_finished else head.finished_at
    return replace(head, started_at=convert(head.started_at), finished_at=finished_at)


def _load(key: str) -> Any:
    """Returns the value; None if there is none, or it cannot be loaded, after which it is deleted."""
    try:
        return cache.get(key)
    except Exception as error:  # noqa: BLE001 - a damaged pickle can raise anything
        logger.warning("A kept read could not be loaded: %r", error)
        _delete(key)
        return None


def _is_kept(key: str) -> bool:
    try:
        return cache.has_key(key)
    except Exception as error:  # noqa: BLE001 - as above
        logger.warning("A kept read could not be loaded: %r", error)
        return False


def _save(key: str, value: Any, seconds: float) -> None:
    try:
        cache.set(key, value, seconds)
    except OSError as error:
        raise StoreFull(str(error)) from error


def _delete(key: str) -> None:
    try:
        cache.delete(key)
    except OSError as error:
        logger.warning("A kept read could not be deleted: %r", error)
