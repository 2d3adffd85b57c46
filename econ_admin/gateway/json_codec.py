"""Decodes and encodes e-conomic's JSON. Amounts stay exact Decimals and keep their scale."""

import re
from decimal import Decimal, DecimalException
from typing import Any, Protocol, Self, TypeAlias, TypeVar

import msgspec

from econ_admin.gateway.errors import UnexpectedResponse

Document: TypeAlias = dict[str, Any]
"""A document as sent over the wire: wire names, amounts as Decimal."""

R_co = TypeVar("R_co", covariant=True)

HIGHEST = 2**63 - 1
MOST_WHOLE_DIGITS = 20
MOST_DECIMALS = 400  # the smallest doubles, written out, have fewer
DEEPEST = 64

SHAPE = bytes.maketrans(b"012345678E-", b"999999999e+")
UNUSUAL_SHAPES = (b"9" * 19, b"9e99", b"9e+99")
CENTS, WHOLE = Decimal("0.00"), Decimal(0)
BRACKET = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[{]|[\]}]', re.DOTALL)


def is_amount(value: Decimal) -> bool:
    """Tells whether a number can be an amount: finite, and not too long to write out."""
    # Comparing with these two is quicker than finding out the scale, and true of finite numbers only.
    if value.same_quantum(CENTS) or value.same_quantum(WHOLE):
        return value.adjusted() < MOST_WHOLE_DIGITS
    return (
        value.is_finite() and value.adjusted() < MOST_WHOLE_DIGITS and int(value.as_tuple().exponent) >= -MOST_DECIMALS
    )


def has_unusual_number(body: bytes) -> bool:
    """Tells whether a number could be out of bounds; some texts look as if. Without one, no number is checked.

    A regular expression would take ten times as long, and more than all the rest of reading a page.
    """
    shape = body.translate(SHAPE)
    return any(unusual in shape for unusual in UNUSUAL_SHAPES)


def _amount(text: str) -> Decimal:
    """Raises ValueError, which msgspec reports with its position in the document."""
    try:
        amount = Decimal(text)
    except DecimalException as error:
        raise ValueError("not a valid amount") from error
    if not is_amount(amount):
        raise ValueError("not a valid amount")
    return amount


_decoder = msgspec.json.Decoder(float_hook=_amount)


class Decodable(Protocol):
    """A class that a response body can be decoded into."""

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Raises UnexpectedResponse."""


class Decoder(Protocol[R_co]):
    """Decodes a response body: a Decodable class, or a decoder of a page of records."""

    def decode(self, body: bytes, /) -> R_co:
        """Raises UnexpectedResponse."""


class IgnoredBody:
    """Accepts the response to a DELETE or PATCH: empty, or any JSON. HTML is rejected."""

    @classmethod
    def decode(cls, body: bytes) -> Self:
        if body:
            decode(body)
        return cls()


def decode(body: bytes) -> Any:
    """Decodes JSON to Python values with Decimals. Raises UnexpectedResponse, also for numbers out of bounds."""
    try:
        document = _decoder.decode(body)
        if has_unusual_number(body):
            _check_integers(document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise UnexpectedResponse(f"not JSON: {error}") from error
    return document


def check(body: bytes) -> None:
    """Checks JSON for invalid numbers and excessive nesting, in unknown properties too, since those are sent back.

    Raises UnexpectedResponse.
    """
    if body.count(b"[") + body.count(b"{") > DEEPEST and _cut(body, DEEPEST) is not body:
        raise UnexpectedResponse(f"nested deeper than {DEEPEST}")
    if has_unusual_number(body):
        decode(body)


def shallow(body: bytes) -> bytes:
    """Cuts nesting to a depth that every decoder can read; `check` still rejects the result as too deep."""
    return _cut(body, 2 * DEEPEST)


def _cut(body: bytes, deepest: int) -> bytes:
    """Replaces each value nested deeper by 0; returns the same object if there is none."""
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
    """Raises ValueError for integers beyond 64 bits: they could not be encoded again."""
    match value:
        case int() if not -HIGHEST <= value <= HIGHEST:
            raise ValueError("an integer beyond 64 bits")
        case dict():
            for member in value.values():
                _check_integers(member)
        case list():
            for item in value:
                _check_integers(item)


def encode(document: Document | list[Any]) -> bytes:
    """Encodes a document as JSON bytes. Raises TypeError for values that JSON cannot represent, such as NaN."""
    return msgspec.json.encode(_encode_decimals(document))


def _encode_decimals(value: Any) -> Any:
    """Writes Decimals with their own digits: msgspec would write 0.00000000 as 0E-8."""
    match value:
        case Decimal():
            if not value.is_finite():
                raise TypeError(f"{value} cannot be written as JSON")
            return msgspec.Raw(format(value, "f").encode())
        case dict():
            return {key: _encode_decimals(member) for key, member in value.items()}
        case list() | tuple():
            return [_encode_decimals(item) for item in value]
        case _:
            return value
