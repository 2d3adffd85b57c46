"""How numbers and dates are written."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from customers.shared import formatting


@pytest.mark.parametrize(
    ("value", "written"),
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
def test_an_amount_has_points_a_comma_and_two_decimals(value: str, written: str) -> None:
    assert formatting.format_amount(Decimal(value)) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [("5", "5"), ("1.50", "1,5"), ("1234.125", "1.234,125"), ("100", "100"), ("1E+3", "1.000"), ("-0.00", "0")],
)
def test_a_quantity_has_the_decimals_that_it_needs(value: str, written: str) -> None:
    assert formatting.format_quantity(Decimal(value)) == written


def test_a_count_has_points_between_thousands() -> None:
    assert [formatting.format_count(each) for each in (0, 999, 3684, -1234567)] == ["0", "999", "3.684", "-1.234.567"]


@pytest.mark.parametrize(
    ("utc", "written"),
    [
        (datetime(2026, 3, 7, 13, 5, tzinfo=UTC), "07-03-2026 14:05"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "02-07-2026 00:30"),
    ],
)
def test_a_time_is_written_as_the_clocks_in_denmark_show_it(utc: datetime, written: str) -> None:
    assert formatting.format_datetime(utc) == written


def test_a_time_without_a_zone_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        formatting.format_datetime(datetime(2026, 3, 7, 13, 5))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(("number", "written"), [("29188475", "29 18 84 75"), ("DK29188475", "DK29188475"), ("", "")])
def test_a_cvr_number_of_eight_digits_is_written_in_pairs(number: str, written: str) -> None:
    assert formatting.format_cvr(number) == written


@pytest.mark.parametrize(
    ("number", "written"),
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
def test_a_danish_telephone_number_is_written_in_pairs(number: str, written: str) -> None:
    assert formatting.format_phone(number) == written
