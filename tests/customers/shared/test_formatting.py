"""Formatting numbers and dates."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from customers.shared import formatting


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1234.56", "1.234,56"),
        ("0", "0,00"),
        ("-0.001", "0,00"),
        ("-1234567.5", "-1.234.567,50"),
        ("0.125", "0,13"),
        ("-0.125", "-0,13"),
        ("1E+3", "1.000,00"),
        ("12345678901234567890123456789012.34", "12.345.678.901.234.567.890.123.456.789.012,34"),
    ],
)
def test_amount_has_danish_separators_and_two_decimals(value: str, expected: str) -> None:
    assert formatting.format_amount(Decimal(value)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("5", "5"), ("1.50", "1,5"), ("1234.125", "1.234,125"), ("100", "100"), ("1E+3", "1.000"), ("-0.00", "0")],
)
def test_quantity_has_as_many_decimals_as_needed(value: str, expected: str) -> None:
    assert formatting.format_quantity(Decimal(value)) == expected


def test_count_has_thousands_separators() -> None:
    assert [formatting.format_count(count) for count in (0, 999, 3684, -1234567)] == ["0", "999", "3.684", "-1.234.567"]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 3, 7, 13, 5, tzinfo=UTC), "07-03-2026 14:05"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "02-07-2026 00:30"),
    ],
)
def test_time_is_formatted_in_danish_time(moment: datetime, expected: str) -> None:
    assert formatting.format_datetime(moment) == expected


def test_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        formatting.format_datetime(datetime(2026, 3, 7, 13, 5))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(("number", "expected"), [("29188475", "29 18 84 75"), ("DK29188475", "DK29188475"), ("", "")])
def test_cvr_number_of_eight_digits_is_written_in_pairs(number: str, expected: str) -> None:
    assert formatting.format_cvr(number) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("98120440", "98 12 04 40"),
        ("98 12 04 40", "98 12 04 40"),
        ("+4598120440", "+45 98 12 04 40"),
        ("+45 9812 0440", "+45 98 12 04 40"),
        ("+46 123 123456", "+46 123 123456"),
        ("98120440 / 98120441", "98120440 / 98120441"),
        ("", ""),
    ],
)
def test_danish_telephone_number_is_written_in_pairs(number: str, expected: str) -> None:
    assert formatting.format_phone(number) == expected
