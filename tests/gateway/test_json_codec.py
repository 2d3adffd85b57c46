"""JSON in and out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from econ_admin.gateway.errors import UnexpectedResponse
from econ_admin.gateway.json_codec import IgnoredBody, decode, encode


@pytest.mark.parametrize(
    "digits", ["0.00000000", "100.000000", "25.00000000", "-866.00", "0", "12345678901234567890.12"]
)
def test_amount_keeps_its_digits_in_a_round_trip(digits: str) -> None:
    body = b'{"amount":' + digits.encode() + b"}"

    assert encode(decode(body)) == body


def test_amount_is_decoded_as_an_exact_decimal() -> None:
    assert decode(b'{"amount":0.1}') == {"amount": Decimal("0.1")}


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15))
def test_decimals_are_written_without_an_exponent(amount: Decimal) -> None:
    written = encode({"amount": amount})

    assert b"E" not in written.upper().replace(b"AMOUNT", b"")
    assert Decimal(decode(written)["amount"]) == amount


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity")])
def test_nan_and_infinity_cannot_be_encoded(amount: Decimal) -> None:
    with pytest.raises(TypeError):
        encode({"amount": amount})


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"name": "Ada', b'{"name": "\xff"}', b"[" * 100_000])
def test_invalid_json_is_an_unexpected_response(body: bytes) -> None:
    with pytest.raises(UnexpectedResponse):
        decode(body)


def test_ignored_body_may_be_empty_or_json_but_not_html() -> None:
    IgnoredBody.decode(b"")
    IgnoredBody.decode(b'{"message": "Deleted invoice.", "deletedCount": 1}')

    with pytest.raises(UnexpectedResponse):
        IgnoredBody.decode(b"<html>Please sign in to the hotel's network</html>")
