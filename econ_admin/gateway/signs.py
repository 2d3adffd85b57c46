"""What the processes tell each other about an agreement: what was written when, and whether e-conomic answers.

A sign is a name and a moment. They stand in a table of their own in the cache's file, so that whoever shares the
cache shares them.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

TABLE = """
CREATE TABLE IF NOT EXISTS signs (
    agreement TEXT, name TEXT, at REAL, said TEXT, PRIMARY KEY (agreement, name)
) WITHOUT ROWID
"""
NEWER_STAYS = """
INSERT INTO signs VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET at = excluded.at, said = excluded.said WHERE excluded.at > at
"""

ANSWERED = "(answered)"  # e-conomic did; says what it said of its limits
REFUSED = "(refused)"  # it said 401
SILENT = "(silent)"  # it did not answer, time and again: for a while from then it is not asked
WAIT = "(wait)"  # it said 429: until then


@dataclass(frozen=True, slots=True)
class Sign:
    """When, in seconds since 1970, and what there is to say of it."""

    at: float
    said: str = ""


class Unknown(Exception):
    """The signs cannot be read: nothing that is kept may be trusted."""


class Signs:
    """Those of all agreements, in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def prepare(self) -> None:
        """Make the table where it is not yet. Raises sqlite3.Error."""
        self._execute("SELECT name FROM signs LIMIT 0", ())

    def of(self, agreement: str) -> Mapping[str, Sign]:
        """All signs of an agreement, by name. Raises Unknown."""
        try:
            rows = self._execute("SELECT name, at, said FROM signs WHERE agreement = ?", (agreement,))
        except sqlite3.Error as error:
            raise Unknown(str(error)) from error
        return {name: Sign(at, said) for name, at, said in rows}

    def put(self, agreement: str, names: Iterable[str], at: float, said: str = "") -> None:
        """Set signs; one that is newer stays. What cannot be kept is logged: no write fails for it."""
        try:
            for name in names:
                self._execute(NEWER_STAYS, (agreement, name, at, said))
        except sqlite3.Error:
            logger.exception("A sign could not be kept")

    def move(self, agreement: str, name: str, seen: float, at: float) -> bool:
        """Set a sign from what was seen to another moment; False where somebody else was first."""
        try:
            moved = self._execute(
                "UPDATE signs SET at = ? WHERE agreement = ? AND name = ? AND at = ? RETURNING 1",
                (at, agreement, name, seen),
            )
        except sqlite3.Error as error:
            raise Unknown(str(error)) from error
        return bool(moved)

    def remove(self, agreement: str, name: str, before: float) -> None:
        """Take a sign away, unless it was set at that moment or later."""
        try:
            self._execute("DELETE FROM signs WHERE agreement = ? AND name = ? AND at < ?", (agreement, name, before))
        except sqlite3.Error:
            logger.exception("A sign could not be taken away")

    def last_answered(self) -> float | None:
        """When any agreement's e-conomic last answered. Raises Unknown."""
        try:
            rows = self._execute("SELECT max(at) FROM signs WHERE name = ?", (ANSWERED,))
        except sqlite3.Error as error:
            raise Unknown(str(error)) from error
        at: float | None = rows[0][0]
        return at

    def close(self) -> None:
        with self._lock:
            if self._connection:
                self._connection.close()
                self._connection = None

    def _execute(self, statement: str, values: tuple[str | float, ...]) -> list[Any]:
        with self._lock:
            if self._connection is None:
                self._connection = self._opened()
            return self._connection.execute(statement, values).fetchall()

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=2, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(TABLE)
        return connection
