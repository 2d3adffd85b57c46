"""The answers that are kept on disk: requests-cache's store, without what its defaults would cost us."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar, cast

import requests
from requests_cache.backends.base import BaseCache
from requests_cache.backends.sqlite import SQLiteDict
from requests_cache.models.response import CachedResponse

from econ_admin.gateway.caching import LARGEST_KEPT

logger = logging.getLogger(__name__)

BUSY = 2.0  # seconds that a change waits for another process's
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


class _Table(SQLiteDict):
    """One that gives up: requests-cache itself asks for the lock for ever, and lets nobody read meanwhile."""

    def __init__(self, path: Path, busy: float) -> None:
        self._busy = busy
        self._turn = threading.Lock()
        # Each try is short, since nobody else gets at the connection while SQLite itself waits.
        super().__init__(path, table_name="responses", wal=True, busy_timeout=10)

    def init_db(self) -> None:
        """Nothing yet: a file that is locked or broken must not keep a process from starting."""

    @contextmanager
    def _acquire_sqlite_lock(self) -> Iterator[None]:
        end = time.monotonic() + self._busy
        connection = cast("sqlite3.Connection", self._connection)  # opened by who calls this
        if not self._turn.acquire(timeout=self._busy):
            raise sqlite3.OperationalError("too many are waiting for the lock")
        try:
            _begin(connection, end)
            try:
                yield
                connection.commit()
            except BaseException:
                connection.rollback()
                raise
        finally:
            self._turn.release()


def _begin(connection: sqlite3.Connection, end: float) -> None:
    """Take the file's one lock for changes. Raises sqlite3.Error where it does not come free in time."""
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.001)
        else:
            return


class AnswersInSQLite(BaseCache):
    """Kept in one file, bounded. A disk that is full or a file that is broken costs a round trip, never a page."""

    def __init__(self, path: Path, busy: float = BUSY) -> None:
        super().__init__(cache_name=str(path))
        self.responses: SQLiteDict = _Table(path, busy)
        self._tidied = time.monotonic()
        self._left_alone_until = {"reading": 0.0, "changing": 0.0}
        self._whatever_happens("changing", self.prepare)

    def prepare(self) -> None:
        """Make the table where it is not yet. Raises sqlite3.Error."""
        with self.responses.connection() as connection:
            for statement in TABLE:
                connection.execute(statement)

    def check(self) -> None:
        """Raises sqlite3.DatabaseError where the file is broken."""
        with self.responses.connection() as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
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
        self._whatever_happens("changing", lambda: self._change("DELETE FROM responses WHERE key = ?", key))

    def tidy(self, largest: int = LARGEST) -> None:
        """Remove what is too old to stand in for anything, and what is oldest until the rest is small enough."""
        self._tidied = time.monotonic()
        self._whatever_happens(
            "changing", lambda: self._change("DELETE FROM responses WHERE expires <= ?", round(time.time()))
        )
        self._whatever_happens("changing", lambda: self._change(SHRINK, largest))

    def held(self) -> tuple[int, int]:
        """How many answers, and how many bytes they take."""
        return self._whatever_happens("reading", self._held) or (0, 0)

    def _held(self) -> tuple[int, int]:
        with self.responses.connection() as connection:
            count, size = connection.execute(
                "SELECT count(*), coalesce(sum(length(value)), 0) FROM responses"
            ).fetchone()
        return count, size

    def _change(self, statement: str, value: str | int) -> None:
        with self.responses.connection(commit=True) as connection:
            connection.execute(statement, (value,))

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
