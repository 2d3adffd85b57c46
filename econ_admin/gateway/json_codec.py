"""JSON as e-conomic speaks it: amounts stay exact Decimals and keep the scale that they came with."""

import re
from decimal import Decimal, DecimalException
from typing import Any, Protocol, Self, TypeAlias, TypeVar

import msgspec

from econ_admin.gateway.errors import UnexpectedResponse

Document: TypeAlias = dict[str, Any]
"""A document as it goes over the wire: wire names, amounts as Decimal."""

R_co = TypeVar("R_co", covariant=True)

HIGHEST = 2**63 - 1
MOST_WHOLE_DIGITS = 20
MOST_DECIMALS = 400  # of the smallest doubles, written out, there are not many more
DEEPEST = 64

UNUSUAL_NUMBER = re.compile(rb"[0-9][eE][+-]?[0-9]{2}|[0-9]{19}")
"""Where none of this stands, there is no number to look at more closely. It may stand in a text too."""
BRACKET = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[{]|[\]}]', re.DOTALL)


def is_amount(value: Decimal) -> bool:
    """Whether a number can be one of a business: finite, and of a size that can be written out."""
    if not value.is_finite():
        return False
    exponent = value.as_tuple().exponent
    return int(exponent) >= -MOST_DECIMALS and value.adjusted() < MOST_WHOLE_DIGITS


def _amount(text: str) -> Decimal:
    """Raises ValueError, which msgspec reports with the place in the document."""
    try:
        amount = Decimal(text)
    except DecimalException as error:
        raise ValueError("no amount") from error
    if not is_amount(amount):
        raise ValueError("no amount")
    return amount


_decoder = msgspec.json.Decoder(float_hook=_amount)


class Decodable(Protocol):
    """Anything that the body of an answer can be read as."""

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Raises UnexpectedResponse."""


class Decoder(Protocol[R_co]):
    """Whoever reads the body of an answer: such a class, or a page of its records."""

    def decode(self, body: bytes, /) -> R_co:
        """Raises UnexpectedResponse."""


class IgnoredBody:
    """The answer to a removal or a PATCH: empty, or JSON that nobody looks at. A page of HTML is neither."""

    @classmethod
    def decode(cls, body: bytes) -> Self:
        if body:
            decode(body)
        return cls()


def decode(body: bytes) -> Any:
    """Any JSON as plain Python, with Decimals. Raises UnexpectedResponse, for what nobody means as a value too."""
    try:
        document = _decoder.decode(body)
        if UNUSUAL_NUMBER.search(body):
            _check_integers(document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise UnexpectedResponse(f"not JSON: {error}") from error
    return document


def check(body: bytes) -> None:
    """Look through JSON for what is no value, in unknown properties too: they go back with the document.

    Raises UnexpectedResponse.
    """
    if body.count(b"[") + body.count(b"{") > DEEPEST and _cut(body, DEEPEST) is not body:
        raise UnexpectedResponse(f"nested deeper than {DEEPEST}")
    if UNUSUAL_NUMBER.search(body):
        decode(body)


def shallow(body: bytes) -> bytes:
    """The same JSON where no decoder gives up on its depth; `check` still finds it too deep."""
    return _cut(body, 2 * DEEPEST)


def _cut(body: bytes, deepest: int) -> bytes:
    """Put a 0 for each value that is nested deeper; the very same bytes where there is none."""
    pieces, depth, end = [], 0, 0
    for token in BRACKET.finditer(body):
        match token[0]:
            case b"[" | b"{":
                depth += 1
                if depth == deepest + 1:
                    pieces += [body[end : token.start()], b"0"]
            case b"]" | b"}":
                depth -= 1
                if depth == deepest:
                    end = token.end()
    return b"".join([*pieces, body[end:]]) if pieces else body


def _check_integers(value: Any) -> None:
    """Raises ValueError for what 64 bits cannot hold: it could not be written again."""
    match value:
        case int() if not -HIGHEST <= value <= HIGHEST:
            raise ValueError("no whole number of 64 bits")
        case dict():
            for each in value.values():
                _check_integers(each)
        case list():
            for each in value:
                _check_integers(each)


def encode(document: Document | list[Any]) -> bytes:
    """The bytes to send. Raises TypeError for what JSON cannot say, NaN and infinity included."""
    return msgspec.json.encode(_encode_decimals(document))


def _encode_decimals(value: Any) -> Any:
    """Decimals as their own digits: left to msgspec, 0.00000000 would be written 0E-8."""
    match value:
        case Decimal():
            if not value.is_finite():
                raise TypeError(f"{value} is not a number that JSON knows")
            return msgspec.Raw(format(value, "f").encode())
        case dict():
            return {key: _encode_decimals(member) for key, member in value.items()}
        case list() | tuple():
            return [_encode_decimals(item) for item in value]
        case _:
            return value
