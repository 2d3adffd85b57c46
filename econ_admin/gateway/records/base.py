"""What every record is: typed and frozen, beside the bytes it was read from, since PUT replaces everything."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Self, TypeAlias, get_args

import msgspec

from econ_admin.gateway.errors import UnexpectedResponse
from econ_admin.gateway.json_codec import Document, check, decode
from econ_admin.gateway.records.pointers import Pointer
from econ_admin.gateway.records.values import Checked, Identifier

FieldValue: TypeAlias = str | bool | int | Decimal | date | tuple[str, ...] | list[str] | Pointer | None
"""What a field may be changed to. A pointer is changed by its key; None, "" and an empty list empty the field."""

EMPTY_VALUES: tuple[Any, ...] = ("", (), [], {})
"""What e-conomic is told by leaving the property out, as with None."""

DocumentPart: TypeAlias = "Record | Document"
"""A part of a document (a recipient, a line): as it was read, or as its own `replaced` or `new` has made it."""


class Record(Checked, frozen=True, rename="camel", kw_only=True):
    """What e-conomic keeps, and the bytes it was read from."""

    # The wire has no such name; the bytes are laid in after reading.
    raw: bytes = msgspec.field(default=b"", name="(raw)")

    KEY: ClassVar[str] = ""
    """The wire name of its number, where lists show it."""
    LINKS: ClassVar[frozenset[str]] = frozenset({"self", "metaData"})
    """Wire names that lead elsewhere: never sent back."""
    READ_ONLY: ClassVar[frozenset[str]] = frozenset()
    """Wire names that are e-conomic's own to say: never sent back."""
    FIXED: ClassVar[frozenset[str]] = frozenset()
    """Wire names that go back as they came, since no PUT changes them."""

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read an answer, or one of a collection. Lenient: what is unknown, over its limit or null is fine.

        Strict about what cannot be a value: numbers without an end, nesting without a bottom. Raises
        UnexpectedResponse.
        """
        check(body)
        try:
            record = cls._decode_leniently(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise UnexpectedResponse(f"not a {cls.__name__}: {error}") from error
        record._attach_bytes(body)
        return record

    @classmethod
    def number_in(cls, body: bytes) -> int | None:
        """Its number, for a document that cannot be read; None where even that is not there."""
        try:
            number = msgspec.json.decode(body, type=dict[str, msgspec.Raw]).get(cls.KEY)
            return None if number is None else msgspec.json.decode(number, type=Identifier)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    @classmethod
    def _decode_leniently(cls, body: bytes) -> Self:
        try:
            return msgspec.json.decode(body, type=cls)
        except msgspec.ValidationError:  # never seen, and not worth a whole list: a null that means absent
            return msgspec.convert(_drop_nulls(decode(body)), cls)

    def _attach_bytes(self, body: bytes) -> None:
        """Give this record its bytes, and each of its parts its own."""
        msgspec.structs.force_setattr(self, "raw", body)
        part_names = _part_fields(type(self))
        if not part_names:
            return
        raw_properties = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        for attribute, name in part_names.items():
            if (
                name not in raw_properties or bytes(raw_properties[name]) == b"null"
            ):  # then there stands our default, which all share
                continue
            part = getattr(self, attribute)
            if isinstance(part, Record):
                part._attach_bytes(bytes(raw_properties[name]))
            else:
                for item, item_bytes in zip(
                    part, msgspec.json.decode(raw_properties[name], type=list[msgspec.Raw]), strict=True
                ):
                    item._attach_bytes(bytes(item_bytes))

    @classmethod
    def new_document(cls, **values: "FieldValue | DocumentPart | Sequence[DocumentPart]") -> Document:
        """A document to add, from attribute names. Raises TypeError as `replaced` does."""
        return cls._apply_changes({}, values, frozenset())

    def with_changes(self, **changes: "FieldValue | DocumentPart | Sequence[DocumentPart]") -> Document:
        """The whole document with `changes` laid over it, by attribute names: PUT replaces everything.

        Unknown properties stay, at every level; links and what is read-only go, and an emptied field is left
        out, since null is refused. Raises TypeError for a field that is not there or that a PUT does not change.
        """
        attributes_by_name = {name: attribute for attribute, name in _part_fields(type(self)).items()}
        attributes_by_name |= {
            name: attribute for attribute, (name, pointer) in _wire_fields(type(self)).items() if pointer
        }
        document = {
            name: _encode_value(getattr(self, attributes_by_name[name]))
            if name in attributes_by_name
            else _drop_nulls(value)
            for name, value in (decode(self.raw) if self.raw else {}).items()
            if value is not None and name not in self.LINKS | self.READ_ONLY
        }
        return self._apply_changes(document, changes, self.FIXED)

    @classmethod
    def _apply_changes(
        cls,
        document: Document,
        changes: "dict[str, FieldValue | DocumentPart | Sequence[DocumentPart]]",
        fixed: frozenset[str],
    ) -> Document:
        for attribute, value in changes.items():
            name, pointer = _wire_fields(cls).get(attribute, ("", None))
            if not name or name in cls.READ_ONLY | cls.LINKS | fixed:
                raise TypeError(f"{cls.__name__}.{attribute} is not to be changed this way.")
            if value is None or value in EMPTY_VALUES or (encoded := _encode_value(value)) in EMPTY_VALUES:
                document.pop(name, None)
            else:
                document[name] = (
                    pointer.build_document(encoded) if pointer and isinstance(encoded, int | str) else encoded
                )
        return document


@cache
def _wire_fields(record_type: type[Record]) -> dict[str, tuple[str, type[Pointer] | None]]:
    """Attribute -> its wire name, and its kind of pointer if it is one."""
    return {
        field.name: (
            field.encode_name,
            next(
                (hint_class for hint_class in _list_hint_classes(field.type) if issubclass(hint_class, Pointer)), None
            ),
        )
        for field in msgspec.structs.fields(record_type)
        if field.name != "raw"
    }


@cache
def _part_fields(record_type: type[Record]) -> dict[str, str]:
    """Attribute -> its wire name, of those that are records themselves, one or many."""
    return {
        field.name: field.encode_name
        for field in msgspec.structs.fields(record_type)
        if any(issubclass(hint_class, Record) for hint_class in _list_hint_classes(field.type))
    }


def _list_hint_classes(hint: Any) -> list[type]:
    """The classes in `X`, in `X | None` or in `tuple[X, ...]`."""
    return [hint_class for hint_class in (hint, *get_args(hint)) if isinstance(hint_class, type)]


def _encode_value(value: Any) -> Any:
    """As it goes over the wire."""
    match value:
        case Record():
            return value.with_changes()
        case Pointer():
            return type(value).build_document(value.key)
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_encode_value(item) for item in value]
        case _:
            return value


def _drop_nulls(value: Any) -> Any:
    """Without nulls, and without a `self` where something else says what is meant; alone, it is what is meant."""
    match value:
        case dict():
            is_alone = value.keys() <= {"self"}
            return {
                name: _drop_nulls(member)
                for name, member in value.items()
                if member is not None and (is_alone or name != "self")
            }
        case list():
            return [_drop_nulls(item) for item in value]
        case _:
            return value
