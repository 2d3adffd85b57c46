"""Typed text is normalized before it is checked and stored."""

import pytest

from customers.shared.normalization import (
    normalize_cvr,
    normalize_digits,
    normalize_emails,
    normalize_text,
    normalize_vat_number,
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Mu\u0308ller", "M\u00fcller"),
        ("\u200b\u2060\ufeff", ""),
        ("\u00a0\u200b ", ""),
        ("👩\u200d💻 ApS", "👩\u200d💻 ApS"),
        ("Ada  Lund", "Ada  Lund"),
    ],
)
def test_text_is_composed_and_invisible_text_is_empty(typed: str, stored: str) -> None:
    assert normalize_text(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("mailto:ada@lund.dk", "ada@lund.dk"),
        ("ada@lund.dk\u200b", "ada@lund.dk"),
        ("ada@lund.dk\u00a0MAILTO:bo@lund.dk", "ada@lund.dk bo@lund.dk"),
        ("not-mailto:ada@lund.dk", "not-mailto:ada@lund.dk"),
    ],
)
def test_email_addresses_are_bare(typed: str, stored: str) -> None:
    assert normalize_emails(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("5790 0001 2345 6", "5790000123456"),
        ("5790\u00a00001\u20112345.6\u200b", "5790000123456"),
        ("HRB 12 345", "HRB 12 345"),
        ("", ""),
    ],
)
def test_grouped_digits_are_stored_bare(typed: str, stored: str) -> None:
    assert normalize_digits(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("DK 29 18 84 75", "29188475"),
        ("dk29188475", "29188475"),
        ("29 18 84 75", "29188475"),
        ("SE556012579001", "SE556012579001"),
        ("DKK Holding", "DKK Holding"),
    ],
)
def test_cvr_number_is_stored_bare_without_its_country(typed: str, stored: str) -> None:
    assert normalize_cvr(typed) == stored


def test_vat_number_is_stored_without_blanks_in_capitals() -> None:
    assert normalize_vat_number("dk 29 18 84 75") == "DK29188475"
