"""What a collection looks like: its number, key order and parent, and what may be filtered and sorted."""

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

Document = dict[str, Any]

MAX_EXACT_HUNDREDTHS = 2**50  # thousands of them stay below what SQLite can hold
# Danish order of letters in a plain binary sort: æ, ø, å after z. NUL would end a text inside SQLite.
_DANISH_SORT_ORDER = str.maketrans({"æ": "\ue000", "ø": "\ue001", "å": "\ue002", "\0": "\ue003"})


def fold(text: str) -> str:
    """The text as it is compared: without case (Æ, Ø, Å too), and sorting as Danish does."""
    return text.casefold().translate(_DANISH_SORT_ORDER)


class Kind(enum.Enum):
    """What a property holds, as far as filtering and sorting care."""

    TEXT = "TEXT"
    INTEGER = "INTEGER"
    AMOUNT = "REAL"
    HUNDREDTHS = "HUNDREDTHS"  # an amount as a whole number, so that sums are exact
    BOOLEAN = "BOOLEAN"
    DATETIME = "MOMENT"
    DATE = "DATE"

    @property
    def affinity(self) -> str:
        """The type of its column in SQLite."""
        affinities = {Kind.BOOLEAN: "INTEGER", Kind.HUNDREDTHS: "INTEGER", Kind.DATETIME: "TEXT", Kind.DATE: "TEXT"}
        return affinities.get(self, self.value)


@dataclass(frozen=True, slots=True)
class Field:
    """A property that a filter or a sort may name."""

    name: str
    kind: Kind = Kind.TEXT
    filterable: bool = True
    sortable: bool = True
    source: str = ""  # where it stands in the document, if not under its own name
    column_name: str = ""  # its column, if that has another name

    @property
    def quoted_column(self) -> str:
        """Its column in SQL."""
        return f'"{self.column_name or self.name}"'

    def extract_value(self, document: Document) -> str | int | float | None:
        """Its value in a document, made comparable."""
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
    """A value as its column holds it; an absent truth is false, as the server omits false."""
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
    """A collection of documents, as told by its facts."""

    noun: str  # the URL's word, and the store's
    entity: str  # as the server names it in messages
    key_field: str  # the property that identifies a document
    wire_order: tuple[str, ...]  # of the keys on the wire
    fields: tuple[Field, ...] = ()
    parent: str = ""  # the noun it stands under, one collection for each of its documents
    parent_reference: tuple[str, str] = ("customer", "customerNumber")  # where a document names its parent
    has_text_index: bool = False  # whether it has a trigram index: for thousands of documents
    extra_indexes: tuple[str, ...] = ()  # the fields with an index of their own; all of them where it is searched
    keyed_by_text: bool = False  # as currencies are
    max_number: int = 999_999_999  # number that may be given out
    custom_path: str = ""  # its address, where that is not its noun
    tally_fields: tuple[str, ...] = ()  # the fields by whose values sums are kept
    sum_fields: tuple[str, ...] = ()  # the fields that are summed
    collect_uses: Callable[[Document], Iterable[str]] | None = (
        None  # what a document keeps from being deleted: `products/7`
    )

    @property
    def path(self) -> str:
        """Where it is found: `invoices/drafts`."""
        return self.custom_path or self.noun

    @property
    def plural(self) -> str:
        """Its documents as a message calls them: `customer groups`."""
        return self.noun.replace("-", " ")

    @property
    def indexed_fields(self) -> tuple[str, ...]:
        """The names of the fields that have an index."""
        return tuple(field.name for field in self.fields) if self.has_text_index else self.extra_indexes

    def find_field(self, name: str) -> Field | None:
        """The field of that name, in whatever case the client wrote it."""
        return next((field for field in self.fields if field.name.casefold() == name.casefold()), None)

    def order_keys(self, document: Document) -> Document:
        """The document with its keys as the wire has them; what the order does not name is not shown."""
        return {key: document[key] for key in self.wire_order if key in document}
