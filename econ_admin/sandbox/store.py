"""Documents in SQLite: bodies in one table a noun, what is searched and sorted in a narrow one beside it."""
# ruff: noqa: S608 -- table and column names come from the collections' declarations, values are bound

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.idempotency import TABLES
from econ_admin.sandbox.pool import Pool
from econ_admin.sandbox.repository import Books, encode
from econ_admin.sandbox.tables import columns, indexes, tables, uses

Seed = Callable[[], Iterable[tuple[str, Document]]]
BATCH = 2_000


class Store:
    """All documents of one agreement; filled from the seed when it is new or of another make."""

    def __init__(self, path: Path, collections: Mapping[str, Collection], seed: Seed) -> None:
        self.collections = collections
        self._pool = Pool(path)
        self._seed = seed

    @contextmanager
    def reading(self) -> Iterator[Books]:
        """One state of everything for as long as it lasts; takes no lock that another would wait for."""
        with self._pool.transaction("DEFERRED") as connection:
            yield Books(connection, self.collections)

    @contextmanager
    def writing(self) -> Iterator[Books]:
        """Everything or nothing: an exception inside takes all of it back."""
        with self._pool.transaction("IMMEDIATE") as connection:
            yield Books(connection, self.collections)

    @contextmanager
    def keyed(self) -> Iterator[tuple[Books, Connection]]:
        """The same with its connection, for what is remembered of a write together with it."""
        with self._pool.transaction("IMMEDIATE") as connection:
            yield Books(connection, self.collections), connection

    def prepare(self) -> None:
        """Seed it, if it is new; who comes at the same time waits."""
        with self._pool.alone(), self._pool.lend() as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] != self._make():
                with self._pool.transaction("IMMEDIATE") as filling:
                    self._fill(filling)

    def refill(self) -> None:
        """Back to the seed."""
        with self._pool.alone(), self._pool.transaction("IMMEDIATE") as connection:
            self._fill(connection)

    def close(self) -> None:
        """Close this process's connections."""
        self._pool.close()

    def _make(self) -> int:
        """Which tables this program makes: a store made by another version is made anew."""
        told = [
            statement
            for collection in self.collections.values()
            for statement in (*tables(collection), *indexes(collection))
        ]
        return int.from_bytes(hashlib.sha256("".join((*told, *TABLES)).encode()).digest()[:3], "big") + 1

    def _fill(self, connection: Connection) -> None:
        for (table_name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%!_%' ESCAPE '!'"
            " AND name NOT LIKE 'sqlite%' ORDER BY name LIKE '% text' DESC"
        ).fetchall():
            connection.execute(f'DROP TABLE "{table_name}"')
        for collection in self.collections.values():
            for statement in tables(collection):
                connection.execute(statement)
        for statement in TABLES:
            connection.execute(statement)
        self._pour(connection)
        for collection in self.collections.values():
            for statement in indexes(collection):
                connection.execute(statement)
        connection.execute("ANALYZE")
        connection.execute(f"PRAGMA user_version = {self._make()}")

    def _pour(self, connection: Connection) -> None:
        waiting: defaultdict[str, list[Document]] = defaultdict(list)
        for noun, document in self._seed():
            waiting[noun].append(document)
            if len(waiting[noun]) == BATCH:
                _insert(connection, self.collections[noun], waiting.pop(noun))
        for noun, documents in waiting.items():
            _insert(connection, self.collections[noun], documents)
        for collection in self.collections.values():
            if collection.searched:
                connection.execute(
                    f"""INSERT INTO "{collection.noun} text" ("{collection.noun} text") VALUES ('rebuild')"""
                )


def _insert(connection: Connection, collection: Collection, documents: list[Document]) -> None:
    number, noun = collection.number, collection.noun
    connection.executemany(
        f'INSERT INTO "{noun}" VALUES (?, ?)', ((document[number], encode(document)) for document in documents)
    )
    marks = ", ".join("?" * (2 + len(collection.fields)))
    rows = (columns(collection, document) for document in documents)
    connection.executemany(f'INSERT INTO "{noun} columns" VALUES ({marks})', rows)
    if collection.uses:
        used = (row for document in documents for row in uses(collection, document))
        connection.executemany(f'INSERT INTO "{noun} uses" VALUES (?, ?)', used)
