"""Base, mine, theirs: what two people made of one document, put together field by field. Pure.

Base is the document as it was when the form opened, mine is what was typed into the form, theirs is the document
as it is now. Links and what is read-only belong to nobody and stay out; properties that no record names are
theirs, and come along with the document that the changes are laid over.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from econ_admin.gateway.records import FieldValue, Record, Reference

NOTHING: tuple[FieldValue, ...] = (None, "", (), [])


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both changed, to different values."""

    field: str
    base: FieldValue
    mine: FieldValue
    theirs: FieldValue


@dataclass(frozen=True, slots=True)
class Merge:
    """What is to be laid over theirs, and what somebody must decide first. Fields are named as attributes."""

    changes: Mapping[str, FieldValue]
    conflicts: tuple[Conflict, ...] = ()
    theirs_alone: tuple[str, ...] = ()
    """What they changed and I did not: it stays as they made it."""


def merge(base: Record, mine: Mapping[str, FieldValue], theirs: Record) -> Merge:
    """Put my values together with their document. A field that `mine` does not name counts as untouched."""
    changes: dict[str, FieldValue] = {}
    conflicts: list[Conflict] = []
    for field, value in mine.items():
        was, now = getattr(base, field), getattr(theirs, field)
        if same(value, was) or same(value, now):
            continue
        if same(was, now):
            changes[field] = value
        else:
            conflicts.append(Conflict(field, was, value, now))
    touched = {field for field, value in mine.items() if not same(value, getattr(base, field))}
    alone = tuple(field for field in changed(base, theirs) if field not in touched)
    return Merge(changes, tuple(conflicts), alone)


def changed(base: Record, theirs: Record) -> list[str]:
    """The fields in which two versions of a document differ, as attribute names."""
    kind = type(base)
    nobodys = kind.LINKS | kind.READ_ONLY
    fields = zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True)
    return [
        field
        for field, name in fields
        if field != "raw" and name not in nobodys and not same(getattr(base, field), getattr(theirs, field))
    ]


def same(one: FieldValue, other: FieldValue) -> bool:
    """Whether two values mean the same: a reference by its number alone, absent like empty, a list in any order."""
    return _meaning(one) == _meaning(other)


def _meaning(value: FieldValue) -> Hashable:
    if value in NOTHING:
        return None
    if isinstance(value, Reference):
        return value.number
    if isinstance(value, list | tuple):
        return frozenset(value)
    return value
