"""Table definitions of a collection: bodies, columns, indexes, trigram index and tallies."""
# ruff: noqa: S608 -- table and column names come from the collections' declarations

from collections.abc import Iterator

from econ_admin.sandbox.collections import Collection, Document, Kind


def build_table_statements(collection: Collection) -> Iterator[str]:
    """Yields the statements that create a collection's tables."""
    key_column = "key TEXT PRIMARY KEY" if collection.keyed_by_text else "key INTEGER PRIMARY KEY"
    field_columns = "".join(f', "{field.name}" {field.kind.affinity}' for field in collection.fields)
    yield f'CREATE TABLE "{collection.noun}" ({key_column}, body BLOB NOT NULL)'
    yield f'CREATE TABLE "{collection.noun} columns" ({key_column}, parent{field_columns})'
    if collection.collect_uses:
        yield f'CREATE TABLE "{collection.noun} uses" (key INTEGER NOT NULL, used TEXT NOT NULL)'
    if collection.has_text_index:
        text_columns = ", ".join(f'"{column}"' for column in list_text_columns(collection))
        fts_options = f"content='{collection.noun} columns', content_rowid='key', tokenize='trigram case_sensitive 1'"
        yield f'CREATE VIRTUAL TABLE "{collection.noun} text" USING fts5({text_columns}, {fts_options})'
    if collection.tally_fields:
        key_column = ", ".join(f'"{column}"' for column in collection.tally_fields)
        sum_columns = "".join(f', "{column}" INTEGER' for column in collection.sum_fields)
        columns = f"{key_column}, count INTEGER{sum_columns}, PRIMARY KEY ({key_column})"
        yield f'CREATE TABLE "{collection.noun} tally" ({columns}) WITHOUT ROWID'


def build_index_statements(collection: Collection) -> Iterator[str]:
    """Yields the statements that create its indexes; faster after the documents are inserted."""
    if collection.parent:
        yield f'CREATE INDEX "{collection.noun} by parent" ON "{collection.noun} columns" (parent)'
    if collection.collect_uses:
        yield f'CREATE INDEX "{collection.noun} by used" ON "{collection.noun} uses" (used)'
        yield f'CREATE INDEX "{collection.noun} by user" ON "{collection.noun} uses" (key)'
    for column in collection.indexed_fields:
        yield f'CREATE INDEX "{collection.noun} by {column}" ON "{collection.noun} columns" ("{column}")'
    if collection.tally_fields:
        yield from _build_tally_statements(collection)


def _build_tally_statements(collection: Collection) -> Iterator[str]:
    """Yields the statements that fill the tally table and keep it up to date with triggers."""
    noun, key_fields, sum_fields = collection.noun, collection.tally_fields, collection.sum_fields
    group_columns = ", ".join(_coalesce_to_empty(column) for column in key_fields)
    sum_columns = "".join(f', coalesce(sum("{column}"), 0)' for column in sum_fields)
    sums = f'SELECT {group_columns}, count(*){sum_columns} FROM "{noun} columns" GROUP BY {group_columns}'
    yield f'INSERT INTO "{noun} tally" {sums}'
    for event, row_alias, sign in (("INSERT", "NEW", "1"), ("DELETE", "OLD", "-1")):
        key_match = " AND ".join(f'"{column}" = {_coalesce_to_empty(column, row_alias)}' for column in key_fields)
        values = [_coalesce_to_empty(column, row_alias) for column in key_fields] + ["0"] * (1 + len(sum_fields))
        increments = "".join(
            f', "{column}" = "{column}" + {sign} * coalesce({row_alias}."{column}", 0)' for column in sum_fields
        )
        yield f"""CREATE TRIGGER "{noun} tally {event}" AFTER {event} ON "{noun} columns" BEGIN
            INSERT OR IGNORE INTO "{noun} tally" VALUES ({", ".join(values)});
            UPDATE "{noun} tally" SET count = count + {sign}{increments} WHERE {key_match};
            DELETE FROM "{noun} tally" WHERE {key_match} AND count = 0;
        END"""


def _coalesce_to_empty(name: str, row: str = "") -> str:
    """Returns a field as part of a key, which cannot be null."""
    column = f'"{name}"'
    return f"coalesce({row}.{column}, '')" if row else f"coalesce({column}, '')"


def list_text_columns(collection: Collection) -> list[str]:
    """Returns the fields in the trigram index."""
    return [field.name for field in collection.fields if field.kind is Kind.TEXT]


def build_row(collection: Collection, document: Document) -> tuple[str | int | float | None, ...]:
    """Returns a document's row in the columns table: key, parent, then fields."""
    parent_property, parent_key_field = collection.parent_reference
    parent = document[parent_property][parent_key_field] if collection.parent else None
    return (document[collection.key_field], parent, *(field.extract_value(document) for field in collection.fields))


def build_use_rows(collection: Collection, document: Document) -> Iterator[tuple[int, str]]:
    """Yields the documents that a document uses, each once."""
    for used_document in dict.fromkeys(collection.collect_uses(document) if collection.collect_uses else ()):
        yield document[collection.key_field], used_document
