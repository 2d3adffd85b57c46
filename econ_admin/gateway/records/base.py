"""What every record is: typed and frozen, beside the bytes it was read from, since PUT replaces everything."""

from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Self, TypeAlias, get_args

import msgspec

from econ_admin.gateway.errors import Unreadable
from econ_admin.gateway.wire import Document, decode


class Reference(msgspec.Struct, frozen=True, rename="camel"):
    """Another document, by its number: the only field of each subclass."""

    @property
    def number(self) -> int:
        """The number, whatever the subclass calls it."""
        number: int = getattr(self, self.__struct_fields__[0])
        return number

    @classmethod
    def to(cls, number: int) -> Document:
        """How it is written: by the number alone, so that no `self` can contradict it."""
        return {cls.__struct_encode_fields__[0]: number}


Value: TypeAlias = str | bool | int | Decimal | tuple[str, ...] | list[str] | Reference | None
"""What a field may be changed to. A reference is changed by its number; None, "" and an empty list empty the field."""


class Record(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """What e-conomic keeps, and the bytes it was read from."""

    # The wire has no such name; the bytes are laid in after reading.
    raw: bytes = msgspec.field(default=b"", name="(raw)")

    LINKS: ClassVar[frozenset[str]] = frozenset({"self", "metaData"})
    """Wire names that lead elsewhere: never sent back."""
    READ_ONLY: ClassVar[frozenset[str]] = frozenset()
    """Wire names that are e-conomic's own to say: never sent back."""
    FIXED: ClassVar[frozenset[str]] = frozenset()
    """Wire names that go back as they came, since no PUT changes them."""

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Read an answer, or one of a collection. Lenient: what is unknown, over its limit or null is fine.

        Raises Unreadable.
        """
        try:
            record = cls._decoded(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Unreadable(f"not a {cls.__name__}: {error}") from error
        msgspec.structs.force_setattr(record, "raw", body)
        return record

    @classmethod
    def _decoded(cls, body: bytes) -> Self:
        try:
            return msgspec.json.decode(body, type=cls)
        except msgspec.ValidationError:  # never seen, and not worth a whole list: a null that means absent
            return msgspec.convert(_tidied(decode(body)), cls)

    @classmethod
    def new(cls, **values: Value) -> Document:
        """A document to add, from attribute names. Raises TypeError as `replaced` does."""
        return cls._laid_over({}, values, frozenset())

    def replaced(self, **changes: Value) -> Document:
        """The whole document with `changes` laid over it, by attribute names: PUT replaces everything.

        Unknown properties stay, links and what is read-only go, and an emptied field is left out, since null
        is refused. Raises TypeError for a field that is not there or that a PUT does not change.
        """
        document = {
            name: _tidied(value)
            for name, value in decode(self.raw).items()
            if value is not None and name not in self.LINKS | self.READ_ONLY
        }
        for attribute, (name, reference) in _fields(type(self)).items():
            if reference and name in document:
                document[name] = reference.to(getattr(self, attribute).number)
        return self._laid_over(document, changes, self.FIXED)

    @classmethod
    def _laid_over(cls, document: Document, changes: dict[str, Value], fixed: frozenset[str]) -> Document:
        for attribute, value in changes.items():
            name, reference = _fields(cls).get(attribute, ("", None))
            if not name or name in cls.READ_ONLY | cls.LINKS | fixed:
                raise TypeError(f"{cls.__name__}.{attribute} is not to be changed this way.")
            if value is None or value in ("", (), []):
                document.pop(name, None)
            elif isinstance(value, Reference):
                document[name] = type(value).to(value.number)
            elif reference and isinstance(value, int):
                document[name] = reference.to(value)
            else:
                document[name] = value
        return document


@cache
def _fields(record: type[Record]) -> dict[str, tuple[str, type[Reference] | None]]:
    """Attribute -> its wire name, and its kind of reference if it is one."""
    return {
        field.name: (field.encode_name, _reference_in(field.type))
        for field in msgspec.structs.fields(record)
        if field.name != "raw"
    }


def _reference_in(hint: Any) -> type[Reference] | None:
    """Of `XReference`, or of `XReference | None`."""
    for each in (hint, *get_args(hint)):
        if isinstance(each, type) and issubclass(each, Reference):
            return each
    return None


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
