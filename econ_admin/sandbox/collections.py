"""What a collection looks like: its number, key order and parent, and what may be filtered and sorted."""

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

Document = dict[str, Any]

EXACT_SUMS = 2**50  # thousands of them stay below what SQLite can hold
# Danish order of letters in a plain binary sort: æ, ø, å after z. NUL would end a text inside SQLite.
_LETTERS = str.maketrans({"æ": "\ue000", "ø": "\ue001", "å": "\ue002", "\0": "\ue003"})


def fold(text: str) -> str:
    """The text as it is compared: without case (Æ, Ø, Å too), and sorting as Danish does."""
    return text.casefold().translate(_LETTERS)


class Kind(enum.Enum):
    """What a property holds, as far as filtering and sorting care."""

    TEXT = "TEXT"
    INTEGER = "INTEGER"
    AMOUNT = "REAL"
    HUNDREDTHS = "HUNDREDTHS"  # an amount as a whole number, so that sums are exact
    BOOLEAN = "BOOLEAN"
    MOMENT = "MOMENT"
    DATE = "DATE"

    @property
    def affinity(self) -> str:
        """The type of its column in SQLite."""
        others = {Kind.BOOLEAN: "INTEGER", Kind.HUNDREDTHS: "INTEGER", Kind.MOMENT: "TEXT", Kind.DATE: "TEXT"}
        return others.get(self, self.value)


@dataclass(frozen=True, slots=True)
class Field:
    """A property that a filter or a sort may name."""

    name: str
    kind: Kind = Kind.TEXT
    filterable: bool = True
    sortable: bool = True
    source: str = ""  # where it stands in the document, if not under its own name
    kept_as: str = ""  # its column, if that has another name

    @property
    def quoted(self) -> str:
        """Its column in SQL."""
        return f'"{self.kept_as or self.name}"'

    def column(self, document: Document) -> str | int | float | None:
        """Its value in a document, made comparable."""
        value: Any = document
        for step in _steps(self.source or self.name):
            value = value.get(step)
            if value is None:
                break
        return comparable(self.kind, value)


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def comparable(kind: Kind, value: Any) -> str | int | float | None:
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
            return hundredths if abs(hundredths) < EXACT_SUMS else float(hundredths)
        case Kind.INTEGER, Decimal():
            return float(value)
    return value  # type: ignore[no-any-return]  # an int or a timestamp: a document is not typed


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of documents, as told by its facts."""

    noun: str  # the URL's word, and the store's
    entity: str  # as the server names it in messages
    number: str  # the property that identifies a document
    order: tuple[str, ...]  # of the keys on the wire
    fields: tuple[Field, ...] = ()
    parent: str = ""  # the noun it stands under, one collection for each of its documents
    owner: tuple[str, str] = ("customer", "customerNumber")  # where a document names its parent
    searched: bool = False  # whether it has a trigram index: for thousands of documents
    indexes: tuple[str, ...] = ()  # the fields with an index of their own; all of them where it is searched
    keyed_by_text: bool = False  # as currencies are
    highest: int = 999_999_999  # number that may be given out
    at: str = ""  # its address, where that is not its noun
    tallied: tuple[str, ...] = ()  # the fields by whose values sums are kept
    summed: tuple[str, ...] = ()  # the fields that are summed
    uses: Callable[[Document], Iterable[str]] | None = None  # what a document keeps from being deleted: `products/7`

    @property
    def address(self) -> str:
        """Where it is found: `invoices/drafts`."""
        return self.at or self.noun

    @property
    def plural(self) -> str:
        """Its documents as a message calls them: `customer groups`."""
        return self.noun.replace("-", " ")

    @property
    def indexed(self) -> tuple[str, ...]:
        """The names of the fields that have an index."""
        return tuple(field.name for field in self.fields) if self.searched else self.indexes

    def field(self, name: str) -> Field | None:
        """The field of that name, in whatever case the client wrote it."""
        return next((field for field in self.fields if field.name.casefold() == name.casefold()), None)

    def ordered(self, document: Document) -> Document:
        """The document with its keys as the wire has them; what the order does not name is not shown."""
        return {key: document[key] for key in self.order if key in document}
