"""Caches responses on disk: storage for requests-cache that avoids its costly defaults."""

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

from econ_admin.gateway.cache_policy import MAX_CACHED_SIZE
from econ_admin.gateway.sqlite_connection import SQLiteConnection

logger = logging.getLogger(__name__)

LOCK_TIMEOUT = 1.0  # seconds that a write waits for other threads and for other processes
FAILURE_COOLDOWN = 5.0  # seconds without access after a failure, since one page makes many
MAX_FILE_SIZE = 256 * 1024 * 1024  # bytes of the file
PRUNE_INTERVAL = 600  # seconds

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS responses (key TEXT PRIMARY KEY, value BLOB, expires INTEGER)",
    "CREATE INDEX IF NOT EXISTS expires_idx ON responses(expires)",
)
COUNT_AND_SIZE = "SELECT count(*), coalesce(sum(length(value)), 0) FROM responses WHERE key >= ? AND key < ?"
DELETE_OLDEST = """
DELETE FROM responses WHERE key IN (SELECT key FROM (
    SELECT key, sum(length(value)) OVER (ORDER BY expires DESC, key) AS newer FROM responses
) WHERE newer > ?)
"""
UNPICKLING_ERRORS = (EOFError, LookupError)  # what unpickling may raise besides the errors that requests-cache handles

T = TypeVar("T")


class _ResponseTable(BaseStorage[str, CachedResponse]):
    """The table behind requests-cache. The library's own shares one connection between threads and waits for locks
    forever."""

    def __init__(self, path: Path, lock_timeout: float) -> None:
        super().__init__(serializer=pickle_serializer)
        self.read_connection, self.write_connection = (SQLiteConnection(path, lock_timeout, SCHEMA) for _ in range(2))

    def __getitem__(self, key: str) -> CachedResponse:
        for (value,) in self.read_connection.execute("SELECT value FROM responses WHERE key = ?", (key,)):
            response: CachedResponse = self.deserialize(key, value)
            return response
        raise KeyError(key)

    def __setitem__(self, key: str, response: CachedResponse) -> None:
        row = key, self.serialize(response), response.expires_unix
        self.write_connection.execute("INSERT OR REPLACE INTO responses VALUES (?, ?, ?)", row)

    def __delitem__(self, key: str) -> None:
        self.write_connection.execute("DELETE FROM responses WHERE key = ?", (key,))

    def __iter__(self) -> Iterator[str]:
        return (key for (key,) in self.read_connection.execute("SELECT key FROM responses"))

    def __len__(self) -> int:
        ((count,),) = self.read_connection.execute("SELECT count(*) FROM responses")
        return int(count)

    def get_count_and_size(self, agreement: str) -> tuple[int, int]:
        ((count, size),) = self.read_connection.execute(COUNT_AND_SIZE, build_range(f"{agreement}."))
        return count, size

    def close(self) -> None:
        self.read_connection.close()
        self.write_connection.close()


class ResponseCache(BaseCache):
    """A bounded cache of responses. If it cannot be used, pages cost a round trip but still work."""

    errors: tuple[type[Exception], ...] = ()
    """What using the storage raises."""

    def __init__(self, name: str) -> None:
        super().__init__(cache_name=name)
        self._disabled_until = {"reading": 0.0, "changing": 0.0}

    def get_response(self, key: str, default: CachedResponse | None = None) -> CachedResponse | None:
        return self._run_safely("reading", lambda: super(ResponseCache, self).get_response(key, default))

    def save_response(
        self, response: requests.Response, cache_key: str | None = None, expires: datetime | None = None
    ) -> None:
        if len(response.content) > MAX_CACHED_SIZE:
            return
        self._run_safely("changing", lambda: super(ResponseCache, self).save_response(response, cache_key, expires))

    def delete_response(self, key: str) -> None:
        self._run_safely("changing", lambda: self.responses.__delitem__(key))

    def delete_all(self, beginning: str) -> None:
        """Deletes the responses whose keys begin so."""
        raise NotImplementedError

    def forget_all(self) -> int:
        """Deletes all responses, so that nobody can read them again. Returns how many. Raises one of `errors`."""
        raise NotImplementedError

    def prune(self, max_size: int = MAX_FILE_SIZE) -> int:
        """Deletes expired responses, then the oldest ones until the rest fits `max_size` bytes, if that is needed.

        Returns how many.
        """
        return 0

    def get_count_and_size(self, agreement: str) -> tuple[int, int]:
        """Returns the number of an agreement's cached responses, and their size in bytes."""
        raise NotImplementedError

    def _run_safely(self, operation: str, action: Callable[[], T]) -> T | None:
        if time.monotonic() < self._disabled_until[operation]:
            return None
        try:
            return action()
        except self.errors:
            self._disabled_until[operation] = time.monotonic() + FAILURE_COOLDOWN
            logger.exception("The response cache could not be used")
        except UNPICKLING_ERRORS:
            logger.exception("A cached response could not be read")
        return None


class SQLiteResponseCache(ResponseCache):
    """A cache in one file, of a bounded size."""

    errors = (sqlite3.Error,)

    def __init__(self, path: Path, lock_timeout: float = LOCK_TIMEOUT) -> None:
        super().__init__(str(path))
        self.responses: _ResponseTable = _ResponseTable(path, lock_timeout)
        self._pruned_at = time.monotonic()

    def check_integrity(self) -> None:
        """Raises sqlite3.DatabaseError if the file is broken. Creates the table if missing."""
        ((result,),) = self.responses.write_connection.execute("PRAGMA quick_check(1)")
        if result != "ok":
            raise sqlite3.DatabaseError(result)

    def save_response(
        self, response: requests.Response, cache_key: str | None = None, expires: datetime | None = None
    ) -> None:
        super().save_response(response, cache_key, expires)
        if time.monotonic() - self._pruned_at > PRUNE_INTERVAL:
            self.prune()

    def delete_all(self, beginning: str) -> None:
        execute, delete = self.responses.write_connection.execute, "DELETE FROM responses WHERE key >= ? AND key < ?"
        self._run_safely("changing", lambda: execute(delete, build_range(beginning)))

    def prune(self, max_size: int = MAX_FILE_SIZE) -> int:
        self._pruned_at = time.monotonic()
        expired = self._delete("DELETE FROM responses WHERE expires <= ?", round(time.time()))
        return expired + self._delete(DELETE_OLDEST, max_size)

    def _delete(self, statement: str, value: int) -> int:
        execute = self.responses.write_connection.execute
        deleted = self._run_safely("changing", lambda: execute(f"{statement} RETURNING 1", (value,)))
        return len(deleted or ())

    def forget_all(self) -> int:
        count = len(self.responses)
        execute = self.responses.write_connection.execute
        execute("PRAGMA secure_delete = ON")
        execute("DELETE FROM responses")
        execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return count

    def get_count_and_size(self, agreement: str) -> tuple[int, int]:
        return self._run_safely("reading", lambda: self.responses.get_count_and_size(agreement)) or (0, 0)


def build_range(beginning: str) -> tuple[str, str]:
    """Returns the first text that begins so, and the first after those that do."""
    return beginning, f"{beginning[:-1]}{chr(ord(beginning[-1]) + 1)}"
