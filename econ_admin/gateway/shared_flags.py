"""What the processes tell each other about an agreement: what was written when, and whether e-conomic answers.

A sign is a name and a moment. They stand in a table of their own in the cache's file, so that whoever shares the
cache shares them.
"""

import logging
import sqlite3
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from econ_admin.gateway.sqlite_connection import SQLiteConnection

logger = logging.getLogger(__name__)

LOCK_TIMEOUT = 1.0  # seconds that a change waits for another process's
FAILURE_COOLDOWN = 5.0  # seconds that the file is left alone after it could not be changed

SCHEMA = """
CREATE TABLE IF NOT EXISTS signs (
    agreement TEXT, name TEXT, at REAL, said TEXT, PRIMARY KEY (agreement, name)
) WITHOUT ROWID
"""
UPSERT_IF_NEWER = """
INSERT INTO signs VALUES {places}
ON CONFLICT DO UPDATE SET at = excluded.at, said = excluded.said WHERE excluded.at > at
"""

LAST_ANSWERED = "(answered)"  # e-conomic did; says what it said of its limits
TOKENS_REFUSED = "(refused)"  # it said 401
CIRCUIT_OPENED = "(silent)"  # it did not answer, time and again: for a while from then it is not asked
RETRY_AT = "(wait)"  # it said 429: until then


@dataclass(frozen=True, slots=True)
class SharedFlag:
    """When, in seconds since 1970, and what there is to say of it."""

    at: float
    detail: str = ""


class FlagsUnavailable(Exception):
    """The signs cannot be read: nothing that is kept may be trusted."""


class SharedFlags:
    """Those of all agreements, in one SQLite file.

    Where the file cannot be changed for a while, this process at least heeds its own, and tells them later.
    """

    def __init__(self, path: Path, lock_timeout: float = LOCK_TIMEOUT) -> None:
        self._read_connection = SQLiteConnection(path, lock_timeout, [SCHEMA])
        self._write_connection = SQLiteConnection(
            path, lock_timeout, [SCHEMA]
        )  # of its own: who only reads never waits for another process's lock
        self._unflushed: dict[tuple[str, str], SharedFlag] = {}
        self._flush_failed_at: float | None = None

    def create_table(self) -> None:
        """Make the table where it is not yet. Raises sqlite3.Error."""
        self._write_connection.execute("SELECT name FROM signs LIMIT 0")

    def get_flags(self, agreement: str) -> Mapping[str, SharedFlag]:
        """All signs of an agreement, by name. Raises FlagsUnavailable."""
        if self._flush_failed_at and time.monotonic() - self._flush_failed_at >= FAILURE_COOLDOWN:
            self._flush()
        try:
            rows = self._read_connection.execute("SELECT name, at, said FROM signs WHERE agreement = ?", (agreement,))
        except sqlite3.Error as error:
            raise FlagsUnavailable(str(error)) from error
        flags = {name: SharedFlag(at, detail) for name, at, detail in rows}
        for (flag_agreement, name), flag in list(self._unflushed.items()):
            if flag_agreement == agreement and (name not in flags or flag.at > flags[name].at):
                flags[name] = flag
        return flags

    def set_flags(self, agreement: str, names: Iterable[str], at: float, detail: str = "") -> None:
        """Set signs; one that is newer stays. No write fails for one that cannot be kept."""
        for name in names:
            existing = self._unflushed.get((agreement, name))
            if existing is None or at > existing.at:
                self._unflushed[agreement, name] = SharedFlag(at, detail)
        self._flush()

    def compare_and_set(self, agreement: str, name: str, expected_at: float, new_at: float) -> bool:
        """Set a sign from what was seen to another moment; False where somebody else was first. Raises
        FlagsUnavailable.
        """
        try:
            updated_rows = self._write_connection.execute(
                "UPDATE signs SET at = ? WHERE agreement = ? AND name = ? AND at = ? RETURNING 1",
                (new_at, agreement, name, expected_at),
            )
        except sqlite3.Error as error:
            raise FlagsUnavailable(str(error)) from error
        return bool(updated_rows)

    def clear_flag(self, agreement: str, name: str, before: float) -> None:
        """Take a sign away, unless it was set at that moment or later."""
        unflushed = self._unflushed.get((agreement, name))
        if unflushed and unflushed.at < before:
            self._unflushed.pop((agreement, name), None)
        try:
            self._write_connection.execute(
                "DELETE FROM signs WHERE agreement = ? AND name = ? AND at < ?", (agreement, name, before)
            )
        except sqlite3.Error:
            logger.exception("A sign could not be taken away")

    def get_last_answered(self) -> float | None:
        """When any agreement's e-conomic last answered. Raises FlagsUnavailable."""
        try:
            rows = self._read_connection.execute("SELECT max(at) FROM signs WHERE name = ?", (LAST_ANSWERED,))
        except sqlite3.Error as error:
            raise FlagsUnavailable(str(error)) from error
        at: float | None = rows[0][0]
        return at

    def close(self) -> None:
        self._read_connection.close()
        self._write_connection.close()

    def _flush(self) -> None:
        """Put down what this process has to say, unless the file failed us a moment ago."""
        if self._flush_failed_at and time.monotonic() - self._flush_failed_at < FAILURE_COOLDOWN:
            return
        pending = dict(self._unflushed)
        if not pending:
            return
        rows = [
            value for (agreement, name), flag in pending.items() for value in (agreement, name, flag.at, flag.detail)
        ]
        self._flush_failed_at = (
            time.monotonic() if self._flush_failed_at else None
        )  # one tries again, not all who come by
        try:
            self._write_connection.execute(
                UPSERT_IF_NEWER.format(places=", ".join(["(?, ?, ?, ?)"] * len(pending))), rows
            )
        except sqlite3.Error:
            self._flush_failed_at = time.monotonic()
            logger.exception("Signs could not be kept")
            return
        self._flush_failed_at = None
        for key, flag in pending.items():
            if self._unflushed.get(key) is flag:
                self._unflushed.pop(key, None)
