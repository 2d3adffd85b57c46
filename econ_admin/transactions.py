"""Runs short transactions again that the database rolled back, and work that only one machine may do at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import psycopg
from django.db import Error, connection, transaction

from econ_admin.storage_faults import StorageFault, find_storage_fault, get_code

ROLLED_BACK = frozenset({"40001", "40P01"})  # PostgreSQL's serialization failure and deadlock: another one went first
MAX_ATTEMPTS = 3
START_LOCK = 7_241_883  # any number of ours, for PostgreSQL's advisory lock

T = TypeVar("T")


def run_transaction(action: Callable[[], T], *, is_repeatable: bool = False) -> T:
    """Runs the action in a transaction; again if the database chose to roll it back for the sake of another one.

    `is_repeatable`: it may run again though an earlier run may have been committed, so also after a lost connection.
    """
    attempt = 1
    while True:
        try:
            with transaction.atomic():
                return action()
        except Error as error:
            may_repeat = get_code(error) in ROLLED_BACK or (
                is_repeatable and find_storage_fault(error) is StorageFault.UNREACHABLE
            )
            if attempt == MAX_ATTEMPTS or connection.in_atomic_block or not may_repeat:
                raise
        connection.close_if_unusable_or_obsolete()
        attempt += 1


@contextmanager
def exclude_other_starts() -> Iterator[None]:
    """Lets one machine at a time prepare a start: migrations have no lock of their own. SQLite has one machine.

    The lock belongs to one transaction on a separate connection, since a pooler may give each transaction another one.
    """
    if connection.vendor != "postgresql":
        yield
        return
    parameters = connection.get_connection_params()
    with connection.wrap_database_errors, psycopg.connect(**parameters) as lock, lock.transaction():
        lock.execute("SET LOCAL lock_timeout = 0")  # a migration may take longer than a page waits
        lock.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        lock.execute(f"SELECT pg_advisory_xact_lock({START_LOCK})")
        yield
