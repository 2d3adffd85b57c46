"""Three-way merge of a document, field by field: base, mine, theirs. Pure functions.

Base is the document when the form was opened, mine is the input, theirs is the current document. Links and read-only
properties are left out. Properties without an attribute stay as theirs.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from econ_admin.gateway.records import FieldValue, Record, Reference

EMPTY_VALUES: tuple[FieldValue, ...] = (None, "", (), [])


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both changed, to different values."""

    field: str
    base: FieldValue
    mine: FieldValue
    theirs: FieldValue


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The changes to make to theirs, and the conflicts to decide first. Fields are attribute names."""

    changes: Mapping[str, FieldValue]
    conflicts: tuple[Conflict, ...] = ()
    their_fields: tuple[str, ...] = ()
    """Fields that only they changed. They keep their value."""


def merge(base: Record, mine: Mapping[str, FieldValue], theirs: Record) -> MergeResult:
    """Merges my values with their document. Fields missing from `mine` count as untouched."""
    changes: dict[str, FieldValue] = {}
    conflicts: list[Conflict] = []
    for field, value in mine.items():
        base_value, their_value = getattr(base, field), getattr(theirs, field)
        if are_same(value, base_value) or are_same(value, their_value):
            continue
        if are_same(base_value, their_value):
            changes[field] = value
        else:
            conflicts.append(Conflict(field, base_value, value, their_value))
    my_fields = {field for field, value in mine.items() if not are_same(value, getattr(base, field))}
    their_fields = tuple(field for field in list_differing_fields(base, theirs) if field not in my_fields)
    return MergeResult(changes, tuple(conflicts), their_fields)


def list_differing_fields(base: Record, theirs: Record) -> list[str]:
    """The fields in which two versions of a document differ, as attribute names."""
    record_type = type(base)
    ignored = record_type.LINKS | record_type.READ_ONLY
    fields = zip(record_type.__struct_fields__, record_type.__struct_encode_fields__, strict=True)
    return [
        field
        for field, name in fields
        if field != "raw" and name not in ignored and not are_same(getattr(base, field), getattr(theirs, field))
    ]


def are_same(left: FieldValue, right: FieldValue) -> bool:
    """Whether two values mean the same: a reference by its number alone, absent like empty, a list in any order."""
    return _normalize(left) == _normalize(right)


def _normalize(value: FieldValue) -> Hashable:
    if value in EMPTY_VALUES:
        return None
    if isinstance(value, Reference):
        return value.number
    if isinstance(value, list | tuple):
        return frozenset(value)
    return value
