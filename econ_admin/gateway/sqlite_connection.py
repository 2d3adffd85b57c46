"""SQLite connections to the cache file: used by one thread at a time, with short lock timeouts."""

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SQLValue = str | float | bytes | None


class SQLiteConnection:
    """One connection, opened on first use; runs its setup statements then.

    Only one thread uses it at a time, since concurrent threads would see each other's errors. Readers need a connection
    of their own, or they would wait for threads that wait for another process's lock.
    """

    def __init__(self, path: Path, lock_timeout: float, setup_statements: Sequence[str]) -> None:
        """`lock_timeout`: seconds to wait for the connection, and again for the file's lock."""
        self._path = path
        self._lock_timeout = lock_timeout
        self._setup_statements = setup_statements
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def execute(self, statement: str, parameters: Sequence[SQLValue] = ()) -> list[Any]:
        """Runs a statement and returns its rows. Raises sqlite3.Error."""
        if not self._lock.acquire(timeout=self._lock_timeout):
            raise sqlite3.OperationalError("too many threads are waiting for the file")
        try:
            if self._connection is None:
                self._connection = self._open()
            return self._connection.execute(statement, parameters).fetchall()
        finally:
            self._lock.release()

    def close(self) -> None:
        with self._lock:
            if self._connection:
                self._connection.close()
                self._connection = None

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=self._lock_timeout, isolation_level=None, check_same_thread=False
        )
        try:
            for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", *self._setup_statements):
                connection.execute(statement)
        except sqlite3.Error:
            connection.close()
            raise
        return connection
