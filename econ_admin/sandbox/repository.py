"""The documents within one transaction: read, kept, removed, listed."""
# ruff: noqa: S608 -- table and column names come from the collections' declarations, values are bound

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from sqlite3 import Connection
from typing import Any

import msgspec

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.filter_sql import EVERYTHING, Condition
from econ_admin.sandbox.sorting import Order, order_by
from econ_admin.sandbox.tables import columns, texts, uses

Key = int | str

encode = msgspec.json.Encoder(decimal_format="number").encode
decode = msgspec.json.Decoder(float_hook=Decimal).decode  # a number keeps the scale that it was written with


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a collection, and how many there are."""

    documents: list[Document]
    found: int
    whole: int


class Books:
    """All collections, as they stand within one transaction."""

    def __init__(self, connection: Connection, collections: Mapping[str, Collection]) -> None:
        self._connection = connection
        self._collections = collections

    def find(self, noun: str, key: Key, parent: Key | None = None) -> Document | None:
        """The document of that number, under that parent where one is given."""
        wanted = f'SELECT body FROM "{noun}" JOIN "{noun} columns" USING (key) WHERE key = ? AND ? IN (parent, -1)'
        row = self._connection.execute(wanted, (_bindable(key), -1 if parent is None else parent)).fetchone()
        return decode(row[0]) if row else None

    def only(self, noun: str) -> Key:
        """The number of the one document of a noun that has but one."""
        key: Key = self._connection.execute(f'SELECT key FROM "{noun}"').fetchone()[0]
        return key

    def first(self, noun: str) -> Key:
        """The lowest number of a noun."""
        key: Key = self._connection.execute(f'SELECT min(key) FROM "{noun}"').fetchone()[0]
        return key

    def keep(self, noun: str, document: Document) -> None:
        """Put a document in, in place of the one with its number."""
        collection = self._collections[noun]
        self._forget(collection, document[collection.number])
        row = columns(collection, document)
        self._connection.execute(f'INSERT INTO "{noun}" VALUES (?, ?)', (row[0], encode(document)))
        self._connection.execute(f'INSERT INTO "{noun} columns" VALUES ({", ".join("?" * len(row))})', row)
        if collection.searched:
            names = ", ".join(f'"{column}"' for column in texts(collection))
            kept = f'SELECT key, {names} FROM "{noun} columns" WHERE key = ?'
            self._connection.execute(f'INSERT INTO "{noun} text" (rowid, {names}) {kept}', row[:1])
        for use_row in uses(collection, document):
            self._connection.execute(f'INSERT INTO "{noun} uses" VALUES (?, ?)', use_row)

    def remove(self, noun: str, key: Key) -> None:
        """Take a document out, and what stands under it."""
        for collection in self._collections.values():
            if collection.parent == noun:
                for (child_key,) in self._connection.execute(
                    f'SELECT key FROM "{collection.noun} columns" WHERE parent = ?', (key,)
                ).fetchall():
                    self._forget(collection, child_key)
        self._forget(self._collections[noun], key)

    def next_number(self, noun: str) -> int:
        """The number that a new document gets: one above the highest, so a deleted highest comes again."""
        highest = self._connection.execute(f'SELECT max(key) FROM "{noun} columns"').fetchone()[0] or 0
        if highest < self._collections[noun].highest:
            return int(highest) + 1
        gap = f'SELECT min(key) + 1 FROM "{noun} columns" AS one WHERE NOT EXISTS'
        beside = f'(SELECT 1 FROM "{noun} columns" AS two WHERE two.key = one.key + 1)'
        return int(self._connection.execute(f"{gap} {beside}").fetchone()[0])

    def next_sort_key(self, noun: str, parent: int) -> int:
        """The place of a new document among those of its parent."""
        highest = f'SELECT max("sortKey") FROM "{noun} columns" WHERE parent = ?'
        return int(self._connection.execute(highest, (parent,)).fetchone()[0] or 0) + 1

    def highest(self, noun: str, field: str) -> int:
        """The highest value of a field, 0 where there is none."""
        return int(self._connection.execute(f'SELECT max("{field}") FROM "{noun} columns"').fetchone()[0] or 0)

    def users(self, noun: str, key: Key) -> int:
        """How many documents use this one, or stand under it for good, so that it cannot be deleted."""
        using = [collection for collection in self._collections.values() if collection.uses]
        rows = [f'SELECT key FROM "{collection.noun} uses" WHERE used = :used' for collection in using]
        rows += [
            f'SELECT key FROM "{collection.noun} columns" WHERE parent = :key'
            for collection in using
            if collection.parent == noun
        ]
        counted = f"SELECT count(*) FROM ({' UNION ALL '.join(rows)})"
        return (
            int(self._connection.execute(counted, {"used": f"{noun}/{key}", "key": key}).fetchone()[0]) if rows else 0
        )

    def rows(self, select: str, parameters: Sequence[str | int | float | None] = ()) -> list[tuple[Any, ...]]:
        """What a statement over the narrow tables finds, such as sums."""
        return self._connection.execute(select, parameters).fetchall()

    def page(
        self,
        noun: str,
        condition: Condition,
        orders: list[Order],
        size: int,
        skip: int = 0,
        within: Condition = EVERYTHING,
    ) -> Page:
        """A page of what meets the condition; only its own documents are read, the rest is counted by number.

        `within` is what narrows the collection without being a filter, such as whose documents it has.
        """
        whole = self._count(noun, within)
        narrowed = within & condition
        found = whole if condition is EVERYTHING else self._count(noun, narrowed)
        if not found:
            return Page([], 0, whole)
        forced = self._walks(noun, orders, found, whole, size + skip) if within is EVERYTHING else ""
        select = f'SELECT key FROM "{noun} columns" {forced} WHERE {narrowed.sql} {order_by(orders)} LIMIT ? OFFSET ?'
        keys = [key for (key,) in self._connection.execute(select, (*narrowed.parameters, size, skip))]
        return Page(self._bodies(noun, keys), found, whole)

    def _walks(self, noun: str, orders: list[Order], found: int, whole: int, wanted: int) -> str:
        """Whether to walk along the sorted index until the page is full, or to sort all that was found.

        Among many matches the page is full after a few steps; a few matches are quickly sorted. Left to
        itself SQLite sorts, however many there are.
        """
        indexed = self._collections[noun].indexed
        if not orders or orders[0].alphabetical or orders[0].field.name not in indexed:
            return ""
        steps = wanted * whole / found
        return f'INDEXED BY "{noun} by {orders[0].field.name}"' if steps < found else ""

    def _count(self, noun: str, condition: Condition) -> int:
        table = f'"{noun} columns"'
        counted, parameters = f"SELECT count(*) FROM {table} WHERE {condition.sql}", condition.parameters
        if condition is EVERYTHING:  # SQLite knows this one by heart, but not with a WHERE
            counted = f"SELECT count(*) FROM {table}"
        elif condition.match:
            table = f'"{noun} text"'
            counted, parameters = f"SELECT count(*) FROM {table} WHERE {table} MATCH ?", (condition.match,)
        return int(self._connection.execute(counted, parameters).fetchone()[0])

    def _bodies(self, noun: str, keys: list[Key]) -> list[Document]:
        wanted = f'SELECT key, body FROM "{noun}" WHERE key IN (SELECT value FROM json_each(?))'
        bodies = dict(self._connection.execute(wanted, (msgspec.json.encode(keys).decode(),)))
        return [decode(bodies[key]) for key in keys]

    def _forget(self, collection: Collection, key: Key) -> None:
        noun = collection.noun
        if collection.searched:
            names = ", ".join(f'"{column}"' for column in texts(collection))
            kept = f"""SELECT 'delete', key, {names} FROM "{noun} columns" WHERE key = ?"""
            self._connection.execute(f'INSERT INTO "{noun} text" ("{noun} text", rowid, {names}) {kept}', (key,))
        if collection.uses:
            self._connection.execute(f'DELETE FROM "{noun} uses" WHERE key = ?', (key,))
        self._connection.execute(f'DELETE FROM "{noun}" WHERE key = ?', (key,))
        self._connection.execute(f'DELETE FROM "{noun} columns" WHERE key = ?', (key,))


def _bindable(key: Key) -> Key:
    """A number too large for SQLite is nobody's number."""
    return key if isinstance(key, str) or key < 2**63 else -1
