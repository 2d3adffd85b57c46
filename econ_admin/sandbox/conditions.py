"""From a filter's tree to SQL over the narrow table, by its trigram index wherever that helps."""
# ruff: noqa: S608 -- column names come from the collections' declarations, values are bound

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from econ_admin.sandbox.filters import Both, Clause, Either, Letter, Tree
from econ_admin.sandbox.shapes import Collection, Kind, fold

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


def condition(tree: Tree, collection: Collection) -> Condition:
    """The tree as a condition on the collection's narrow table."""
    match tree:
        case Clause():
            return _clause(tree, collection)
        case Both(parts):
            return _joined(collection, " AND ", [condition(each, collection) for each in parts])
        case Either(parts):
            return _either(collection, parts)


def _either(collection: Collection, parts: tuple[Tree, ...]) -> Condition:
    """One look into the trigram index for all parts that it can answer; the same text in many columns once."""
    by_phrase: defaultdict[str, list[str]] = defaultdict(list)
    rest: list[Condition] = []
    for each in parts:
        phrase = _phrase(each, collection)
        if phrase and isinstance(each, Clause):
            by_phrase[phrase].append(each.field.name)
        else:
            rest.append(condition(each, collection))
    found = [_found(collection, _within(names, phrase)) for phrase, names in by_phrase.items()]
    return _joined(collection, " OR ", found + rest)


def _joined(collection: Collection, joint: str, parts: list[Condition]) -> Condition:
    """The parts joined, those of the trigram index into one."""
    matched = [each.match for each in parts if each.match]
    rest = [each for each in parts if not each.match]
    if matched:
        together = _found(collection, joint.join(f"({each})" for each in matched) if matched[1:] else matched[0])
        rest.insert(0, together)
    if not rest[1:]:
        return rest[0]
    parameters = tuple(parameter for each in rest for parameter in each.parameters)
    return Condition(joint.join(f"({each.sql})" for each in rest), parameters)


def _found(collection: Collection, expression: str) -> Condition:
    table = f'"{collection.noun} text"'
    return Condition(f"key IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)", (expression,), expression)


def _within(names: list[str], phrase: str) -> str:
    quoted = " ".join(f'"{each}"' for each in names)
    return f'{{{quoted}}} : "{phrase.replace(chr(34), chr(34) * 2)}"'


def _phrase(tree: Tree, collection: Collection) -> str:
    """The text that a clause looks for anywhere in a column, if the trigram index alone can answer."""
    if isinstance(tree, Clause) and tree.operator == "like" and tree.values[0] is not None and collection.searched:
        text = "".join(each for each, _ in tree.pattern)
        plain = all(escaped or each not in "*%_[" for each, escaped in tree.pattern)
        if plain and len(fold(text)) >= TRIGRAM:
            return fold(text)
    return ""


def _clause(clause: Clause, collection: Collection) -> Condition:
    column = f'"{clause.field.name}"'
    if clause.operator in ("in", "nin"):
        return _listed(clause, column)
    if clause.operator == "like":
        return _like(clause, column, collection)
    value = (
        fold(clause.values[0])
        if clause.field.kind is Kind.TEXT and isinstance(clause.values[0], str)
        else clause.values[0]
    )
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
    values = () if clause.field.kind is Kind.TEXT else tuple(each for each in clause.values if each is not None)
    marks = ", ".join("?" * len(values))
    inside = Condition(f"{column} IS NOT NULL AND {column} IN ({marks})", values)
    if absent:
        inside = Condition(f"{column} IS NULL OR {column} IN ({marks})", values)
    return inside if clause.operator == "in" else Condition(f"NOT ({inside.sql})", inside.parameters)


def _like(clause: Clause, column: str, collection: Collection) -> Condition:
    if clause.values[0] is None:
        return Condition("0")
    phrase = _phrase(clause, collection)
    if phrase:
        return _found(collection, _within([clause.field.name], phrase))
    exact = Condition(f"{column} GLOB ?", (glob(clause.pattern),))
    run = _longest_run(clause.pattern)
    if not collection.searched or len(run) < TRIGRAM:
        return exact
    rough = _found(collection, _within([clause.field.name], run))
    return Condition(f"{rough.sql} AND {exact.sql}", rough.parameters + exact.parameters)


def _longest_run(pattern: tuple[Letter, ...]) -> str:
    """The longest piece of a pattern that stands for itself. A class in brackets is left out whole."""
    pieces: list[str] = [""]
    inside = False
    for each, escaped in pattern:
        special = not escaped and each in "*%_["
        if special or inside:
            inside = (inside or each == "[") and (escaped or each != "]")
            pieces.append("")
        else:
            pieces[-1] += each
    return max(map(fold, pieces), key=len)


def glob(pattern: tuple[Letter, ...]) -> str:
    """The server's pattern, which is SQL's LIKE with `*` beside `%`, in the language of SQLite's GLOB.

    A pattern without `*` is found anywhere in the text. `[XY]` is one of these characters, `[[]` a bracket.
    That `%` and `_` are wildcards too follows from its being LIKE; no source shows it.
    """
    written = "".join(_globbed(pattern))
    anywhere = not any(each == "*" and not escaped for each, escaped in pattern)
    return f"*{written}*" if anywhere else written


def _globbed(pattern: tuple[Letter, ...]) -> list[str]:
    inside = False
    written: list[str] = []
    wild: dict[str, str] = {"*": "*", "%": "*", "_": "?"}
    literal: Callable[[str], str] = lambda each: f"[{each}]" if each in "*?[" else fold(each)  # noqa: E731
    for each, escaped in pattern:
        if inside:
            written.append(fold(each))
            inside = each != "]"
        elif each == "[" and not escaped:
            written.append("[")
            inside = True
        else:
            written.append(literal(each) if escaped or each not in wild else wild[each])
    return written
