"""Builds filter and sort expressions in e-conomic's syntax, with special characters escaped."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Literal, TypeAlias

Scalar: TypeAlias = str | bool | int | Decimal | date

PROPERTY = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*")
MAX_LIST_VALUES = 200  # e-conomic refuses 201

# $[ and $] are accepted as escapes but match nothing, so brackets are not escaped.
ESCAPES = str.maketrans({character: f"${character}" for character in "$()*,"})
# $like is an SQL LIKE: these characters are literal only inside brackets.
LIKE_ESCAPES = ESCAPES | str.maketrans({"[": "[[]", "%": "[%]", "_": "[_]"})


class Filter:
    """A filter expression; combine with & and |. `str()` returns the wire format."""

    def __and__(self, other: "Filter") -> "Filter":
        return Junction("and", (*_flatten("and", self), *_flatten("and", other)))

    def __or__(self, other: "Filter") -> "Filter":
        return Junction("or", (*_flatten("or", self), *_flatten("or", other)))


@dataclass(frozen=True, slots=True)
class Clause(Filter):
    """One comparison; its value is already formatted."""

    name: str
    operator: str
    value: str

    def __str__(self) -> str:
        return f"{self.name}${self.operator}:{self.value}"


@dataclass(frozen=True, slots=True)
class Junction(Filter):
    """Two or more expressions joined by and / or. The precedence is not documented, hence the brackets."""

    operator: Literal["and", "or"]
    parts: tuple[Filter, ...]

    def __str__(self) -> str:
        return f"${self.operator}:".join(
            f"({part})" if isinstance(part, Junction) else str(part) for part in self.parts
        )


@dataclass(frozen=True, slots=True)
class where:  # noqa: N801 - it reads as a word: where("name").like("møl")
    """A property to compare. Raises ValueError for an invalid property name."""

    name: str

    def __post_init__(self) -> None:
        if not PROPERTY.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is not a property name")

    def eq(self, value: Scalar | None) -> Filter:
        """Equal, ignoring case. None: has no value."""
        return Clause(self.name, "eq", _format_literal(value))

    def ne(self, value: Scalar | None) -> Filter:
        """Not equal. None: has a value."""
        return Clause(self.name, "ne", _format_literal(value))

    def gt(self, value: Scalar) -> Filter:
        return Clause(self.name, "gt", _format_literal(value))

    def gte(self, value: Scalar) -> Filter:
        return Clause(self.name, "gte", _format_literal(value))

    def lt(self, value: Scalar) -> Filter:
        return Clause(self.name, "lt", _format_literal(value))

    def lte(self, value: Scalar) -> Filter:
        return Clause(self.name, "lte", _format_literal(value))

    def like(self, text: str) -> Filter:
        """Contains this text literally, ignoring case."""
        if not text:
            raise ValueError("an empty text matches everything")
        return Clause(self.name, "like", text.translate(LIKE_ESCAPES))

    def in_(self, values: Iterable[Scalar]) -> Filter:
        """One of these values; 1 to 200."""
        return self._compare_to_list("in", values)

    def not_in(self, values: Iterable[Scalar]) -> Filter:
        """None of these values; 1 to 200."""
        return self._compare_to_list("nin", values)

    def _compare_to_list(self, operator: Literal["in", "nin"], values: Iterable[Scalar]) -> Filter:
        list_values = tuple(values)
        if not 0 < len(list_values) <= MAX_LIST_VALUES:
            raise ValueError(f"a list of 1 to {MAX_LIST_VALUES} values, not {len(list_values)}")
        # A list of texts is accepted but matches nothing.
        if any(isinstance(value, str) for value in list_values):
            comparisons = [self.eq(value) if operator == "in" else self.ne(value) for value in list_values]
            return reduce(or_ if operator == "in" else and_, comparisons)
        return Clause(self.name, operator, f"[{','.join(map(_format_literal, list_values))}]")


def format_sort(properties: Sequence[str]) -> str:
    """Formats `("-balance", "name")` as the `sort` parameter; "-" means descending. Raises ValueError for an invalid
    name."""
    for name in properties:
        if not PROPERTY.fullmatch(name.removeprefix("-")):
            raise ValueError(f"{name!r} is not a property name")
    return ",".join(properties)


def _format_literal(value: Scalar | None) -> str:
    match value:
        case None:
            return "$null:"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            return value.isoformat()
        case int():
            return str(value)
        case str():
            return value.translate(ESCAPES)


def _flatten(operator: str, expression: Filter) -> tuple[Filter, ...]:
    if isinstance(expression, Junction) and expression.operator == operator:
        return expression.parts
    return (expression,)
