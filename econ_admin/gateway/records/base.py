"""What every record is: typed and frozen, beside the bytes it was read from, since PUT replaces everything."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Self, TypeAlias, get_args

import msgspec

from econ_admin.gateway.errors import Unreadable
from econ_admin.gateway.json_codec import Document, check, decode
from econ_admin.gateway.records.pointers import Pointer
from econ_admin.gateway.records.values import Checked, Identifier

Value: TypeAlias = str | bool | int | Decimal | date | tuple[str, ...] | list[str] | Pointer | None
"""What a field may be changed to. A pointer is changed by its key; None, "" and an empty list empty the field."""

EMPTY: tuple[Any, ...] = ("", (), [], {})
"""What e-conomic is told by leaving the property out, as with None."""

Part: TypeAlias = "Record | Document"
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
    def read(cls, body: bytes) -> Self:
        """Read an answer, or one of a collection. Lenient: what is unknown, over its limit or null is fine.

        Strict about what cannot be a value: numbers without an end, nesting without a bottom. Raises Unreadable.
        """
        check(body)
        try:
            record = cls._decoded(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Unreadable(f"not a {cls.__name__}: {error}") from error
        record._lay_in(body)
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
    def _decoded(cls, body: bytes) -> Self:
        try:
            return msgspec.json.decode(body, type=cls)
        except msgspec.ValidationError:  # never seen, and not worth a whole list: a null that means absent
            return msgspec.convert(_tidied(decode(body)), cls)

    def _lay_in(self, body: bytes) -> None:
        """Give this record its bytes, and each of its parts its own."""
        msgspec.structs.force_setattr(self, "raw", body)
        parts = _parts(type(self))
        if not parts:
            return
        said = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        for attribute, name in parts.items():
            if name not in said or bytes(said[name]) == b"null":  # then there stands our default, which all share
                continue
            part = getattr(self, attribute)
            if isinstance(part, Record):
                part._lay_in(bytes(said[name]))
            else:
                for each, its_own in zip(part, msgspec.json.decode(said[name], type=list[msgspec.Raw]), strict=True):
                    each._lay_in(bytes(its_own))

    @classmethod
    def new(cls, **values: "Value | Part | Sequence[Part]") -> Document:
        """A document to add, from attribute names. Raises TypeError as `replaced` does."""
        return cls._laid_over({}, values, frozenset())

    def replaced(self, **changes: "Value | Part | Sequence[Part]") -> Document:
        """The whole document with `changes` laid over it, by attribute names: PUT replaces everything.

        Unknown properties stay, at every level; links and what is read-only go, and an emptied field is left
        out, since null is refused. Raises TypeError for a field that is not there or that a PUT does not change.
        """
        written = {name: attribute for attribute, name in _parts(type(self)).items()}
        written |= {name: attribute for attribute, (name, pointer) in _fields(type(self)).items() if pointer}
        document = {
            name: _written(getattr(self, written[name])) if name in written else _tidied(value)
            for name, value in (decode(self.raw) if self.raw else {}).items()
            if value is not None and name not in self.LINKS | self.READ_ONLY
        }
        return self._laid_over(document, changes, self.FIXED)

    @classmethod
    def _laid_over(
        cls, document: Document, changes: "dict[str, Value | Part | Sequence[Part]]", fixed: frozenset[str]
    ) -> Document:
        for attribute, value in changes.items():
            name, pointer = _fields(cls).get(attribute, ("", None))
            if not name or name in cls.READ_ONLY | cls.LINKS | fixed:
                raise TypeError(f"{cls.__name__}.{attribute} is not to be changed this way.")
            if value is None or value in EMPTY or (written := _written(value)) in EMPTY:
                document.pop(name, None)
            else:
                document[name] = pointer.to(written) if pointer and isinstance(written, int | str) else written
        return document


@cache
def _fields(record: type[Record]) -> dict[str, tuple[str, type[Pointer] | None]]:
    """Attribute -> its wire name, and its kind of pointer if it is one."""
    return {
        field.name: (field.encode_name, next((each for each in _kinds(field.type) if issubclass(each, Pointer)), None))
        for field in msgspec.structs.fields(record)
        if field.name != "raw"
    }


@cache
def _parts(record: type[Record]) -> dict[str, str]:
    """Attribute -> its wire name, of those that are records themselves, one or many."""
    return {
        field.name: field.encode_name
        for field in msgspec.structs.fields(record)
        if any(issubclass(each, Record) for each in _kinds(field.type))
    }


def _kinds(hint: Any) -> list[type]:
    """The classes in `X`, in `X | None` or in `tuple[X, ...]`."""
    return [each for each in (hint, *get_args(hint)) if isinstance(each, type)]


def _written(value: Any) -> Any:
    """As it goes over the wire."""
    match value:
        case Record():
            return value.replaced()
        case Pointer():
            return type(value).to(value.key)
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_written(each) for each in value]
        case _:
            return value


def _tidied(value: Any) -> Any:
    """Without nulls, and without a `self` where something else says what is meant; alone, it is what is meant."""
    match value:
        case dict():
            alone = value.keys() <= {"self"}
            return {
                name: _tidied(each) for name, each in value.items() if each is not None and (alone or name != "self")
            }
        case list():
            return [_tidied(each) for each in value]
        case _:
            return value
