"""Parses filter expressions into a tree: `name$like:møl$or:(zip$eq:2800$and:barred$eq:false)`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from econ_admin.sandbox.collections import Collection, Field, Kind
from econ_admin.sandbox.like_patterns import Character, LikePattern

OPERATORS = ("eq", "ne", "gt", "gte", "lt", "lte", "like", "in", "nin")
ESCAPABLE = "$()*,[]"
MAX_LIST_VALUES = 200  # in one $in or $nin
MAX_CLAUSES = 500  # no limit is documented; SQLite's is 1000
MAX_DEPTH = 50
MAX_PATTERN_LENGTH = 10_000  # characters of a pattern; SQLite refuses very long ones

_PROPERTY = re.compile(r"\s*([A-Za-z][A-Za-z0-9_.]*)\$([A-Za-z]*):?")
_CONNECTIVE = re.compile(r"\$(and|or):")
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?", re.ASCII)

Value = str | int | float | None


class FilterError(ValueError):
    """The filter is invalid, or names a property that cannot be filtered by."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Compares one property with one value, or with several for `in` and `nin`."""

    field: Field
    operator: str
    values: tuple[Value, ...]
    pattern: LikePattern | None = None  # for `like`


@dataclass(frozen=True, slots=True)
class And:
    """All parts match."""

    parts: tuple["FilterNode", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part matches."""

    parts: tuple["FilterNode", ...]


FilterNode = Clause | And | Or


def parse_filter(text: str, collection: Collection) -> FilterNode:
    """Parses a filter parameter. Raises FilterError."""
    parser = _FilterParser(text, collection)
    node = parser.parse_or(0)
    parser.expect_end()
    return node


class _FilterParser:
    """A recursive-descent parser. `$and:` binds tighter than `$or:`, as is usual (not documented)."""

    def __init__(self, text: str, collection: Collection) -> None:
        self._text = text
        self._position = 0
        self._collection = collection
        self._clause_count = 0

    def parse_or(self, depth: int) -> FilterNode:
        parts = [self._parse_and(depth)]
        while self._accept("$or:"):
            parts.append(self._parse_and(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def expect_end(self) -> None:
        if self._position < len(self._text):
            raise FilterError(f"Syntax error, unexpected: {self._text[self._position]} at position {self._position}.")

    def _parse_and(self, depth: int) -> FilterNode:
        parts = [self._parse_term(depth)]
        while self._accept("$and:"):
            parts.append(self._parse_term(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _parse_term(self, depth: int) -> FilterNode:
        if not self._accept("("):
            return self._parse_clause()
        if depth == MAX_DEPTH:
            raise FilterError("The filter is nested too deeply.")
        node = self.parse_or(depth + 1)
        if not self._accept(")"):
            raise FilterError("Syntax error, expected: )")
        return node

    def _parse_clause(self) -> Clause:
        self._clause_count += 1
        if self._clause_count > MAX_CLAUSES:
            raise FilterError("The filter has too many parts.")
        match = _PROPERTY.match(self._text, self._position)
        if match is None:
            raise FilterError(f"Syntax error, expected: property and operator at position {self._position}.")
        name, operator = match.groups()
        if operator not in OPERATORS or not match[0].endswith(":"):
            raise FilterError(f"Syntax error, unknown operator: ${operator}")
        field = self._collection.find_field(name)
        if field is None or not field.filterable:
            raise FilterError(f"Filtering is not allowed on property '{name}'.")
        self._position = match.end()
        if operator in ("in", "nin"):
            return Clause(
                field, operator, tuple(_convert_value(field, characters) for characters in self._parse_list())
            )
        return _build_clause(field, operator, self._parse_value(""))

    def _parse_list(self) -> list[list[Character] | None]:
        if not self._accept("["):
            raise FilterError("Syntax error, expected: [")
        values = [self._parse_value(",]")]
        while self._accept(","):
            values.append(self._parse_value(",]"))
        if not self._accept("]"):
            raise FilterError("Syntax error, expected: ]")
        if len(values) > MAX_LIST_VALUES:
            raise FilterError(f"At most {MAX_LIST_VALUES} values may be listed, here are {len(values)}.")
        return values

    def _parse_value(self, terminators: str) -> list[Character] | None:
        if self._accept("$null:"):
            return None
        return list(self._scan_characters(terminators))

    def _scan_characters(self, terminators: str) -> Iterator[Character]:
        """Yields the characters of a value, up to a connective, a closing parenthesis or one of `terminators`."""
        text = self._text
        while self._position < len(text):
            character = text[self._position]
            if character == ")" or character in terminators:
                return
            if character == "$":
                if _CONNECTIVE.match(text, self._position):
                    return
                self._position += 1
                character = text[self._position : self._position + 1]
                if not character or character not in ESCAPABLE:
                    raise FilterError("Syntax error, $ must be written as $$ in a value.")
                # Brackets can be escaped, but the server then matches nothing.
                yield (f"\0{character}" if character in "[]" else character), True
            else:
                yield character, False
            self._position += 1

    def _accept(self, text: str) -> bool:
        if self._text.startswith(text, self._position):
            self._position += len(text)
            return True
        return False


def _build_clause(field: Field, operator: str, characters: list[Character] | None) -> Clause:
    """Builds a clause with one value; checks that the operator suits the property's type."""
    if field.kind is Kind.BOOLEAN and operator not in ("eq", "ne"):
        raise FilterError(f"Operator ${operator}: cannot be used on property '{field.name}'.")
    if characters and len(characters) > MAX_PATTERN_LENGTH:
        raise FilterError(f"The value of property '{field.name}' is too long.")
    if operator != "like":
        return Clause(field, operator, (_convert_value(field, characters),))
    if field.kind is not Kind.TEXT:
        raise FilterError(f"Operator $like: cannot be used on property '{field.name}'.")
    return Clause(field, operator, (None if characters is None else "",), LikePattern.parse(characters or []))


def _convert_value(field: Field, characters: list[Character] | None) -> Value:
    if characters is None:
        return None
    text = "".join(character for character, _ in characters)
    match field.kind:
        case Kind.TEXT:
            return text
        case Kind.BOOLEAN if text.strip().casefold() in ("true", "false"):
            return int(text.strip().casefold() == "true")
        case Kind.INTEGER | Kind.AMOUNT if _NUMBER.fullmatch(text.strip()):
            number = Decimal(text.strip())
            integer = int(number)
            return integer if number == integer and abs(integer) < 2**63 else float(number)
        case Kind.DATE if (moment := _parse_datetime(text.strip())) and text.strip().startswith(moment[:10]):
            return moment[:10]
        case Kind.DATETIME if moment := _parse_datetime(text.strip()):
            return moment
    raise FilterError(f"'{text}' is not a value of property '{field.name}'.")


def _parse_datetime(text: str) -> str | None:
    """Parses a date or time to the stored form, in UTC to the second; a date means midnight."""
    try:
        parsed = datetime.fromisoformat(text)
        parsed = parsed.astimezone(UTC).replace(tzinfo=None) if parsed.tzinfo else parsed
    except (ValueError, OverflowError):
        return None
    return f"{parsed.isoformat(timespec='seconds')}Z"
