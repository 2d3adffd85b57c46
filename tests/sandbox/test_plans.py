"""How SQLite goes about what is asked most: along an index, never through a whole table."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.endpoints import COLLECTIONS
from econ_admin.sandbox.filter_sql import EVERYTHING, under
from econ_admin.sandbox.repository import Books
from econ_admin.sandbox.sorting import sorted_by

SOMEBODY = 10_001


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plans") / "sandbox.sqlite"
    Sandbox(path, 300, date(2026, 11, 23)).close()
    return path


@pytest.fixture
def connection(store: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(store, isolation_level=None)
    yield connection
    connection.close()


def steps(connection: sqlite3.Connection, statements: list[str]) -> list[str]:
    """What SQLite does for them, step by step; lists of keys that were handed over aside."""
    plans = [connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall() for statement in statements]
    return [step for plan in plans for *_, step in plan if "json_each" not in step]


@pytest.mark.parametrize(
    ("noun", "sort"),
    [
        ("draft-invoices", ""),
        ("draft-invoices", "-date"),
        ("booked-invoices", ""),
        ("booked-invoices", "-date"),
        ("contacts", ""),
        ("delivery-locations", ""),
    ],
)
def test_what_belongs_to_a_customer_is_found_by_an_index(noun: str, sort: str, connection: sqlite3.Connection) -> None:
    orders = sorted_by(sort, COLLECTIONS[noun])
    asked: list[str] = []
    connection.set_trace_callback(asked.append)

    Books(connection, COLLECTIONS).page(noun, EVERYTHING, orders, 20, within=under(SOMEBODY))
    connection.set_trace_callback(None)

    taken = steps(connection, asked)
    assert any("by parent" in step for step in taken)
    assert [step for step in taken if step.startswith("SCAN")] == []
