"""Filter and sort expressions, written in e-conomic's grammar with everything escaped that has a meaning in it."""

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
MOST_IN_A_LIST = 200  # 201 are refused

# Brackets have an escape too, $[ and $]; it parses and then matches nothing, so they are left alone.
ESCAPED = str.maketrans({sign: f"${sign}" for sign in "$()*,"})
# $like is SQL's LIKE underneath: these are literal only as a class of one.
ESCAPED_IN_LIKE = ESCAPED | str.maketrans({"[": "[[]", "%": "[%]", "_": "[_]"})


class Filter:
    """An expression, joined by & and |. `str()` is what goes over the wire."""

    def __and__(self, other: "Filter") -> "Filter":
        return Joined("and", (*_parts("and", self), *_parts("and", other)))

    def __or__(self, other: "Filter") -> "Filter":
        return Joined("or", (*_parts("or", self), *_parts("or", other)))


@dataclass(frozen=True, slots=True)
class Clause(Filter):
    """One comparison, its value already written."""

    name: str
    operator: str
    value: str

    def __str__(self) -> str:
        return f"{self.name}${self.operator}:{self.value}"


@dataclass(frozen=True, slots=True)
class Joined(Filter):
    """Two or more expressions under one junction. Which junction binds tighter is not documented: hence brackets."""

    junction: Literal["and", "or"]
    parts: tuple[Filter, ...]

    def __str__(self) -> str:
        return f"${self.junction}:".join(f"({each})" if isinstance(each, Joined) else str(each) for each in self.parts)


@dataclass(frozen=True, slots=True)
class where:  # noqa: N801 - it reads as a word: where("name").like("møl")
    """A property to compare. Raises ValueError for what cannot be the name of one."""

    name: str

    def __post_init__(self) -> None:
        if not PROPERTY.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is not the name of a property")

    def eq(self, value: Scalar | None) -> Filter:
        """Equal, whatever the case. None: has no value."""
        return Clause(self.name, "eq", _literal(value))

    def ne(self, value: Scalar | None) -> Filter:
        """Not equal. None: has a value."""
        return Clause(self.name, "ne", _literal(value))

    def gt(self, value: Scalar) -> Filter:
        return Clause(self.name, "gt", _literal(value))

    def gte(self, value: Scalar) -> Filter:
        return Clause(self.name, "gte", _literal(value))

    def lt(self, value: Scalar) -> Filter:
        return Clause(self.name, "lt", _literal(value))

    def lte(self, value: Scalar) -> Filter:
        return Clause(self.name, "lte", _literal(value))

    def like(self, text: str) -> Filter:
        """Contains this text, taken literally, whatever the case."""
        if not text:
            raise ValueError("every text contains nothing")
        return Clause(self.name, "like", text.translate(ESCAPED_IN_LIKE))

    def in_(self, values: Iterable[Scalar]) -> Filter:
        """One of these: at most 200, at least one."""
        return self._among("in", values)

    def not_in(self, values: Iterable[Scalar]) -> Filter:
        """None of these: at most 200, at least one."""
        return self._among("nin", values)

    def _among(self, operator: Literal["in", "nin"], values: Iterable[Scalar]) -> Filter:
        listed = tuple(values)
        if not 0 < len(listed) <= MOST_IN_A_LIST:
            raise ValueError(f"a list of 1 to {MOST_IN_A_LIST} values, not {len(listed)}")
        if any(isinstance(each, str) for each in listed):  # a list of texts is accepted, and then matches nothing
            each_alone = [self.eq(each) if operator == "in" else self.ne(each) for each in listed]
            return reduce(or_ if operator == "in" else and_, each_alone)
        return Clause(self.name, operator, f"[{','.join(map(_literal, listed))}]")


def sorting(properties: Sequence[str]) -> str:
    """`("-balance", "name")` as the `sort` parameter: "-" is descending. Raises ValueError for a bad name."""
    for each in properties:
        if not PROPERTY.fullmatch(each.removeprefix("-")):
            raise ValueError(f"{each!r} is not the name of a property")
    return ",".join(properties)


def _literal(value: Scalar | None) -> str:
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
            return value.translate(ESCAPED)


def _parts(junction: str, expression: Filter) -> tuple[Filter, ...]:
    if isinstance(expression, Joined) and expression.junction == junction:
        return expression.parts
    return (expression,)
