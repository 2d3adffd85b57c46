"""From a filter's tree to SQL over the narrow table, by its trigram index wherever that helps."""
# ruff: noqa: S608 -- column names come from the collections' declarations, values are bound

from collections import defaultdict
from dataclasses import dataclass

from econ_admin.sandbox.collections import Collection, Kind, comparable, fold
from econ_admin.sandbox.filters import Both, Clause, Either, Tree
from econ_admin.sandbox.like_patterns import Pattern

Parameter = str | int | float | None
TRIGRAM = 3
_COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in SQL; `match` is the same as a whole in the language of the trigram index, where it can be."""

    sql: str
    parameters: tuple[Parameter, ...] = ()
    match: str = ""

    def __and__(self, other: "Condition") -> "Condition":
        if self is EVERYTHING or other is EVERYTHING:
            return other if self is EVERYTHING else self
        return Condition(f"({self.sql}) AND ({other.sql})", self.parameters + other.parameters)


EVERYTHING = Condition("1")


def under(parent: str | int) -> Condition:
    """What stands under the document of that number."""
    return Condition("parent = ?", (parent,))


def condition(tree: Tree, collection: Collection) -> Condition:
    """The tree as a condition on the collection's narrow table."""
    match tree:
        case Clause():
            return _clause(tree, collection)
        case Both(parts):
            return _joined(collection, " AND ", [condition(part, collection) for part in parts])
        case Either(parts):
            return _either(collection, parts)


def _either(collection: Collection, parts: tuple[Tree, ...]) -> Condition:
    """One look into the trigram index for all parts that it can answer; the same text in many columns once."""
    by_phrase: defaultdict[str, list[str]] = defaultdict(list)
    rest: list[Condition] = []
    for part in parts:
        phrase = _phrase(part, collection)
        if phrase and isinstance(part, Clause):
            by_phrase[phrase].append(part.field.name)
        else:
            rest.append(condition(part, collection))
    found = [_found(collection, _within(names, phrase)) for phrase, names in by_phrase.items()]
    return _joined(collection, " OR ", found + rest)


def _joined(collection: Collection, joint: str, parts: list[Condition]) -> Condition:
    """The parts joined, those of the trigram index into one."""
    matched = [part.match for part in parts if part.match]
    rest = [part for part in parts if not part.match]
    if matched:
        together = _found(
            collection, joint.join(f"({expression})" for expression in matched) if matched[1:] else matched[0]
        )
        rest.insert(0, together)
    if not rest[1:]:
        return rest[0]
    parameters = tuple(parameter for part in rest for parameter in part.parameters)
    return Condition(joint.join(f"({part.sql})" for part in rest), parameters)


def _found(collection: Collection, expression: str) -> Condition:
    table = f'"{collection.noun} text"'
    return Condition(f"key IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)", (expression,), expression)


def _within(names: list[str], phrase: str) -> str:
    quoted = " ".join(f'"{name}"' for name in names)
    return f'{{{quoted}}} : "{phrase.replace(chr(34), chr(34) * 2)}"'


def _phrase(tree: Tree, collection: Collection) -> str:
    """The text that a clause looks for anywhere in a column, if the trigram index alone can answer."""
    plain = fold(tree.pattern.plain) if isinstance(tree, Clause) and tree.pattern and collection.searched else ""
    return plain if len(plain) >= TRIGRAM else ""


def _clause(clause: Clause, collection: Collection) -> Condition:
    column = clause.field.quoted
    if clause.operator in ("in", "nin"):
        return _listed(clause, column)
    if clause.pattern:
        return _like(clause, clause.pattern, column, collection)
    value = comparable(clause.field.kind, clause.values[0]) if clause.values[0] is not None else None
    match clause.operator, value:
        case "eq", _:
            return Condition(f"{column} IS ?", (value,)) if value is None else Condition(f"{column} = ?", (value,))
        case "ne", _:  # what is absent differs from every value: no source says, and nobody is hidden so
            return Condition(f"{column} IS NOT ?", (value,))
        case _, None:
            return Condition("0")
    return Condition(f"{column} {_COMPARISONS[clause.operator]} ?", (value,))


def _listed(clause: Clause, column: str) -> Condition:
    """`$in` on texts is accepted by the server, but finds none of them."""
    absent = None in clause.values
    values = () if clause.field.kind is Kind.TEXT else tuple(value for value in clause.values if value is not None)
    marks = ", ".join("?" * len(values))
    inside = Condition(f"{column} IS NOT NULL AND {column} IN ({marks})", values)
    if absent:
        inside = Condition(f"{column} IS NULL OR {column} IN ({marks})", values)
    return inside if clause.operator == "in" else Condition(f"NOT ({inside.sql})", inside.parameters)


def _like(clause: Clause, pattern: Pattern, column: str, collection: Collection) -> Condition:
    if clause.values[0] is None or not pattern.possible:
        return Condition("0")
    phrase = _phrase(clause, collection)
    if phrase:
        return _found(collection, _within([clause.field.name], phrase))
    exact = Condition(f"{column} GLOB ?", (pattern.glob,))
    part = fold(pattern.longest)
    if not collection.searched or len(part) < TRIGRAM:
        return exact
    rough = _found(collection, _within([clause.field.name], part))
    return Condition(f"{rough.sql} AND {exact.sql}", rough.parameters + exact.parameters)
