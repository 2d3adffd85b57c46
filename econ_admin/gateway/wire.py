"""JSON as e-conomic speaks it: amounts stay exact Decimals and keep the scale that they came with."""

from decimal import Decimal
from typing import Any, Protocol, Self, TypeAlias, TypeVar

import msgspec

from econ_admin.gateway.errors import Unreadable

Document: TypeAlias = dict[str, Any]
"""A document as it goes over the wire: wire names, amounts as Decimal."""

R_co = TypeVar("R_co", covariant=True)

_decoder = msgspec.json.Decoder(float_hook=Decimal)


class Readable(Protocol):
    """Anything that the body of an answer can be read as."""

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Raises Unreadable."""


class Reads(Protocol[R_co]):
    """Whoever reads the body of an answer: such a class, or a page of its records."""

    def read(self, body: bytes, /) -> R_co:
        """Raises Unreadable."""


class Nothing:
    """The answer to a removal or a PATCH: empty, or JSON that nobody looks at. A page of HTML is neither."""

    @classmethod
    def read(cls, body: bytes) -> Self:
        if body:
            decode(body)
        return cls()


def decode(body: bytes) -> Any:
    """Any JSON as plain Python, with Decimals. Raises Unreadable."""
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(f"not JSON: {error}") from error


def encode(document: Document | list[Any]) -> bytes:
    """The bytes to send. Raises TypeError for what JSON cannot say, NaN and infinity included."""
    return msgspec.json.encode(_exact(document))


def _exact(value: Any) -> Any:
    """Decimals as their own digits: left to msgspec, 0.00000000 would be written 0E-8."""
    match value:
        case Decimal():
            if not value.is_finite():
                raise TypeError(f"{value} is not a number that JSON knows")
            return msgspec.Raw(format(value, "f").encode())
        case dict():
            return {key: _exact(each) for key, each in value.items()}
        case list() | tuple():
            return [_exact(each) for each in value]
        case _:
            return value
