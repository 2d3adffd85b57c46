"""Declares collections: key, key order, parent, and the fields that can be filtered and sorted."""

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

Document = dict[str, Any]

MAX_EXACT_HUNDREDTHS = 2**50  # thousands of these still fit a SQLite integer
# Makes a binary sort follow the Danish alphabet: æ, ø, å after z. NUL would end a text inside SQLite.
_DANISH_SORT_ORDER = str.maketrans({"æ": "\ue000", "ø": "\ue001", "å": "\ue002", "\0": "\ue003"})


def fold(text: str) -> str:
    """Returns the text in the form used for comparison: case-insensitive, sorting in Danish order."""
    return text.casefold().translate(_DANISH_SORT_ORDER)


class Kind(enum.Enum):
    """The type of a property, as needed for filtering and sorting."""

    TEXT = "TEXT"
    INTEGER = "INTEGER"
    AMOUNT = "REAL"
    HUNDREDTHS = "HUNDREDTHS"  # an amount as an integer, so that sums are exact
    BOOLEAN = "BOOLEAN"
    DATETIME = "MOMENT"
    DATE = "DATE"

    @property
    def affinity(self) -> str:
        """The type of its SQLite column."""
        affinities = {Kind.BOOLEAN: "INTEGER", Kind.HUNDREDTHS: "INTEGER", Kind.DATETIME: "TEXT", Kind.DATE: "TEXT"}
        return affinities.get(self, self.value)


@dataclass(frozen=True, slots=True)
class Field:
    """A property that can be filtered or sorted by."""

    name: str
    kind: Kind = Kind.TEXT
    filterable: bool = True
    sortable: bool = True
    source: str = ""  # its path in the document, if not its name
    column_name: str = ""  # its column, if not its name

    @property
    def quoted_column(self) -> str:
        """Its column name, quoted for SQL."""
        return f'"{self.column_name or self.name}"'

    def extract_value(self, document: Document) -> str | int | float | None:
        """Returns its value in a document, in comparable form."""
        value: Any = document
        for step in _split_path(self.source or self.name):
            value = value.get(step)
            if value is None:
                break
        return to_column_value(self.kind, value)


@cache
def _split_path(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def to_column_value(kind: Kind, value: Any) -> str | int | float | None:
    """Converts a value to its column's form; a missing boolean is false, since the server omits false."""
    if value is None:
        return 0 if kind is Kind.BOOLEAN else None
    if kind is Kind.TEXT:
        return fold(str(value))
    match kind, value:
        case Kind.BOOLEAN, _:
            return int(bool(value))
        case Kind.AMOUNT, _:
            return float(value)
        case Kind.HUNDREDTHS, _:
            hundredths = int(value * 100)
            return hundredths if abs(hundredths) < MAX_EXACT_HUNDREDTHS else float(hundredths)
        case Kind.INTEGER, Decimal():
            return float(value)
    return value  # type: ignore[no-any-return]  # an int or a timestamp: a document is not typed


@dataclass(frozen=True, slots=True)
class Collection:
    """The declaration of a collection of documents."""

    noun: str  # name in URLs and in the store
    entity: str  # name in error messages
    key_field: str  # property that identifies a document
    wire_order: tuple[str, ...]  # order of keys on the wire
    fields: tuple[Field, ...] = ()
    parent: str = ""  # noun of the parent; each parent document has its own collection
    parent_reference: tuple[str, str] = ("customer", "customerNumber")  # property and key that name a document's parent
    has_text_index: bool = False  # has a trigram index, for thousands of documents
    extra_indexes: tuple[str, ...] = ()  # indexed fields; with a text index, all fields are indexed
    keyed_by_text: bool = False  # such as currencies
    max_number: int = 999_999_999  # highest number that is assigned
    custom_path: str = ""  # path, if not the noun
    tally_fields: tuple[str, ...] = ()  # fields that the tally table groups by
    sum_fields: tuple[str, ...] = ()  # fields that the tally table sums
    # Returns the documents that a document uses, such as `products/7`; they cannot be deleted.
    collect_uses: Callable[[Document], Iterable[str]] | None = None

    @property
    def path(self) -> str:
        """Its path in URLs, such as `invoices/drafts`."""
        return self.custom_path or self.noun

    @property
    def plural(self) -> str:
        """Its name in messages: `customer groups`."""
        return self.noun.replace("-", " ")

    @property
    def indexed_fields(self) -> tuple[str, ...]:
        """The names of the indexed fields."""
        return tuple(field.name for field in self.fields) if self.has_text_index else self.extra_indexes

    def find_field(self, name: str) -> Field | None:
        """Returns the field with that name, ignoring case."""
        return next((field for field in self.fields if field.name.casefold() == name.casefold()), None)

    def order_keys(self, document: Document) -> Document:
        """Returns the document with its keys in wire order; keys not in the order are dropped."""
        return {key: document[key] for key in self.wire_order if key in document}
