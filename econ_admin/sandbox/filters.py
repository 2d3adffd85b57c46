"""The filter grammar, read into a tree: `name$like:møl$or:(zip$eq:2800$and:barred$eq:false)`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from econ_admin.sandbox.collections import Collection, Field, Kind
from econ_admin.sandbox.like_patterns import Letter, Pattern

OPERATORS = ("eq", "ne", "gt", "gte", "lt", "lte", "like", "in", "nin")
ESCAPED = "$()*,[]"
MOST_VALUES = 200  # in one $in or $nin
MOST_CLAUSES = 500  # no limit is known; SQLite has one at 1000
DEEPEST = 50
LONGEST = 10_000  # characters of a pattern; SQLite refuses a very long one

_PROPERTY = re.compile(r"\s*([A-Za-z][A-Za-z0-9_.]*)\$([A-Za-z]*):?")
_JOINT = re.compile(r"\$(and|or):")
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?", re.ASCII)

Value = str | int | float | None


class FilterError(ValueError):
    """The filter cannot be understood, or names a property that cannot be filtered by."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One property compared with one value, or with several for `in` and `nin`."""

    field: Field
    operator: str
    values: tuple[Value, ...]
    pattern: Pattern | None = None  # of `like`


@dataclass(frozen=True, slots=True)
class Both:
    """All parts hold."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple["Tree", ...]


Tree = Clause | Both | Either


def read(text: str, collection: Collection) -> Tree:
    """The tree of a filter parameter. Raises FilterError."""
    reader = _Reader(text, collection)
    tree = reader.either(0)
    reader.end()
    return tree


class _Reader:
    """Reads from left to right; `$and:` binds closer than `$or:`, as is usual (no source says)."""

    def __init__(self, text: str, collection: Collection) -> None:
        self._text = text
        self._at = 0
        self._collection = collection
        self._clauses = 0

    def either(self, depth: int) -> Tree:
        parts = [self._both(depth)]
        while self._takes("$or:"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def end(self) -> None:
        if self._at < len(self._text):
            raise FilterError(f"Syntax error, unexpected: {self._text[self._at]} at position {self._at}.")

    def _both(self, depth: int) -> Tree:
        parts = [self._part(depth)]
        while self._takes("$and:"):
            parts.append(self._part(depth))
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _part(self, depth: int) -> Tree:
        if not self._takes("("):
            return self._clause()
        if depth == DEEPEST:
            raise FilterError("The filter is nested too deeply.")
        tree = self.either(depth + 1)
        if not self._takes(")"):
            raise FilterError("Syntax error, expected: )")
        return tree

    def _clause(self) -> Clause:
        self._clauses += 1
        if self._clauses > MOST_CLAUSES:
            raise FilterError("The filter has too many parts.")
        found = _PROPERTY.match(self._text, self._at)
        if found is None:
            raise FilterError(f"Syntax error, expected: property and operator at position {self._at}.")
        name, operator = found.groups()
        if operator not in OPERATORS or not found[0].endswith(":"):
            raise FilterError(f"Syntax error, unknown operator: ${operator}")
        field = self._collection.field(name)
        if field is None or not field.filterable:
            raise FilterError(f"Filtering is not allowed on property '{name}'.")
        self._at = found.end()
        if operator in ("in", "nin"):
            return Clause(field, operator, tuple(_value(field, characters) for characters in self._list()))
        return _compared(field, operator, self._value(""))

    def _list(self) -> list[list[Letter] | None]:
        if not self._takes("["):
            raise FilterError("Syntax error, expected: [")
        values = [self._value(",]")]
        while self._takes(","):
            values.append(self._value(",]"))
        if not self._takes("]"):
            raise FilterError("Syntax error, expected: ]")
        if len(values) > MOST_VALUES:
            raise FilterError(f"At most {MOST_VALUES} values may be listed, here are {len(values)}.")
        return values

    def _value(self, ends: str) -> list[Letter] | None:
        if self._takes("$null:"):
            return None
        return list(self._letters(ends))

    def _letters(self, ends: str) -> Iterator[Letter]:
        """The characters of a value, up to a joint, a closing parenthesis or one of `ends`."""
        text = self._text
        while self._at < len(text):
            here = text[self._at]
            if here == ")" or here in ends:
                return
            if here == "$":
                if _JOINT.match(text, self._at):
                    return
                self._at += 1
                here = text[self._at : self._at + 1]
                if not here or here not in ESCAPED:
                    raise FilterError("Syntax error, $ must be written as $$ in a value.")
                # Brackets can be escaped so, but what then is looked for is found nowhere.
                yield (f"\0{here}" if here in "[]" else here), True
            else:
                yield here, False
            self._at += 1

    def _takes(self, text: str) -> bool:
        if self._text.startswith(text, self._at):
            self._at += len(text)
            return True
        return False


def _compared(field: Field, operator: str, letters: list[Letter] | None) -> Clause:
    """A clause of one value; not every operator suits every kind."""
    if field.kind is Kind.BOOLEAN and operator not in ("eq", "ne"):
        raise FilterError(f"Operator ${operator}: cannot be used on property '{field.name}'.")
    if letters and len(letters) > LONGEST:
        raise FilterError(f"The value of property '{field.name}' is too long.")
    if operator != "like":
        return Clause(field, operator, (_value(field, letters),))
    if field.kind is not Kind.TEXT:
        raise FilterError(f"Operator $like: cannot be used on property '{field.name}'.")
    return Clause(field, operator, (None if letters is None else "",), Pattern.read(letters or []))


def _value(field: Field, letters: list[Letter] | None) -> Value:
    if letters is None:
        return None
    text = "".join(character for character, _ in letters)
    match field.kind:
        case Kind.TEXT:
            return text
        case Kind.BOOLEAN if text.strip().casefold() in ("true", "false"):
            return int(text.strip().casefold() == "true")
        case Kind.INTEGER | Kind.AMOUNT if _NUMBER.fullmatch(text.strip()):
            number = Decimal(text.strip())
            whole = int(number)
            return whole if number == whole and abs(whole) < 2**63 else float(number)
        case Kind.DATE if (moment := _moment(text.strip())) and text.strip().startswith(moment[:10]):
            return moment[:10]
        case Kind.MOMENT if moment := _moment(text.strip()):
            return moment
    raise FilterError(f"'{text}' is not a value of property '{field.name}'.")


def _moment(text: str) -> str | None:
    """A day or a time as it is kept, to the second in UTC; a day begins at midnight."""
    try:
        read = datetime.fromisoformat(text)
        read = read.astimezone(UTC).replace(tzinfo=None) if read.tzinfo else read
    except (ValueError, OverflowError):
        return None
    return f"{read.isoformat(timespec='seconds')}Z"
