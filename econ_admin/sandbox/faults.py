"""The state of the control API (faults, log, clock) and of rate limits, shared by all processes on one store."""

from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from typing import Self

from econ_admin.sandbox.pool import ConnectionPool
from econ_admin.sandbox.rate_limit import BUCKET_TABLE, Charge, RateLimit, draw_from_bucket

LOG_SIZE = 1_000  # requests in the log
CREATE_TABLES = """
CREATE TABLE IF NOT EXISTS faults (id INTEGER PRIMARY KEY, method TEXT, path TEXT, fault TEXT, times INTEGER);
CREATE TABLE IF NOT EXISTS log (id INTEGER PRIMARY KEY, method TEXT, path TEXT, query TEXT, key TEXT, status INTEGER);
CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY, ahead REAL);
INSERT OR IGNORE INTO clock VALUES (1, 0);
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault to apply: a name and its argument."""

    name: str
    argument: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parses `slow:250`, `refuse:name:E06010`, … Raises ValueError for an unknown fault."""
        name, _, argument = text.partition(":")
        match name:
            case "slow" | "status" | "throttle":
                is_valid = argument.isascii() and argument.isdecimal() and len(argument) < 9
                is_valid = is_valid and (name != "status" or 400 <= int(argument) <= 599)
            case "refuse":
                field, _, code = argument.rpartition(":")
                is_valid = bool(field and code)
            case _:
                is_valid = text in ("garbage", "silence-before", "silence-after")
        if not is_valid:
            raise ValueError(f"'{text}' is not a fault. Use one of: {FAULT_SYNTAX}.")
        return cls(name, argument)


FAULT_SYNTAX = "slow:MS, status:400 to 599, throttle:SECONDS, garbage, refuse:FIELD:CODE, silence-before, silence-after"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A log entry; `status` is None if no response was sent."""

    method: str
    path: str
    query: str
    idempotency_key: str | None
    status: int | None


class ControlState:
    """Stores the state in a separate file, so that logging a GET does not wait for writers of documents."""

    def __init__(self, path: Path) -> None:
        self._pool = ConnectionPool(path, synchronous="OFF")
        self._is_prepared = False

    def add_fault(self, method: str, path: str, fault: str, times: int) -> None:
        """Makes the next `times` requests with that method, at that path or below it, fail."""
        Fault.parse(fault)
        row = (method.upper(), path.rstrip("/"), fault, times)
        with self._get_pool().checkout() as connection:
            connection.execute("INSERT INTO faults (method, path, fault, times) VALUES (?, ?, ?, ?)", row)

    def take_fault(self, method: str, path: str) -> Fault | None:
        """Takes the oldest fault that matches a request and counts it. Locks only if there may be one."""
        with self._get_pool().checkout() as connection:
            if _find_fault(connection, method, path) is None:
                return None
        with self._pool.transaction("IMMEDIATE") as connection:
            row = _find_fault(connection, method, path)
            if row is None:
                return None
            connection.execute("UPDATE faults SET times = times - 1 WHERE id = ?", row[:1])
            connection.execute("DELETE FROM faults WHERE times < 1")
            return Fault.parse(row[1])

    def draw_from_bucket(self, limit: RateLimit, token_pair: str, cost: int, now: float) -> Charge:
        """Charges a request to the bucket of a pair of tokens."""
        with self._get_pool().checkout() as connection:
            return draw_from_bucket(connection, limit, token_pair, cost, now)

    def add_log_entry(self, entry: LogEntry) -> None:
        """Adds a request to the log and removes the oldest ones."""
        row = (entry.method, entry.path, entry.query, entry.idempotency_key, entry.status)
        with self._get_pool().transaction("IMMEDIATE") as connection:
            insert = "INSERT INTO log (method, path, query, key, status) VALUES (?, ?, ?, ?, ?)"
            entry_id = connection.execute(insert, row).lastrowid or 0
            connection.execute("DELETE FROM log WHERE id <= ?", (entry_id - LOG_SIZE,))

    def list_log_entries(self) -> list[LogEntry]:
        """Returns the latest requests, oldest first."""
        with self._get_pool().checkout() as connection:
            rows = connection.execute("SELECT method, path, query, key, status FROM log ORDER BY id").fetchall()
        return [LogEntry(*row) for row in rows]

    def advance_clock(self, seconds: float) -> None:
        """Advances the clock."""
        with self._get_pool().checkout() as connection:
            connection.execute("UPDATE clock SET ahead = ahead + ?", (seconds,))

    def get_clock_offset(self) -> float:
        """Returns the seconds that the clock was advanced."""
        with self._get_pool().checkout() as connection:
            return float(connection.execute("SELECT ahead FROM clock").fetchone()[0])

    def clear_faults(self) -> None:
        with self._get_pool().transaction("IMMEDIATE") as connection:
            connection.execute("DELETE FROM faults")

    def reset(self) -> None:
        """Clears faults and log, and resets the clock and all buckets."""
        with self._get_pool().transaction("IMMEDIATE") as connection:
            connection.execute("DELETE FROM faults")
            connection.execute("DELETE FROM log")
            connection.execute("DELETE FROM spent")
            connection.execute("UPDATE clock SET ahead = 0")

    def close(self) -> None:
        """Closes this process's connections."""
        self._pool.close()

    def _get_pool(self) -> ConnectionPool:
        if not self._is_prepared:
            with self._pool.exclusive_lock(), self._pool.checkout() as connection:
                connection.executescript(CREATE_TABLES + BUCKET_TABLE)
            self._is_prepared = True
        return self._pool


def _find_fault(connection: Connection, method: str, path: str) -> tuple[int, str] | None:
    """Returns id and text of the oldest fault for a path; paths match whole segments only."""
    select = "SELECT id, fault FROM faults WHERE method = ? AND substr(?, 1, length(path) + 1) = path || '/'"
    row: tuple[int, str] | None = connection.execute(
        f"{select} ORDER BY id LIMIT 1",
        (method, f"{path.rstrip('/')}/"),
    ).fetchone()
    return row
