"""The answers that are kept on disk: requests-cache's store, without what its defaults would cost us."""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import requests
from requests_cache.backends.base import BaseCache, BaseStorage
from requests_cache.models.response import CachedResponse
from requests_cache.serializers import pickle_serializer

from econ_admin.gateway.cache_policy import LARGEST_KEPT
from econ_admin.gateway.sqlite_connection import Line

logger = logging.getLogger(__name__)

BUSY = 1.0  # seconds that a change waits for others of its process, and for another process's
REST = 5.0  # seconds that the file is left alone after it failed us: a page asks many times
LARGEST = 256 * 1024 * 1024  # bytes of the file
TIDY_EVERY = 600  # seconds

TABLE = (
    "CREATE TABLE IF NOT EXISTS responses (key TEXT PRIMARY KEY, value BLOB, expires INTEGER)",
    "CREATE INDEX IF NOT EXISTS expires_idx ON responses(expires)",
)
SHRINK = """
DELETE FROM responses WHERE key IN (SELECT key FROM (
    SELECT key, sum(length(value)) OVER (ORDER BY expires DESC, key) AS newer FROM responses
) WHERE newer > ?)
"""
UNREADABLE = (EOFError, LookupError)  # what unpickling may raise beside the errors that requests-cache knows

T = TypeVar("T")


class _Table(BaseStorage[str, CachedResponse]):
    """As requests-cache wants to have it. Its own shares one connection among threads, and waits for locks for ever."""

    def __init__(self, path: Path, busy: float) -> None:
        super().__init__(serializer=pickle_serializer)
        self.reading, self.changing = (Line(path, busy, TABLE) for _ in range(2))

    def __getitem__(self, key: str) -> CachedResponse:
        for (value,) in self.reading.execute("SELECT value FROM responses WHERE key = ?", (key,)):
            response: CachedResponse = self.deserialize(key, value)
            return response
        raise KeyError(key)

    def __setitem__(self, key: str, response: CachedResponse) -> None:
        row = key, self.serialize(response), response.expires_unix
        self.changing.execute("INSERT OR REPLACE INTO responses VALUES (?, ?, ?)", row)

    def __delitem__(self, key: str) -> None:
        self.changing.execute("DELETE FROM responses WHERE key = ?", (key,))

    def __iter__(self) -> Iterator[str]:
        return (key for (key,) in self.reading.execute("SELECT key FROM responses"))

    def __len__(self) -> int:
        return self.held()[0]

    def held(self) -> tuple[int, int]:
        ((count, size),) = self.reading.execute("SELECT count(*), coalesce(sum(length(value)), 0) FROM responses")
        return count, size

    def close(self) -> None:
        self.reading.close()
        self.changing.close()


class AnswersInSQLite(BaseCache):
    """Kept in one file, bounded. A disk that is full or a file that is broken costs a round trip, never a page."""

    def __init__(self, path: Path, busy: float = BUSY) -> None:
        super().__init__(cache_name=str(path))
        self.responses: _Table = _Table(path, busy)
        self._tidied = time.monotonic()
        self._left_alone_until = {"reading": 0.0, "changing": 0.0}

    def check(self) -> None:
        """Raises sqlite3.DatabaseError where the file is broken, and makes the table where it is not yet."""
        ((found,),) = self.responses.changing.execute("PRAGMA quick_check(1)")
        if found != "ok":
            raise sqlite3.DatabaseError(found)

    def get_response(self, key: str, default: CachedResponse | None = None) -> CachedResponse | None:
        return self._whatever_happens("reading", lambda: super(AnswersInSQLite, self).get_response(key, default))

    def save_response(
        self, response: requests.Response, cache_key: str | None = None, expires: datetime | None = None
    ) -> None:
        if len(response.content) > LARGEST_KEPT:
            return
        self._whatever_happens(
            "changing", lambda: super(AnswersInSQLite, self).save_response(response, cache_key, expires)
        )
        if time.monotonic() - self._tidied > TIDY_EVERY:
            self.tidy()

    def forget(self, key: str) -> None:
        self._whatever_happens("changing", lambda: self.responses.__delitem__(key))

    def tidy(self, largest: int = LARGEST) -> None:
        """Remove what is too old to stand in for anything, and what is oldest until the rest is small enough."""
        self._tidied = time.monotonic()
        change, now = self.responses.changing.execute, round(time.time())
        self._whatever_happens("changing", lambda: change("DELETE FROM responses WHERE expires <= ?", (now,)))
        self._whatever_happens("changing", lambda: change(SHRINK, (largest,)))

    def held(self) -> tuple[int, int]:
        """How many answers, and how many bytes they take."""
        return self._whatever_happens("reading", self.responses.held) or (0, 0)

    def _whatever_happens(self, doing: str, act: Callable[[], T]) -> T | None:
        if time.monotonic() < self._left_alone_until[doing]:
            return None
        try:
            return act()
        except sqlite3.Error:
            self._left_alone_until[doing] = time.monotonic() + REST
            logger.exception("The cache could not be used")
        except UNREADABLE:
            logger.exception("A kept answer could not be read")
        return None
