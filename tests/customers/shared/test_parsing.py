"""Parsing the numbers and dates that people type."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.shared import formatting
from customers.shared.parsing import ParseError, parse_amount, parse_date, parse_rate

TODAY = date(2026, 11, 23)

amounts = st.integers(-(10**15), 10**15).map(lambda cents: Decimal(cents).scaleb(-2))
rates = st.decimals("0.000001", 10**9, places=6, allow_nan=False, allow_infinity=False)
dates = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(amounts)
def test_formatted_amount_is_parsed_back(value: Decimal) -> None:
    assert parse_amount(formatting.format_amount(value)) == value


@given(rates)
def test_formatted_rate_is_parsed_back(value: Decimal) -> None:
    assert parse_rate(formatting.format_quantity(value)) == value


@given(dates, dates)
def test_formatted_date_is_parsed_back_on_any_day(value: date, today: date) -> None:
    assert parse_date(formatting.format_date(value), today) == value


@given(dates)
def test_iso_date_is_parsed(value: date) -> None:
    assert parse_date(value.isoformat(), TODAY) == value


@given(amounts.filter(lambda value: abs(value) >= 1000))
def test_english_amount_gives_a_danish_suggestion(value: Decimal) -> None:
    with pytest.raises(ParseError) as refusal:
        parse_amount(f"{value:,.2f}")

    assert refusal.value.suggestion == formatting.format_amount(value)


def get_refusal(parse: Callable[[str], object], text: str) -> ParseError | None:
    try:
        parse(text)
    except ParseError as refusal:
        return refusal
    return None


@given(st.text())
def test_any_text_is_parsed_or_refused_with_a_message(text: str) -> None:
    refusals = [get_refusal(read, text) for read in (parse_amount, parse_rate, lambda typed: parse_date(typed, TODAY))]

    assert all(refusal is None or str(refusal).endswith((".", "?")) for refusal in refusals)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1234,5", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234\u202f567,50", "1234567.50"),
        ("1234", "1234.00"),
        ("1.234", "1234.00"),
        ("-12,5", "-12.50"),
        ("\u221212,5", "-12.50"),
        ("+3", "3.00"),
        (",5", "0.50"),
        ("  7 ", "7.00"),
        ("1,500", "1.50"),
    ],
)
def test_danish_amount_is_parsed(typed: str, value: str) -> None:
    assert str(parse_amount(typed)) == value


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("1234.56", "1.234,56"),
        ("1,234.56", "1.234,56"),
        ("1,234,567", "1.234.567,00"),
        ("12.5", "12,50"),
        ("12.50", "12,50"),
        ("-0.75", "-0,75"),
        ("\u00a01234.56", "1.234,56"),
    ],
)
def test_english_amount_is_refused_with_a_suggestion(typed: str, suggestion: str) -> None:
    with pytest.raises(ParseError) as refusal:
        parse_amount(typed)

    assert str(refusal.value) == f"Did you mean {suggestion}?"
    assert refusal.value.parameters == {"suggestion": suggestion}


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "-", ",", "5,", "1 23", "12.34.567", "1.234.56", "++1", "1e3", "٣", "1234.567", "1" * 41, "NaN"],
)
def test_invalid_amount_is_refused_without_a_suggestion(typed: str) -> None:
    with pytest.raises(ParseError) as refusal:
        parse_amount(typed)

    assert refusal.value.suggestion == ""
    assert "1.234,56" in str(refusal.value)


@pytest.mark.parametrize("typed", ["12,3456", "0,125", "0,005", "1,005", "33,333", "12,345", "-0,125"])
def test_amount_with_too_many_decimals_is_refused(typed: str) -> None:
    with pytest.raises(ParseError) as refusal:
        parse_amount(typed)

    assert str(refusal.value) == "Enter at most two decimals, like 1.234,56."


@pytest.mark.parametrize(
    ("typed", "value"), [("745,123456", "745.123456"), ("745", "745"), ("0,000001", "0.000001"), ("1.234,5", "1234.5")]
)
def test_rate_has_up_to_six_decimals(typed: str, value: str) -> None:
    assert parse_rate(typed) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("745,1234567", "at most six decimals"),
        ("0", "above 0 for 100 units"),
        ("-745", "above 0 for 100 units"),
        ("1000000000000", "above 0 for 100 units"),
        ("745.12", "Did you mean 745,12"),
    ],
)
def test_rate_that_economic_refuses_is_refused(typed: str, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        parse_rate(typed)


@pytest.mark.parametrize(
    "typed", ["07-03-2026", "7/3/26", "070326", "07032026", "7-3", "0703", "7.3.2026", "7 3 26", "2026-03-07", " 7-3 "]
)
def test_date_is_parsed_in_many_formats(typed: str) -> None:
    assert parse_date(typed, TODAY) == date(2026, 3, 7)


@pytest.mark.parametrize("typed", ["t", "T", " t "])
def test_t_means_today(typed: str) -> None:
    assert parse_date(typed, TODAY) == TODAY


@pytest.mark.parametrize(
    ("today", "typed", "expected"),
    [
        (date(2026, 12, 28), "5-1", date(2027, 1, 5)),
        (date(2026, 1, 5), "28-12", date(2025, 12, 28)),
        (date(2026, 11, 23), "7-3", date(2026, 3, 7)),
        (date(2026, 6, 1), "31-12", date(2026, 12, 31)),
        (date(2026, 12, 31), "28-2", date(2027, 2, 28)),
    ],
)
def test_date_without_a_year_is_the_nearest_one(today: date, typed: str, expected: date) -> None:
    assert parse_date(typed, today) == expected


@pytest.mark.parametrize(("typed", "year"), [("1-1-46", 2046), ("1-1-47", 1947), ("1-1-26", 2026), ("1-1-00", 2000)])
def test_two_digit_year_is_at_most_twenty_years_ahead(typed: str, year: int) -> None:
    assert parse_date(typed, TODAY) == date(year, 1, 1)


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [("31-02-2026", "28-02-2026"), ("29-02-2026", "28-02-2026"), ("3/27/26", "27-03-2026"), ("31-4", "30-04-2026")],
)
def test_impossible_date_is_refused_with_a_suggestion(typed: str, suggestion: str) -> None:
    with pytest.raises(ParseError) as refusal:
        parse_date(typed, TODAY)

    assert str(refusal.value) == f"Did you mean {suggestion}?"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("99-99-2026", "This date does not exist."),
        ("0-3-2026", "This date does not exist."),
        ("1-1-1850", "between 1900 and 2199"),
        ("2500-01-01", "between 1900 and 2199"),
        ("tomorrow", "Enter a date, like 07-03-2026."),
        ("", "Enter a date, like 07-03-2026."),
        ("7-3-026", "Enter a date, like 07-03-2026."),
    ],
)
def test_invalid_date_is_refused_with_a_message(typed: str, message: str) -> None:
    with pytest.raises(ParseError) as refusal:
        parse_date(typed, TODAY)

    assert message in str(refusal.value)
    assert refusal.value.suggestion == ""
