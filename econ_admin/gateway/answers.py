"""The answers that are kept on disk: requests-cache's store, without what its defaults would cost us."""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import requests
from requests_cache.backends.sqlite import SQLiteCache, SQLiteDict
from requests_cache.models.response import CachedResponse

logger = logging.getLogger(__name__)

BUSY = 2.0  # seconds that a change waits for another process's
LARGEST = 256 * 1024 * 1024  # bytes of the file
TIDY_EVERY = 600  # seconds

T = TypeVar("T")


class _Table(SQLiteDict):
    """One that gives up: requests-cache itself asks for the lock for as long as another process holds it."""

    @contextmanager
    def _acquire_sqlite_lock(self) -> Iterator[None]:
        deadline = time.monotonic() + BUSY
        with self._lock:
            connection = cast("sqlite3.Connection", self._connection)  # opened by who calls this
            while True:
                try:
                    connection.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.001)
                else:
                    break
            self._active_transaction = True
            try:
                yield
                connection.commit()
            except BaseException:
                connection.rollback()
                raise
            finally:
                self._active_transaction = False


class AnswersInSQLite(SQLiteCache):
    """Kept in one file, bounded. A disk that is full or a file that is broken costs a round trip, never a page."""

    def __init__(self, path: Path) -> None:
        options: dict[str, Any] = {"wal": True, "busy_timeout": round(BUSY * 1000)}
        super().__init__(path, **options)
        self.responses = _Table(path, table_name="responses", **options)
        self._tidied = time.monotonic()

    def get_response(self, key: str, default: Any = None) -> CachedResponse | None:
        return self._whatever_happens(lambda: super(AnswersInSQLite, self).get_response(key, default))

    def save_response(
        self, response: requests.Response, cache_key: str | None = None, expires: datetime | None = None
    ) -> None:
        self._whatever_happens(lambda: super(AnswersInSQLite, self).save_response(response, cache_key, expires))
        if time.monotonic() - self._tidied > TIDY_EVERY:
            self.tidy()

    def forget(self, key: str) -> None:
        self._whatever_happens(lambda: self.delete(key))

    def tidy(self, largest: int = LARGEST) -> None:
        """Remove what is too old to stand in for anything, and what is oldest until the rest is small enough."""
        self._tidied = time.monotonic()
        self._whatever_happens(lambda: self.delete(expired=True, vacuum=False))
        self._whatever_happens(lambda: self._shrink(largest))

    def held(self) -> tuple[int, int]:
        """How many answers, and how many bytes they take."""
        return self._whatever_happens(self._held) or (0, 0)

    def _held(self) -> tuple[int, int]:
        with self.responses.connection() as connection:
            count, size = connection.execute(
                "SELECT count(*), coalesce(sum(length(value)), 0) FROM responses"
            ).fetchone()
        return count, size

    def _shrink(self, largest: int) -> None:
        with self.responses.connection(commit=True) as connection:
            connection.execute(
                "DELETE FROM responses WHERE key IN (SELECT key FROM (SELECT key,"
                " sum(length(value)) OVER (ORDER BY expires DESC, key) AS newer FROM responses) WHERE newer > ?)",
                (largest,),
            )

    def _whatever_happens(self, act: Callable[[], T]) -> T | None:
        try:
            return act()
        except sqlite3.Error:
            logger.exception("The cache could not be used")
            return None
