"""The base class of records: typed and frozen, with the bytes they were decoded from, since PUT replaces everything."""

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
"""A new value for a field. A pointer is changed by its key; None, "" and an empty list clear the field."""

EMPTY_VALUES: tuple[Any, ...] = ("", (), [], {})
"""Values that are sent by leaving the property out, like None."""

DocumentPart: TypeAlias = "Record | Document"
"""A part of a document (a recipient, a line): a record, or the result of `with_changes` or `new_document`."""


class Record(Checked, frozen=True, rename="camel", kw_only=True):
    """A document from e-conomic, with the bytes it was decoded from."""

    # No wire property has this name; the bytes are set after decoding.
    raw: bytes = msgspec.field(default=b"", name="(raw)")

    KEY: ClassVar[str] = ""
    """The wire name of the document's number, for records that appear in lists."""
    LINKS: ClassVar[frozenset[str]] = frozenset({"self", "metaData"})
    """Wire names of links: never sent back."""
    READ_ONLY: ClassVar[frozenset[str]] = frozenset()
    """Wire names that e-conomic computes: never sent back."""
    FIXED: ClassVar[frozenset[str]] = frozenset()
    """Wire names that are sent back unchanged, since a PUT cannot change them."""

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Decodes a response, or one item of a collection. Unknown properties, nulls and values over their limit are
        accepted.

        Raises UnexpectedResponse for numbers out of bounds and excessive nesting.
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
        """Returns the number of a document that could not be decoded; None if that cannot be read either."""
        try:
            number = msgspec.json.decode(body, type=dict[str, msgspec.Raw]).get(cls.KEY)
            return None if number is None else msgspec.json.decode(number, type=Identifier)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    @classmethod
    def _decode_leniently(cls, body: bytes) -> Self:
        try:
            return msgspec.json.decode(body, type=cls)
        except msgspec.ValidationError:  # never seen, but should not break a whole list: null for an absent value
            return msgspec.convert(_drop_nulls(decode(body)), cls)

    def _attach_bytes(self, body: bytes) -> None:
        """Sets the bytes of this record and of each of its parts."""
        msgspec.structs.force_setattr(self, "raw", body)
        part_names = _part_fields(type(self))
        if not part_names:
            return
        raw_properties = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        for attribute, name in part_names.items():
            # An absent part is the class's default, which all records share.
            if name not in raw_properties or bytes(raw_properties[name]) == b"null":
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
        """Builds a new document from attribute names. Raises TypeError as `with_changes` does."""
        return cls._apply_changes({}, values, frozenset())

    def with_changes(self, **changes: "FieldValue | DocumentPart | Sequence[DocumentPart]") -> Document:
        """Returns the whole document with `changes` applied, by attribute names, since PUT replaces everything.

        Unknown properties stay, at every level; links and read-only properties are dropped. Cleared fields are left
        out, since e-conomic refuses null. Raises TypeError for a field that does not exist or that a PUT cannot change.
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
                raise TypeError(f"{cls.__name__}.{attribute} cannot be changed this way.")
            if value is None or value in EMPTY_VALUES or (encoded := _encode_value(value)) in EMPTY_VALUES:
                document.pop(name, None)
            else:
                document[name] = (
                    pointer.build_document(encoded) if pointer and isinstance(encoded, int | str) else encoded
                )
        return document


@cache
def _wire_fields(record_type: type[Record]) -> dict[str, tuple[str, type[Pointer] | None]]:
    """Maps each attribute to its wire name, and to its Pointer class if it has one."""
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
    """Maps the attributes that are records, or tuples of records, to their wire names."""
    return {
        field.name: field.encode_name
        for field in msgspec.structs.fields(record_type)
        if any(issubclass(hint_class, Record) for hint_class in _list_hint_classes(field.type))
    }


def _list_hint_classes(hint: Any) -> list[type]:
    """Returns the classes in `X`, in `X | None` or in `tuple[X, ...]`."""
    return [hint_class for hint_class in (hint, *get_args(hint)) if isinstance(hint_class, type)]


def _encode_value(value: Any) -> Any:
    """Converts a value to its wire form."""
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
    """Drops nulls, and drops `self` unless it is the only property, since the key alone identifies a document."""
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
