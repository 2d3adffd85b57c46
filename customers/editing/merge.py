"""Base, mine, theirs: what two people made of one document, put together field by field. Pure.

Base is the document as it was when the form opened, mine is what was typed into the form, theirs is the document
as it is now. Links and what is read-only belong to nobody and stay out; properties that no record names are
theirs, and come along with the document that the changes are laid over.
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
    """What is to be laid over theirs, and what somebody must decide first. Fields are named as attributes."""

    changes: Mapping[str, FieldValue]
    conflicts: tuple[Conflict, ...] = ()
    their_fields: tuple[str, ...] = ()
    """What they changed and I did not: it stays as they made it."""


def merge(base: Record, mine: Mapping[str, FieldValue], theirs: Record) -> MergeResult:
    """Put my values together with their document. A field that `mine` does not name counts as untouched."""
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
