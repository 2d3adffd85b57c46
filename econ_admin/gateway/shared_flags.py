"""Flags shared between processes, per agreement: when nouns were last written, and whether e-conomic answers.

A flag is a name and a time. Flags are stored in their own table of the cache file, so all processes that share the
cache share them.
"""

import logging
import sqlite3
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from econ_admin.gateway.sqlite_connection import SQLiteConnection

logger = logging.getLogger(__name__)

LOCK_TIMEOUT = 1.0  # seconds that a write waits for another process
FAILURE_COOLDOWN = 5.0  # seconds without writes after a failed one

SCHEMA = """
CREATE TABLE IF NOT EXISTS signs (
    agreement TEXT, name TEXT, at REAL, said TEXT, PRIMARY KEY (agreement, name)
) WITHOUT ROWID
"""
UPSERT_IF_NEWER = """
INSERT INTO signs VALUES {places}
ON CONFLICT DO UPDATE SET at = excluded.at, said = excluded.said WHERE excluded.at > at
"""

LAST_ANSWERED = "(answered)"  # e-conomic answered; the detail is its quota
TOKENS_REFUSED = "(refused)"  # e-conomic answered 401; the detail is when it first did
CIRCUIT_OPENED = "(silent)"  # repeated failures: no calls for a while after this time
RETRY_AT = "(wait)"  # e-conomic answered 429: no calls before this time


@dataclass(frozen=True, slots=True)
class SharedFlag:
    """A flag's time, in seconds since 1970, and an optional detail."""

    at: float
    detail: str = ""

    @property
    def first_at(self) -> float:
        """Returns the time in the detail, from which the flag's own time moves on; its own, if there is none."""
        return float(self.detail or self.at)


class FlagsUnavailable(Exception):
    """The flags cannot be read, so no cached data may be trusted."""


class SharedFlags:
    """The flags of all agreements, in one SQLite file.

    While the file cannot be written, this process still follows its own flags, and writes them later.
    """

    def __init__(self, path: Path, lock_timeout: float = LOCK_TIMEOUT) -> None:
        self._read_connection = SQLiteConnection(path, lock_timeout, [SCHEMA])
        # Separate, so that readers never wait for another process's lock.
        self._write_connection = SQLiteConnection(path, lock_timeout, [SCHEMA])
        self._unflushed: dict[tuple[str, str], SharedFlag] = {}
        self._flush_failed_at: float | None = None

    def create_table(self) -> None:
        """Creates the table if missing. Raises sqlite3.Error."""
        self._write_connection.execute("SELECT name FROM signs LIMIT 0")

    def get_flags(self, agreement: str) -> Mapping[str, SharedFlag]:
        """Returns all flags of an agreement, by name. Raises FlagsUnavailable."""
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
        """Sets flags unless newer ones exist. Never fails: flags that cannot be written yet are kept in memory."""
        for name in names:
            existing = self._unflushed.get((agreement, name))
            if existing is None or at > existing.at:
                self._unflushed[agreement, name] = SharedFlag(at, detail)
        self._flush()

    def compare_and_set(self, agreement: str, name: str, expected_at: float, new_at: float) -> bool:
        """Moves a flag from the expected time to a new one; False if another process was first. Raises
        FlagsUnavailable."""
        try:
            updated_rows = self._write_connection.execute(
                "UPDATE signs SET at = ? WHERE agreement = ? AND name = ? AND at = ? RETURNING 1",
                (new_at, agreement, name, expected_at),
            )
        except sqlite3.Error as error:
            raise FlagsUnavailable(str(error)) from error
        return bool(updated_rows)

    def clear_flag(self, agreement: str, name: str, before: float) -> None:
        """Removes a flag unless it was set at `before` or later."""
        unflushed = self._unflushed.get((agreement, name))
        if unflushed and unflushed.at < before:
            self._unflushed.pop((agreement, name), None)
        try:
            self._write_connection.execute(
                "DELETE FROM signs WHERE agreement = ? AND name = ? AND at < ?", (agreement, name, before)
            )
        except sqlite3.Error:
            logger.exception("A shared flag could not be removed")

    def clear_all_flags(self, agreement: str) -> None:
        """Removes all flags of an agreement that is gone."""
        for key in [key for key in list(self._unflushed) if key[0] == agreement]:
            self._unflushed.pop(key, None)
        try:
            self._write_connection.execute("DELETE FROM signs WHERE agreement = ?", (agreement,))
        except sqlite3.Error:
            logger.exception("The shared flags of an agreement could not be removed")

    def get_last_answered(self) -> float | None:
        """Returns when e-conomic last answered, for any agreement. Raises FlagsUnavailable."""
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
        """Writes this process's pending flags, unless the last attempt failed a moment ago."""
        if self._flush_failed_at and time.monotonic() - self._flush_failed_at < FAILURE_COOLDOWN:
            return
        pending = dict(self._unflushed)
        if not pending:
            return
        rows = [
            value for (agreement, name), flag in pending.items() for value in (agreement, name, flag.at, flag.detail)
        ]
        # Set before the attempt, so that only one thread retries.
        self._flush_failed_at = time.monotonic() if self._flush_failed_at else None
        try:
            self._write_connection.execute(
                UPSERT_IF_NEWER.format(places=", ".join(["(?, ?, ?, ?)"] * len(pending))), rows
            )
        except sqlite3.Error:
            self._flush_failed_at = time.monotonic()
            logger.exception("Shared flags could not be written")
            return
        self._flush_failed_at = None
        for key, flag in pending.items():
            if self._unflushed.get(key) is flag:
                self._unflushed.pop(key, None)
