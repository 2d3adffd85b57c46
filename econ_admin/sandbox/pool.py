"""A connection pool for one SQLite file, for all threads and processes."""

import fcntl
import os
import sqlite3
import weakref
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BUSY_TIMEOUT = 30.0  # seconds to wait for another writer
MMAP_SIZE = 256 * 1024 * 1024  # bytes read through the system's page cache, which all connections share


class ConnectionPool:
    """A pool of open connections, per process: a forked child leaves its parent's connections alone."""

    def __init__(self, path: Path, synchronous: str = "NORMAL") -> None:
        self.path = path
        self._synchronous = synchronous
        self._idle: defaultdict[int, list[sqlite3.Connection]] = defaultdict(list)
        weakref.finalize(self, _close_all, self._idle)

    @contextmanager
    def checkout(self) -> Iterator[sqlite3.Connection]:
        """Lends a connection outside any transaction; on return, an open transaction is rolled back."""
        idle = self._idle[os.getpid()]
        try:
            connection = idle.pop()
        except IndexError:  # no check beforehand: another thread may take the last one at any time
            connection = self._open()
        try:
            yield connection
        finally:
            if connection.in_transaction:
                connection.rollback()
            idle.append(connection)

    @contextmanager
    def transaction(self, kind: str) -> Iterator[sqlite3.Connection]:
        """Runs a transaction, `DEFERRED` to read or `IMMEDIATE` to write; rolled back on an exception."""
        with self.checkout() as connection:
            connection.execute(f"BEGIN {kind}")
            yield connection
            connection.commit()

    @contextmanager
    def exclusive_lock(self) -> Iterator[None]:
        """Holds a lock across threads and processes, since a new file cannot be opened by several at once."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_name(f"{self.path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def close(self) -> None:
        """Closes this process's connections."""
        _close_all({0: self._idle.pop(os.getpid(), [])})

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA mmap_size={MMAP_SIZE}")
        connection.execute(f"PRAGMA synchronous={self._synchronous}")
        return connection


def _close_all(idle: dict[int, list[sqlite3.Connection]]) -> None:
    for connections in idle.values():
        for connection in connections:
            connection.close()
