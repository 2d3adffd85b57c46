"""Flags shared between processes, per agreement: when nouns were last written, and whether e-conomic answers.

A flag is a name and a time. Flags are stored beside the cached responses, so all processes that share the cache share
them: in their own table of the cache file, or in Redis (`redis_flags`).
"""

import logging
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from econ_admin.gateway.sqlite_connection import SQLiteConnection, SQLValue

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
SINCE = "(since)"  # flags from before this time may be missing


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

    def __init__(self, reason: str = "", own_flags: Mapping[str, SharedFlag] | None = None) -> None:
        super().__init__(reason)
        self.own_flags = own_flags
        """The flags that this process set meanwhile, if it may go on by them alone."""


class SharedFlags(ABC):
    """The flags of all agreements.

    While they cannot be written, this process still follows its own flags, and writes them later.
    """

    seconds_valid = 0.0
    """How long one page may use flags that it has read, since it needs them for each document."""

    def __init__(self, cooldown: float) -> None:
        self._cooldown = cooldown
        self.changes = 0
        """How many changes this process made."""
        self._unflushed: dict[tuple[str, str], SharedFlag] = {}
        self._flush_failed_at: float | None = None

    @abstractmethod
    def create_table(self) -> None:
        """Prepares the place where they are stored. Raises an error of that place."""

    @abstractmethod
    def compare_and_set(self, agreement: str, name: str, expected_at: float, new_at: float) -> bool:
        """Moves a flag from the expected time to a new one; False if another process was first. Raises
        FlagsUnavailable."""

    @abstractmethod
    def get_last_answered(self) -> float | None:
        """Returns when e-conomic last answered, for any agreement. Raises FlagsUnavailable."""

    def to_shared_time(self, own: float) -> float:
        """Converts a time of this machine to one that all of them understand, which is the same with one machine."""
        return own

    def to_own_time(self, shared: float) -> float:
        """Converts it back, on any machine."""
        return shared

    @abstractmethod
    def close(self) -> None:
        """Closes connections."""

    @abstractmethod
    def _read(self, agreement: str) -> dict[str, SharedFlag]:
        """Reads the stored flags of an agreement. Raises FlagsUnavailable."""

    @abstractmethod
    def _write(self, flags: Mapping[tuple[str, str], SharedFlag]) -> None:
        """Stores flags unless newer ones exist. Raises FlagsUnavailable."""

    @abstractmethod
    def _remove(self, agreement: str, name: str, before: float) -> None:
        """Removes a stored flag unless it was set at `before` or later. Raises FlagsUnavailable."""

    @abstractmethod
    def _remove_all(self, agreement: str) -> None:
        """Removes all stored flags of an agreement. Raises FlagsUnavailable."""

    def get_flags(self, agreement: str) -> Mapping[str, SharedFlag]:
        """Returns all flags of an agreement, by name. Raises FlagsUnavailable."""
        if self._flush_failed_at is not None and time.monotonic() - self._flush_failed_at >= self._cooldown:
            self._flush()
        return self._merge_own(agreement, self._read(agreement))

    def get_flags_of_all(self, agreements: Sequence[str]) -> dict[str, Mapping[str, SharedFlag]]:
        """Returns the flags of each of these agreements. Raises FlagsUnavailable."""
        return {agreement: self.get_flags(agreement) for agreement in agreements}

    def set_flags(self, agreement: str, names: Iterable[str], at: float, detail: str = "") -> None:
        """Sets flags unless newer ones exist. Never fails: flags that cannot be written yet are kept in memory."""
        self.changes += 1
        for name in names:
            existing = self._unflushed.get((agreement, name))
            if existing is None or at > existing.at:
                self._unflushed[agreement, name] = SharedFlag(at, detail)
        self._flush()

    def clear_flag(self, agreement: str, name: str, before: float) -> None:
        """Removes a flag unless it was set at `before` or later."""
        self.changes += 1
        unflushed = self._unflushed.get((agreement, name))
        if unflushed and unflushed.at < before:
            self._unflushed.pop((agreement, name), None)
        try:
            self._remove(agreement, name, before)
        except FlagsUnavailable as error:
            logger.warning("A shared flag could not be removed: %s", error)

    def clear_all_flags(self, agreement: str) -> None:
        """Removes all flags of an agreement that is gone."""
        self.changes += 1
        for key in [key for key in list(self._unflushed) if key[0] == agreement]:
            self._unflushed.pop(key, None)
        try:
            self._remove_all(agreement)
        except FlagsUnavailable as error:
            logger.warning("The shared flags of an agreement could not be removed: %s", error)

    def _merge_own(self, agreement: str, flags: dict[str, SharedFlag]) -> dict[str, SharedFlag]:
        for (flag_agreement, name), flag in list(self._unflushed.items()):
            if flag_agreement == agreement and (name not in flags or flag.at > flags[name].at):
                flags[name] = flag
        return flags

    def _flush(self) -> None:
        """Writes this process's pending flags, unless the last attempt failed a moment ago."""
        if self._flush_failed_at is not None and time.monotonic() - self._flush_failed_at < self._cooldown:
            return
        pending = dict(self._unflushed)
        if not pending:
            return
        # Set before the attempt, so that only one thread retries.
        self._flush_failed_at = time.monotonic() if self._flush_failed_at is not None else None
        try:
            self._write(pending)
        except FlagsUnavailable as error:
            self._flush_failed_at = time.monotonic()
            logger.warning("Shared flags could not be written: %s", error)
            return
        self._flush_failed_at = None
        for key, flag in pending.items():
            if self._unflushed.get(key) is flag:
                self._unflushed.pop(key, None)


def get_last_write(flags: Mapping[str, SharedFlag], noun: str) -> float:
    """Returns when the noun was last written or refreshed, or may have been; 0 if never."""
    return max((flags[name].at for name in (noun, SINCE) if name in flags), default=0.0)


class SQLiteSharedFlags(SharedFlags):
    """The flags in one SQLite file."""

    def __init__(self, path: Path, lock_timeout: float = LOCK_TIMEOUT) -> None:
        super().__init__(FAILURE_COOLDOWN)
        self._read_connection = SQLiteConnection(path, lock_timeout, [SCHEMA])
        # Separate, so that readers never wait for another process's lock.
        self._write_connection = SQLiteConnection(path, lock_timeout, [SCHEMA])

    def create_table(self) -> None:
        self._write_connection.execute("SELECT name FROM signs LIMIT 0")

    def compare_and_set(self, agreement: str, name: str, expected_at: float, new_at: float) -> bool:
        updated_rows = self._execute(
            self._write_connection,
            "UPDATE signs SET at = ? WHERE agreement = ? AND name = ? AND at = ? RETURNING 1",
            (new_at, agreement, name, expected_at),
        )
        return bool(updated_rows)

    def get_last_answered(self) -> float | None:
        rows = self._execute(self._read_connection, "SELECT max(at) FROM signs WHERE name = ?", (LAST_ANSWERED,))
        at: float | None = rows[0][0]
        return at

    def close(self) -> None:
        self._read_connection.close()
        self._write_connection.close()

    def _read(self, agreement: str) -> dict[str, SharedFlag]:
        statement = "SELECT name, at, said FROM signs WHERE agreement = ?"
        rows = self._execute(self._read_connection, statement, (agreement,))
        return {name: SharedFlag(at, detail) for name, at, detail in rows}

    def _write(self, flags: Mapping[tuple[str, str], SharedFlag]) -> None:
        values = [
            value for (agreement, name), flag in flags.items() for value in (agreement, name, flag.at, flag.detail)
        ]
        places = ", ".join(["(?, ?, ?, ?)"] * len(flags))
        self._execute(self._write_connection, UPSERT_IF_NEWER.format(places=places), values)

    def _remove(self, agreement: str, name: str, before: float) -> None:
        statement = "DELETE FROM signs WHERE agreement = ? AND name = ? AND at < ?"
        self._execute(self._write_connection, statement, (agreement, name, before))

    def _remove_all(self, agreement: str) -> None:
        self._execute(self._write_connection, "DELETE FROM signs WHERE agreement = ?", (agreement,))

    def _execute(self, connection: SQLiteConnection, statement: str, parameters: Sequence[SQLValue]) -> list[Any]:
        try:
            return connection.execute(statement, parameters)
        except sqlite3.Error as error:
            raise FlagsUnavailable(str(error)) from error
