"""Runs something in several threads at one moment, each with a connection of its own, on either kind of database."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from django.db import connections

THREADS = 8

T = TypeVar("T")


def run_at_once(action: Callable[[int], T], folder: Path) -> list[T]:
    """Returns what each thread got. With SQLite they work on a copy, in a file: a test has its database in memory.

    With PostgreSQL the rows must be committed: `django_db(transaction=True)`.
    """
    ours: Any = connections["default"]
    start, file = threading.Barrier(THREADS), folder / "at-once.sqlite"
    if ours.vendor == "sqlite":
        file.write_bytes(ours.connection.serialize())
        with closing(sqlite3.connect(file)) as copy:
            copy.execute("PRAGMA journal_mode=WAL")  # now, since eight connections that change it collide

    def run(place: int) -> T:
        if ours.vendor == "sqlite":
            connections["default"] = type(ours)({**ours.settings_dict, "NAME": file}, "default")  # of this thread
        try:
            start.wait(timeout=60)
            return action(place)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))
