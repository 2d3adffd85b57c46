"""Converts a filter tree to SQL on the columns table, using its trigram index where possible."""
# ruff: noqa: S608 -- column names come from the collections' declarations, values are bound

from collections import defaultdict
from dataclasses import dataclass

from econ_admin.sandbox.collections import Collection, Kind, fold, to_column_value
from econ_admin.sandbox.filters import And, Clause, FilterNode, Or
from econ_admin.sandbox.like_patterns import LikePattern

Parameter = str | int | float | None
TRIGRAM_LENGTH = 3
_COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL condition. `match` is the equivalent full-text query, if the trigram index alone can answer it."""

    sql: str
    parameters: tuple[Parameter, ...] = ()
    match: str = ""

    def __and__(self, other: "Condition") -> "Condition":
        if self is MATCH_ALL or other is MATCH_ALL:
            return other if self is MATCH_ALL else self
        return Condition(f"({self.sql}) AND ({other.sql})", self.parameters + other.parameters)


MATCH_ALL = Condition("1")


def has_parent(parent: str | int) -> Condition:
    """Selects the documents below a parent."""
    return Condition("parent = ?", (parent,))


def build_condition(node: FilterNode, collection: Collection) -> Condition:
    """Returns the tree as a condition on the collection's columns table."""
    match node:
        case Clause():
            return _build_clause(node, collection)
        case And(parts):
            return _join_conditions(collection, " AND ", [build_condition(part, collection) for part in parts])
        case Or(parts):
            return _build_or(collection, parts)


def _build_or(collection: Collection, parts: tuple[FilterNode, ...]) -> Condition:
    """Joins the parts, with one trigram query for all that it can answer; a text searched in several columns is given
    once."""
    columns_by_phrase: defaultdict[str, list[str]] = defaultdict(list)
    conditions: list[Condition] = []
    for part in parts:
        phrase = _get_text_phrase(part, collection)
        if phrase and isinstance(part, Clause):
            columns_by_phrase[phrase].append(part.field.name)
        else:
            conditions.append(build_condition(part, collection))
    text_matches = [
        _build_text_match(collection, _build_text_query(names, phrase)) for phrase, names in columns_by_phrase.items()
    ]
    return _join_conditions(collection, " OR ", text_matches + conditions)


def _join_conditions(collection: Collection, connective: str, parts: list[Condition]) -> Condition:
    """Joins conditions, merging trigram queries into one."""
    expressions = [part.match for part in parts if part.match]
    conditions = [part for part in parts if not part.match]
    if expressions:
        text_match = _build_text_match(
            collection,
            connective.join(f"({expression})" for expression in expressions) if expressions[1:] else expressions[0],
        )
        conditions.insert(0, text_match)
    if not conditions[1:]:
        return conditions[0]
    parameters = tuple(parameter for part in conditions for parameter in part.parameters)
    return Condition(connective.join(f"({part.sql})" for part in conditions), parameters)


def _build_text_match(collection: Collection, expression: str) -> Condition:
    table = f'"{collection.noun} text"'
    return Condition(f"key IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)", (expression,), expression)


def _build_text_query(column_names: list[str], phrase: str) -> str:
    quoted_names = " ".join(f'"{name}"' for name in column_names)
    return f'{{{quoted_names}}} : "{phrase.replace(chr(34), chr(34) * 2)}"'


def _get_text_phrase(node: FilterNode, collection: Collection) -> str:
    """Returns the text that a clause searches for anywhere in a column, if the trigram index can answer it."""
    text = fold(node.pattern.literal) if isinstance(node, Clause) and node.pattern and collection.has_text_index else ""
    return text if len(text) >= TRIGRAM_LENGTH else ""


def _build_clause(clause: Clause, collection: Collection) -> Condition:
    column = clause.field.quoted_column
    if clause.operator in ("in", "nin"):
        return _build_in(clause, column)
    if clause.pattern:
        return _build_like(clause, clause.pattern, column, collection)
    value = to_column_value(clause.field.kind, clause.values[0]) if clause.values[0] is not None else None
    match clause.operator, value:
        case "eq", _:
            return Condition(f"{column} IS ?", (value,)) if value is None else Condition(f"{column} = ?", (value,))
        case "ne", _:  # Absent values differ from every value. Not documented; this way no document is hidden.
            return Condition(f"{column} IS NOT ?", (value,))
        case _, None:
            return Condition("0")
    return Condition(f"{column} {_COMPARISONS[clause.operator]} ?", (value,))


def _build_in(clause: Clause, column: str) -> Condition:
    """Builds $in and $nin. The server accepts `$in` on texts but matches none of them."""
    includes_null = None in clause.values
    values = () if clause.field.kind is Kind.TEXT else tuple(value for value in clause.values if value is not None)
    placeholders = ", ".join("?" * len(values))
    in_condition = Condition(f"{column} IS NOT NULL AND {column} IN ({placeholders})", values)
    if includes_null:
        in_condition = Condition(f"{column} IS NULL OR {column} IN ({placeholders})", values)
    return in_condition if clause.operator == "in" else Condition(f"NOT ({in_condition.sql})", in_condition.parameters)


def _build_like(clause: Clause, pattern: LikePattern, column: str, collection: Collection) -> Condition:
    if clause.values[0] is None or not pattern.can_match:
        return Condition("0")
    phrase = _get_text_phrase(clause, collection)
    if phrase:
        return _build_text_match(collection, _build_text_query([clause.field.name], phrase))
    exact = Condition(f"{column} GLOB ?", (pattern.glob,))
    literal = fold(pattern.longest_literal)
    if not collection.has_text_index or len(literal) < TRIGRAM_LENGTH:
        return exact
    prefilter = _build_text_match(collection, _build_text_query([clause.field.name], literal))
    return Condition(f"{prefilter.sql} AND {exact.sql}", prefilter.parameters + exact.parameters)
