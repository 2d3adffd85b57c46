"""The tables of a collection: bodies, the narrow table beside them, its indexes, its trigrams and its sums."""
# ruff: noqa: S608 -- table and column names come from the collections' declarations

from collections.abc import Iterator

from econ_admin.sandbox.collections import Collection, Document, Kind


def tables(collection: Collection) -> Iterator[str]:
    """The statements that make a collection's tables."""
    key = "key TEXT PRIMARY KEY" if collection.keyed_by_text else "key INTEGER PRIMARY KEY"
    fields = "".join(f', "{field.name}" {field.kind.affinity}' for field in collection.fields)
    yield f'CREATE TABLE "{collection.noun}" ({key}, body BLOB NOT NULL)'
    yield f'CREATE TABLE "{collection.noun} columns" ({key}, parent{fields})'
    if collection.uses:
        yield f'CREATE TABLE "{collection.noun} uses" (key INTEGER NOT NULL, used TEXT NOT NULL)'
    if collection.searched:
        names = ", ".join(f'"{column}"' for column in texts(collection))
        options = f"content='{collection.noun} columns', content_rowid='key', tokenize='trigram case_sensitive 1'"
        yield f'CREATE VIRTUAL TABLE "{collection.noun} text" USING fts5({names}, {options})'
    if collection.tallied:
        key = ", ".join(f'"{column}"' for column in collection.tallied)
        sums = "".join(f', "{column}" INTEGER' for column in collection.summed)
        yield f'CREATE TABLE "{collection.noun} tally" ({key}, count INTEGER{sums}, PRIMARY KEY ({key})) WITHOUT ROWID'


def indexes(collection: Collection) -> Iterator[str]:
    """The statements that make its indexes, quicker once the documents are in."""
    if collection.parent:
        yield f'CREATE INDEX "{collection.noun} by parent" ON "{collection.noun} columns" (parent)'
    if collection.uses:
        yield f'CREATE INDEX "{collection.noun} by used" ON "{collection.noun} uses" (used)'
        yield f'CREATE INDEX "{collection.noun} by user" ON "{collection.noun} uses" (key)'
    for column in collection.indexed:
        yield f'CREATE INDEX "{collection.noun} by {column}" ON "{collection.noun} columns" ("{column}")'
    if collection.tallied:
        yield from _tally(collection)


def _tally(collection: Collection) -> Iterator[str]:
    """The statements that add up what is there, and keep the sums from then on."""
    noun, key, summed = collection.noun, collection.tallied, collection.summed
    groups = ", ".join(_present(column) for column in key)
    sums = "".join(f', coalesce(sum("{column}"), 0)' for column in summed)
    yield f'INSERT INTO "{noun} tally" SELECT {groups}, count(*){sums} FROM "{noun} columns" GROUP BY {groups}'
    for event, row_alias, sign in (("INSERT", "NEW", "1"), ("DELETE", "OLD", "-1")):
        here = " AND ".join(f'"{column}" = {_present(column, row_alias)}' for column in key)
        values = [_present(column, row_alias) for column in key] + ["0"] * (1 + len(summed))
        more = "".join(f', "{column}" = "{column}" + {sign} * coalesce({row_alias}."{column}", 0)' for column in summed)
        yield f"""CREATE TRIGGER "{noun} tally {event}" AFTER {event} ON "{noun} columns" BEGIN
            INSERT OR IGNORE INTO "{noun} tally" VALUES ({", ".join(values)});
            UPDATE "{noun} tally" SET count = count + {sign}{more} WHERE {here};
            DELETE FROM "{noun} tally" WHERE {here} AND count = 0;
        END"""


def _present(name: str, row: str = "") -> str:
    """A field as a key, which cannot be absent."""
    column = f'"{name}"'
    return f"coalesce({row}.{column}, '')" if row else f"coalesce({column}, '')"


def texts(collection: Collection) -> list[str]:
    """The names of the fields that stand in the trigram index."""
    return [field.name for field in collection.fields if field.kind is Kind.TEXT]


def columns(collection: Collection, document: Document) -> tuple[str | int | float | None, ...]:
    """The row of a document in the narrow table: key, parent, then its fields."""
    whose, number = collection.owner
    parent = document[whose][number] if collection.parent else None
    return (document[collection.number], parent, *(field.column(document) for field in collection.fields))


def uses(collection: Collection, document: Document) -> Iterator[tuple[int, str]]:
    """The rows that say what a document uses, each thing once."""
    for used_document in dict.fromkeys(collection.uses(document) if collection.uses else ()):
        yield document[collection.number], used_document
