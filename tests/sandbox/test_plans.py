"""How SQLite goes about what is asked most: along an index, never through a whole table."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.endpoints import COLLECTIONS
from econ_admin.sandbox.filter_sql import MATCH_ALL, has_parent
from econ_admin.sandbox.repository import Repository
from econ_admin.sandbox.sorting import parse_sort

CUSTOMER = 10_001


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


def explain(connection: sqlite3.Connection, statements: list[str]) -> list[str]:
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
def test_customer_documents_are_found_by_index(noun: str, sort: str, connection: sqlite3.Connection) -> None:
    sort_terms = parse_sort(sort, COLLECTIONS[noun])
    statements: list[str] = []
    connection.set_trace_callback(statements.append)

    Repository(connection, COLLECTIONS).load_page(noun, MATCH_ALL, sort_terms, 20, scope=has_parent(CUSTOMER))
    connection.set_trace_callback(None)

    plan_steps = explain(connection, statements)
    assert any("by parent" in step for step in plan_steps)
    assert [step for step in plan_steps if step.startswith("SCAN")] == []
