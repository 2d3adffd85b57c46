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
def test_an_amount_goes_back_with_the_digits_it_came_with(digits: str) -> None:
    body = b'{"amount":' + digits.encode() + b"}"

    assert encode(decode(body)) == body


def test_an_amount_is_exact() -> None:
    assert decode(b'{"amount":0.1}') == {"amount": Decimal("0.1")}


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15))
def test_every_decimal_is_written_as_a_plain_number(amount: Decimal) -> None:
    written = encode({"amount": amount})

    assert b"E" not in written.upper().replace(b"AMOUNT", b"")
    assert Decimal(decode(written)["amount"]) == amount


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity")])
def test_what_json_has_no_number_for_is_not_written(amount: Decimal) -> None:
    with pytest.raises(TypeError):
        encode({"amount": amount})


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"name": "Ada', b'{"name": "\xff"}', b"[" * 100_000])
def test_what_is_not_json_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnexpectedResponse):
        decode(body)


def test_the_answer_to_a_removal_may_be_empty_or_json_but_no_page() -> None:
    IgnoredBody.decode(b"")
    IgnoredBody.decode(b'{"message": "Deleted invoice.", "deletedCount": 1}')

    with pytest.raises(UnexpectedResponse):
        IgnoredBody.decode(b"<html>Please sign in to the hotel's network</html>")
