"""Reads and writes documents within one transaction."""
# ruff: noqa: S608 -- table and column names come from the collections' declarations, values are bound

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from sqlite3 import Connection
from typing import Any

import msgspec

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.filter_sql import MATCH_ALL, Condition
from econ_admin.sandbox.sorting import SortTerm, build_order_by
from econ_admin.sandbox.tables import build_row, build_use_rows, list_text_columns

Key = int | str

encode = msgspec.json.Encoder(decimal_format="number").encode
decode = msgspec.json.Decoder(float_hook=Decimal).decode  # numbers keep the scale they were written with


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a collection, with counts."""

    documents: list[Document]
    match_count: int
    total_count: int


class Repository:
    """All collections, as seen by one transaction."""

    def __init__(self, connection: Connection, collections: Mapping[str, Collection]) -> None:
        self._connection = connection
        self._collections = collections

    def find(self, noun: str, key: Key, parent: Key | None = None) -> Document | None:
        """Returns the document with that key, below the parent if one is given."""
        select = f'SELECT body FROM "{noun}" JOIN "{noun} columns" USING (key) WHERE key = ? AND ? IN (parent, -1)'
        row = self._connection.execute(select, (_to_bindable_key(key), -1 if parent is None else parent)).fetchone()
        return decode(row[0]) if row else None

    def get_only_key(self, noun: str) -> Key:
        """Returns the key of a noun's only document."""
        key: Key = self._connection.execute(f'SELECT key FROM "{noun}"').fetchone()[0]
        return key

    def get_lowest_key(self, noun: str) -> Key:
        """Returns the lowest key of a noun."""
        key: Key = self._connection.execute(f'SELECT min(key) FROM "{noun}"').fetchone()[0]
        return key

    def save(self, noun: str, document: Document) -> None:
        """Inserts a document, or replaces the one with its key."""
        collection = self._collections[noun]
        self._delete_rows(collection, document[collection.key_field])
        row = build_row(collection, document)
        self._connection.execute(f'INSERT INTO "{noun}" VALUES (?, ?)', (row[0], encode(document)))
        self._connection.execute(f'INSERT INTO "{noun} columns" VALUES ({", ".join("?" * len(row))})', row)
        if collection.has_text_index:
            column_names = ", ".join(f'"{column}"' for column in list_text_columns(collection))
            select = f'SELECT key, {column_names} FROM "{noun} columns" WHERE key = ?'
            self._connection.execute(f'INSERT INTO "{noun} text" (rowid, {column_names}) {select}', row[:1])
        for use_row in build_use_rows(collection, document):
            self._connection.execute(f'INSERT INTO "{noun} uses" VALUES (?, ?)', use_row)

    def remove(self, noun: str, key: Key) -> None:
        """Deletes a document and its children."""
        for collection in self._collections.values():
            if collection.parent == noun:
                for (child_key,) in self._connection.execute(
                    f'SELECT key FROM "{collection.noun} columns" WHERE parent = ?', (key,)
                ).fetchall():
                    self._delete_rows(collection, child_key)
        self._delete_rows(self._collections[noun], key)

    def next_number(self, noun: str) -> int:
        """Returns the number for a new document: one above the highest. A deleted highest number is used again."""
        highest_number = self._connection.execute(f'SELECT max(key) FROM "{noun} columns"').fetchone()[0] or 0
        if highest_number < self._collections[noun].max_number:
            return int(highest_number) + 1
        gap = f'SELECT min(key) + 1 FROM "{noun} columns" AS one WHERE NOT EXISTS'
        next_taken = f'(SELECT 1 FROM "{noun} columns" AS two WHERE two.key = one.key + 1)'
        return int(self._connection.execute(f"{gap} {next_taken}").fetchone()[0])

    def next_sort_key(self, noun: str, parent: int) -> int:
        """Returns the sort key for a new document of a parent."""
        select = f'SELECT max("sortKey") FROM "{noun} columns" WHERE parent = ?'
        return int(self._connection.execute(select, (parent,)).fetchone()[0] or 0) + 1

    def get_max_value(self, noun: str, field: str) -> int:
        """Returns the highest value of a field; 0 if there is none."""
        return int(self._connection.execute(f'SELECT max("{field}") FROM "{noun} columns"').fetchone()[0] or 0)

    def count_uses(self, noun: str, key: Key) -> int:
        """Counts the documents that use this one, or are permanently below it, so that it cannot be deleted."""
        using_collections = [collection for collection in self._collections.values() if collection.collect_uses]
        selects = [f'SELECT key FROM "{collection.noun} uses" WHERE used = :used' for collection in using_collections]
        selects += [
            f'SELECT key FROM "{collection.noun} columns" WHERE parent = :key'
            for collection in using_collections
            if collection.parent == noun
        ]
        count_select = f"SELECT count(*) FROM ({' UNION ALL '.join(selects)})"
        return (
            int(self._connection.execute(count_select, {"used": f"{noun}/{key}", "key": key}).fetchone()[0])
            if selects
            else 0
        )

    def fetch_rows(self, select: str, parameters: Sequence[str | int | float | None] = ()) -> list[tuple[Any, ...]]:
        """Runs a query on the columns and tally tables, such as sums."""
        return self._connection.execute(select, parameters).fetchall()

    def load_page(
        self,
        noun: str,
        condition: Condition,
        sort_terms: list[SortTerm],
        limit: int,
        offset: int = 0,
        scope: Condition = MATCH_ALL,
    ) -> Page:
        """Returns a page of matching documents. Only the page's documents are decoded; the rest is counted by key.

        `scope` narrows the collection without counting as a filter, such as to one customer's documents.
        """
        total_count = self._count(noun, scope)
        scoped_condition = scope & condition
        match_count = total_count if condition is MATCH_ALL else self._count(noun, scoped_condition)
        if not match_count:
            return Page([], 0, total_count)
        index_hint = (
            self._build_index_hint(noun, sort_terms, match_count, total_count, limit + offset)
            if scope is MATCH_ALL
            else ""
        )
        where = f"WHERE {scoped_condition.sql} {build_order_by(sort_terms)}"
        select = f'SELECT key FROM "{noun} columns" {index_hint} {where} LIMIT ? OFFSET ?'
        keys = [key for (key,) in self._connection.execute(select, (*scoped_condition.parameters, limit, offset))]
        return Page(self._load_documents(noun, keys), match_count, total_count)

    def _build_index_hint(
        self, noun: str, sort_terms: list[SortTerm], match_count: int, total_count: int, row_count: int
    ) -> str:
        """Decides whether to scan the sorted index until the page is full, or to sort all matches.

        With many matches the scan fills the page quickly; few matches are sorted quickly. SQLite on its own always
        sorts.
        """
        indexed_fields = self._collections[noun].indexed_fields
        if not sort_terms or sort_terms[0].alphabetical or sort_terms[0].field.name not in indexed_fields:
            return ""
        expected_steps = row_count * total_count / match_count
        return f'INDEXED BY "{noun} by {sort_terms[0].field.name}"' if expected_steps < match_count else ""

    def _count(self, noun: str, condition: Condition) -> int:
        table = f'"{noun} columns"'
        select, parameters = f"SELECT count(*) FROM {table} WHERE {condition.sql}", condition.parameters
        if condition is MATCH_ALL:  # SQLite optimises count(*) only without a WHERE
            select = f"SELECT count(*) FROM {table}"
        elif condition.match:
            table = f'"{noun} text"'
            select, parameters = f"SELECT count(*) FROM {table} WHERE {table} MATCH ?", (condition.match,)
        return int(self._connection.execute(select, parameters).fetchone()[0])

    def _load_documents(self, noun: str, keys: list[Key]) -> list[Document]:
        select = f'SELECT key, body FROM "{noun}" WHERE key IN (SELECT value FROM json_each(?))'
        bodies = dict(self._connection.execute(select, (msgspec.json.encode(keys).decode(),)))
        return [decode(bodies[key]) for key in keys]

    def _delete_rows(self, collection: Collection, key: Key) -> None:
        noun = collection.noun
        if collection.has_text_index:
            column_names = ", ".join(f'"{column}"' for column in list_text_columns(collection))
            select = f"""SELECT 'delete', key, {column_names} FROM "{noun} columns" WHERE key = ?"""
            self._connection.execute(
                f'INSERT INTO "{noun} text" ("{noun} text", rowid, {column_names}) {select}', (key,)
            )
        if collection.collect_uses:
            self._connection.execute(f'DELETE FROM "{noun} uses" WHERE key = ?', (key,))
        self._connection.execute(f'DELETE FROM "{noun}" WHERE key = ?', (key,))
        self._connection.execute(f'DELETE FROM "{noun} columns" WHERE key = ?', (key,))


def _to_bindable_key(key: Key) -> Key:
    """Returns -1 for a number too large for SQLite, which no document has."""
    return key if isinstance(key, str) or key < 2**63 else -1
