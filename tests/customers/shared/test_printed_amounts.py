"""Amounts as spreadsheets and banks print them."""

import pytest

from customers.shared.parsing import ParseError, parse_amount


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("kr. 1.234,50", "1234.50"),
        ("kr 1.234,50", "1234.50"),
        ("1.234,50 kr.", "1234.50"),
        ("KR. 12", "12.00"),
        ("kr.\u00a01.234,50", "1234.50"),
        (" kr.   1\u202f234,50 ", "1234.50"),
        ("DKK 1.234,50", "1234.50"),
        ("1.234,50DKK", "1234.50"),
        ("dkk 5", "5.00"),
        ("500,00-", "-500.00"),
        ("500,00 -", "-500.00"),
        ("500-", "-500.00"),
        ("500,00+", "500.00"),
        ("50.000,-", "50000.00"),
        ("-50.000,-", "-50000.00"),
        ("50.000,\u2013", "50000.00"),
        ("kr. 50.000,-", "50000.00"),
        ("kr. -1.234,50", "-1234.50"),
        ("-kr. 1.234,50", "-1234.50"),
        ("\u22121.234,50 kr.", "-1234.50"),
        ("1\u2007234,50", "1234.50"),
    ],
)
def test_printed_amount_is_parsed(printed: str, value: str) -> None:
    assert str(parse_amount(printed)) == value


@pytest.mark.parametrize(
    ("printed", "currency"), [("€ 1.234,50", "EUR"), ("1.234,50 eur", "EUR"), ("kr. 1.234,50", "SEK")]
)
def test_amount_may_name_the_expected_currency(printed: str, currency: str) -> None:
    assert str(parse_amount(printed, currency)) == "1234.50"


@pytest.mark.parametrize(
    ("printed", "currency"), [("EUR 5", "DKK"), ("€ 5", "DKK"), ("kr. 5", "EUR"), ("DKK 5", "EUR")]
)
def test_amount_in_another_currency_is_refused(printed: str, currency: str) -> None:
    with pytest.raises(ParseError) as refusal:
        parse_amount(printed, currency)

    assert str(refusal.value) == f"This amount is in {printed.split()[0].upper()}. Enter an amount in {currency}."


def test_number_without_a_currency_may_not_name_one() -> None:
    with pytest.raises(ParseError) as refusal:
        parse_amount("kr. 5", "")

    assert str(refusal.value) == "Enter a number, like 1.234,56."
    assert str(parse_amount("5-", "")) == "-5.00"


@pytest.mark.parametrize("printed", ["-500,00-", "kr. 5 kr.", "500,--", "kr.", "kr. -", "+-5", "5 kr. 50", "1 kr 2"])
def test_doubtful_amount_is_refused(printed: str) -> None:
    with pytest.raises(ParseError) as refusal:
        parse_amount(printed)

    assert str(refusal.value) == "Enter a number, like 1.234,56."


@pytest.mark.parametrize(
    ("printed", "message"),
    [
        ("kr. 1234.56", "Did you mean 1.234,56?"),
        ("DKK 1,234.50", "Did you mean 1.234,50?"),
        ("kr. 0,125", "Enter at most two decimals, like 1.234,56."),
    ],
)
def test_printed_amount_is_read_as_strictly_as_a_bare_one(printed: str, message: str) -> None:
    with pytest.raises(ParseError) as refusal:
        parse_amount(printed)

    assert str(refusal.value) == message
