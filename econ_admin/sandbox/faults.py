"""The handles: faults to come, the log, the clock; and what was spent. Shared by all processes on one store."""

from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from typing import Self

from econ_admin.sandbox.pool import Pool
from econ_admin.sandbox.rate_limit import TABLE, Rate, Spent, spend

KEPT = 1_000  # exchanges in the log
TABLES = """
CREATE TABLE IF NOT EXISTS faults (id INTEGER PRIMARY KEY, method TEXT, path TEXT, fault TEXT, times INTEGER);
CREATE TABLE IF NOT EXISTS log (id INTEGER PRIMARY KEY, method TEXT, path TEXT, query TEXT, key TEXT, status INTEGER);
CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY, ahead REAL);
INSERT OR IGNORE INTO clock VALUES (1, 0);
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """What shall go wrong: a name, and what it needs to know."""

    name: str
    argument: str = ""

    @classmethod
    def read(cls, text: str) -> Self:
        """From `slow:250`, `refuse:name:E06010`, … Raises ValueError for one that is none of them."""
        name, _, argument = text.partition(":")
        match name:
            case "slow" | "status" | "throttle":
                good = argument.isascii() and argument.isdecimal() and len(argument) < 9
                good = good and (name != "status" or 400 <= int(argument) <= 599)
            case "refuse":
                field, _, code = argument.rpartition(":")
                good = bool(field and code)
            case _:
                good = text in ("garbage", "silence-before", "silence-after")
        if not good:
            raise ValueError(f"'{text}' is no fault. There are {FAULTS}.")
        return cls(name, argument)


FAULTS = "slow:MS, status:400 to 599, throttle:SECONDS, garbage, refuse:FIELD:CODE, silence-before, silence-after"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One line of the log; no status where no answer went out."""

    method: str
    path: str
    query: str
    idempotency_key: str | None
    status: int | None


class Handles:
    """In a file of their own, so that a GET is noted without waiting for whoever writes documents."""

    def __init__(self, path: Path) -> None:
        self._pool = Pool(path, synchronous="OFF")
        self._ready = False

    def fault(self, method: str, path: str, fault: str, times: int) -> None:
        """Let the next `times` exchanges of that method, at that path or below it, go wrong."""
        Fault.read(fault)
        row = (method.upper(), path.rstrip("/"), fault, times)
        with self._prepared().lend() as connection:
            connection.execute("INSERT INTO faults (method, path, fault, times) VALUES (?, ?, ?, ?)", row)

    def due(self, method: str, path: str) -> Fault | None:
        """The oldest fault for this exchange, counted. Only where there may be one is anything locked."""
        with self._prepared().lend() as connection:
            if _first(connection, method, path) is None:
                return None
        with self._pool.transaction("IMMEDIATE") as connection:
            found = _first(connection, method, path)
            if found is None:
                return None
            connection.execute("UPDATE faults SET times = times - 1 WHERE id = ?", found[:1])
            connection.execute("DELETE FROM faults WHERE times < 1")
            return Fault.read(found[1])

    def spend(self, rate: Rate, pair: str, cost: int, now: float) -> Spent:
        """Draw from the bucket of a pair of tokens."""
        with self._prepared().lend() as connection:
            return spend(connection, rate, pair, cost, now)

    def note(self, exchange: Exchange) -> None:
        """Write an exchange into the log, which forgets the oldest."""
        row = (exchange.method, exchange.path, exchange.query, exchange.idempotency_key, exchange.status)
        with self._prepared().transaction("IMMEDIATE") as connection:
            added = "INSERT INTO log (method, path, query, key, status) VALUES (?, ?, ?, ?, ?)"
            number = connection.execute(added, row).lastrowid or 0
            connection.execute("DELETE FROM log WHERE id <= ?", (number - KEPT,))

    def log(self) -> list[Exchange]:
        """The latest exchanges, the oldest first."""
        with self._prepared().lend() as connection:
            rows = connection.execute("SELECT method, path, query, key, status FROM log ORDER BY id").fetchall()
        return [Exchange(*row) for row in rows]

    def advance(self, seconds: float) -> None:
        """Move the clock."""
        with self._prepared().lend() as connection:
            connection.execute("UPDATE clock SET ahead = ahead + ?", (seconds,))

    def ahead(self) -> float:
        """How many seconds the clock was moved."""
        with self._prepared().lend() as connection:
            return float(connection.execute("SELECT ahead FROM clock").fetchone()[0])

    def clear(self) -> None:
        """No faults, an empty log, the clock as it was, and all buckets full."""
        with self._prepared().transaction("IMMEDIATE") as connection:
            connection.execute("DELETE FROM faults")
            connection.execute("DELETE FROM log")
            connection.execute("DELETE FROM spent")
            connection.execute("UPDATE clock SET ahead = 0")

    def close(self) -> None:
        """Close this process's connections."""
        self._pool.close()

    def _prepared(self) -> Pool:
        if not self._ready:
            with self._pool.alone(), self._pool.lend() as connection:
                connection.executescript(TABLES + TABLE)
            self._ready = True
        return self._pool


def _first(connection: Connection, method: str, path: str) -> tuple[int, str] | None:
    """The number and the text of the oldest fault for a path, which matches at a slash only."""
    matching = "SELECT id, fault FROM faults WHERE method = ? AND substr(?, 1, length(path) + 1) = path || '/'"
    row: tuple[int, str] | None = connection.execute(
        f"{matching} ORDER BY id LIMIT 1",
        (method, f"{path.rstrip('/')}/"),
    ).fetchone()
    return row
