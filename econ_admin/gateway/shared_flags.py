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

from econ_admin.gateway.sqlite_connection import Line

logger = logging.getLogger(__name__)

BUSY = 1.0  # seconds that a change waits for another process's
REST = 5.0  # seconds that the file is left alone after it could not be changed

TABLE = """
CREATE TABLE IF NOT EXISTS signs (
    agreement TEXT, name TEXT, at REAL, said TEXT, PRIMARY KEY (agreement, name)
) WITHOUT ROWID
"""
NEWER_STAYS = """
INSERT INTO signs VALUES {places}
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
    """Those of all agreements, in one SQLite file.

    Where the file cannot be changed for a while, this process at least heeds its own, and tells them later.
    """

    def __init__(self, path: Path, busy: float = BUSY) -> None:
        self._reading = Line(path, busy, [TABLE])
        self._changing = Line(path, busy, [TABLE])  # of its own: who only reads never waits for another process's lock
        self._untold: dict[tuple[str, str], Sign] = {}
        self._failed_at: float | None = None

    def prepare(self) -> None:
        """Make the table where it is not yet. Raises sqlite3.Error."""
        self._changing.execute("SELECT name FROM signs LIMIT 0")

    def of(self, agreement: str) -> Mapping[str, Sign]:
        """All signs of an agreement, by name. Raises Unknown."""
        if self._failed_at and time.monotonic() - self._failed_at >= REST:
            self._tell()
        try:
            rows = self._reading.execute("SELECT name, at, said FROM signs WHERE agreement = ?", (agreement,))
        except sqlite3.Error as error:
            raise Unknown(str(error)) from error
        signs = {name: Sign(at, said) for name, at, said in rows}
        for (whose, name), sign in list(self._untold.items()):
            if whose == agreement and (name not in signs or sign.at > signs[name].at):
                signs[name] = sign
        return signs

    def put(self, agreement: str, names: Iterable[str], at: float, said: str = "") -> None:
        """Set signs; one that is newer stays. No write fails for one that cannot be kept."""
        for name in names:
            before = self._untold.get((agreement, name))
            if before is None or at > before.at:
                self._untold[agreement, name] = Sign(at, said)
        self._tell()

    def move(self, agreement: str, name: str, seen: float, at: float) -> bool:
        """Set a sign from what was seen to another moment; False where somebody else was first. Raises Unknown."""
        try:
            moved = self._changing.execute(
                "UPDATE signs SET at = ? WHERE agreement = ? AND name = ? AND at = ? RETURNING 1",
                (at, agreement, name, seen),
            )
        except sqlite3.Error as error:
            raise Unknown(str(error)) from error
        return bool(moved)

    def remove(self, agreement: str, name: str, before: float) -> None:
        """Take a sign away, unless it was set at that moment or later."""
        untold = self._untold.get((agreement, name))
        if untold and untold.at < before:
            self._untold.pop((agreement, name), None)
        try:
            self._changing.execute(
                "DELETE FROM signs WHERE agreement = ? AND name = ? AND at < ?", (agreement, name, before)
            )
        except sqlite3.Error:
            logger.exception("A sign could not be taken away")

    def last_answered(self) -> float | None:
        """When any agreement's e-conomic last answered. Raises Unknown."""
        try:
            rows = self._reading.execute("SELECT max(at) FROM signs WHERE name = ?", (ANSWERED,))
        except sqlite3.Error as error:
            raise Unknown(str(error)) from error
        at: float | None = rows[0][0]
        return at

    def close(self) -> None:
        self._reading.close()
        self._changing.close()

    def _tell(self) -> None:
        """Put down what this process has to say, unless the file failed us a moment ago."""
        if self._failed_at and time.monotonic() - self._failed_at < REST:
            return
        telling = dict(self._untold)
        if not telling:
            return
        rows = [value for (agreement, name), sign in telling.items() for value in (agreement, name, sign.at, sign.said)]
        self._failed_at = time.monotonic() if self._failed_at else None  # one tries again, not all who come by
        try:
            self._changing.execute(NEWER_STAYS.format(places=", ".join(["(?, ?, ?, ?)"] * len(telling))), rows)
        except sqlite3.Error:
            self._failed_at = time.monotonic()
            logger.exception("Signs could not be kept")
            return
        self._failed_at = None
        for key, sign in telling.items():
            if self._untold.get(key) is sign:
                self._untold.pop(key, None)
