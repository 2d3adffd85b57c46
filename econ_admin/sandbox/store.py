"""Stores documents in SQLite: bodies in one table per noun, searchable fields in a columns table beside it."""
# ruff: noqa: S608 -- table and column names come from the collections' declarations, values are bound

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.idempotency import TABLE_STATEMENTS
from econ_admin.sandbox.pool import ConnectionPool
from econ_admin.sandbox.repository import Repository, encode
from econ_admin.sandbox.tables import build_index_statements, build_row, build_table_statements, build_use_rows

SeedSource = Callable[[], Iterable[tuple[str, Document]]]
BATCH_SIZE = 2_000


class Store:
    """All documents of one agreement; seeded when the file is new or from another version."""

    def __init__(self, path: Path, collections: Mapping[str, Collection], seed: SeedSource) -> None:
        self.collections = collections
        self._pool = ConnectionPool(path)
        self._seed = seed

    @contextmanager
    def read(self) -> Iterator[Repository]:
        """Opens a read transaction with a consistent snapshot; does not block writers."""
        with self._pool.transaction("DEFERRED") as connection:
            yield Repository(connection, self.collections)

    @contextmanager
    def write(self) -> Iterator[Repository]:
        """Opens a write transaction; an exception rolls it back."""
        with self._pool.transaction("IMMEDIATE") as connection:
            yield Repository(connection, self.collections)

    @contextmanager
    def write_with_connection(self) -> Iterator[tuple[Repository, Connection]]:
        """Opens a write transaction and also yields its connection, for data stored together with the write."""
        with self._pool.transaction("IMMEDIATE") as connection:
            yield Repository(connection, self.collections), connection

    def prepare(self) -> None:
        """Seeds the store if it is new; other processes wait."""
        with self._pool.exclusive_lock(), self._pool.checkout() as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] != self._compute_schema_version():
                with self._pool.transaction("IMMEDIATE") as transaction:
                    self._rebuild(transaction)

    def reseed(self) -> None:
        """Restores the seed."""
        with self._pool.exclusive_lock(), self._pool.transaction("IMMEDIATE") as connection:
            self._rebuild(connection)

    def close(self) -> None:
        """Closes this process's connections."""
        self._pool.close()

    def _compute_schema_version(self) -> int:
        """Returns a hash of the table definitions: a store with other tables is rebuilt."""
        statements = [
            statement
            for collection in self.collections.values()
            for statement in (*build_table_statements(collection), *build_index_statements(collection))
        ]
        return (
            int.from_bytes(hashlib.sha256("".join((*statements, *TABLE_STATEMENTS)).encode()).digest()[:3], "big") + 1
        )

    def _rebuild(self, connection: Connection) -> None:
        for (table_name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%!_%' ESCAPE '!'"
            " AND name NOT LIKE 'sqlite%' ORDER BY name LIKE '% text' DESC"
        ).fetchall():
            connection.execute(f'DROP TABLE "{table_name}"')
        for collection in self.collections.values():
            for statement in build_table_statements(collection):
                connection.execute(statement)
        for statement in TABLE_STATEMENTS:
            connection.execute(statement)
        self._insert_seed(connection)
        for collection in self.collections.values():
            for statement in build_index_statements(collection):
                connection.execute(statement)
        connection.execute("ANALYZE")
        connection.execute(f"PRAGMA user_version = {self._compute_schema_version()}")

    def _insert_seed(self, connection: Connection) -> None:
        batches: defaultdict[str, list[Document]] = defaultdict(list)
        for noun, document in self._seed():
            batches[noun].append(document)
            if len(batches[noun]) == BATCH_SIZE:
                _insert_documents(connection, self.collections[noun], batches.pop(noun))
        for noun, documents in batches.items():
            _insert_documents(connection, self.collections[noun], documents)
        for collection in self.collections.values():
            if collection.has_text_index:
                connection.execute(
                    f"""INSERT INTO "{collection.noun} text" ("{collection.noun} text") VALUES ('rebuild')"""
                )


def _insert_documents(connection: Connection, collection: Collection, documents: list[Document]) -> None:
    key_field, noun = collection.key_field, collection.noun
    connection.executemany(
        f'INSERT INTO "{noun}" VALUES (?, ?)', ((document[key_field], encode(document)) for document in documents)
    )
    placeholders = ", ".join("?" * (2 + len(collection.fields)))
    rows = (build_row(collection, document) for document in documents)
    connection.executemany(f'INSERT INTO "{noun} columns" VALUES ({placeholders})', rows)
    if collection.collect_uses:
        use_rows = (row for document in documents for row in build_use_rows(collection, document))
        connection.executemany(f'INSERT INTO "{noun} uses" VALUES (?, ?)', use_rows)
