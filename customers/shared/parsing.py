"""Parses numbers and dates in Danish notation, in both languages. No Django."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from customers.shared.formatting import CENT, WIDE_CONTEXT, format_amount, format_date, format_quantity
from customers.shared.i18n import _
from customers.shared.printed_amounts import is_word_for, split_printed_amount

MAX_LENGTH = 40

# Characters that other programs use for a space or a minus
TYPED_CHARACTERS = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u2009\u202f", " ") | dict.fromkeys("\u2010\u2011\u2013\u2014\u2212", "-")
)
NUMBER = re.compile(r"([+-]?)(?=[0-9,])([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]*)(?:,([0-9]+))?")
ENGLISH = re.compile(r"[+-]?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
SEPARATED = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})(?:[-/. ]([0-9]{4}|[0-9]{2}))?")
RUN_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{2})?")
ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")

RATE_STEP, MAX_RATE = Decimal("0.000001"), 999_999_999_999
EARLIEST, LATEST = 1900, 2199
YEARS_AHEAD = 20
TURN_OF_THE_YEAR = timedelta(days=60)

NOT_A_NUMBER = _("Enter a number, like 1.234,56.")
TOO_MANY_DECIMALS = _("Enter at most two decimals, like 1.234,56.")
TOO_MANY_RATE_DECIMALS = _("Enter at most six decimals, like 745,123456.")
NOT_A_RATE = _("Enter a rate above 0 for 100 units of the currency, like 745,12.")
NOT_A_DATE = _("Enter a date, like 07-03-2026.")
NO_SUCH_DATE = _("This date does not exist. Enter a date, like 07-03-2026.")
FAR_DATE = _("Enter a date between 1900 and 2199.")
SUGGESTION = _("Did you mean %(suggestion)s?")
OTHER_CURRENCY = _("This amount is in %(typed)s. Enter an amount in %(currency)s.")


class ParseError(ValueError):
    """Input that cannot be parsed; `message` is a %-style template in English, `suggestion` may be ""."""

    def __init__(self, message: str, suggestion: str = "", **parameters: str) -> None:
        self.message = SUGGESTION if suggestion else message
        self.suggestion = suggestion
        self.parameters = {"suggestion": suggestion} if suggestion else parameters
        super().__init__(self.message % self.parameters)


def parse_amount(text: str, currency: str | None = "DKK") -> Decimal:
    """Parses an amount with at most two decimals: `1234,5`, `1.234,50`, `1 234,50`, `kr. 12,50`, `50.000,-`, `500,00-`.

    It may name the currency, but no other one; with "", it may not name any; with None, it may name any.
    Raises ParseError.
    """
    normalized = _normalize(text)
    number, currency_word = split_printed_amount(normalized) if len(normalized) <= MAX_LENGTH else (normalized, "")
    if currency_word and currency == "":
        raise ParseError(NOT_A_NUMBER)
    if currency_word and currency and not is_word_for(currency_word, currency):
        raise ParseError(OTHER_CURRENCY, typed=currency_word.upper(), currency=currency)
    value = _parse_decimal(number, format_amount)
    if not _is_in_cents(value):
        raise ParseError(TOO_MANY_DECIMALS)
    return value.quantize(CENT, context=WIDE_CONTEXT)


def parse_rate(text: str) -> Decimal:
    """Parses an exchange rate as e-conomic has it: per 100 units, above 0, at most six decimals. Raises ParseError."""
    value = _parse_decimal(text, format_quantity)
    if not 0 < value <= MAX_RATE:
        raise ParseError(NOT_A_RATE)
    if value != value.quantize(RATE_STEP, context=WIDE_CONTEXT):
        raise ParseError(TOO_MANY_RATE_DECIMALS)
    return value


def parse_date(text: str, today: date) -> date:
    """Parses a date: `07-03-2026`, `7/3/26`, `070326`, `7-3`, `t` for today, ISO. Raises ParseError."""
    normalized = _normalize(text)
    if normalized.lower() == "t":
        return today
    if match := ISO.fullmatch(normalized):
        return _build_date(int(match[1]), int(match[2]), int(match[3]))
    match = SEPARATED.fullmatch(normalized) or RUN_TOGETHER.fullmatch(normalized)
    if not match:
        raise ParseError(NOT_A_DATE)
    day_number, month = int(match[1]), int(match[2])
    return _build_date(
        _expand_year(match[3], today) if match[3] else _choose_nearest_year(today, month, day_number), month, day_number
    )


def _parse_decimal(text: str, format_value: Callable[[Decimal], str]) -> Decimal:
    normalized = _normalize(text)
    match = NUMBER.fullmatch(normalized) if len(normalized) <= MAX_LENGTH else None
    if not match:
        raise ParseError(NOT_A_NUMBER, _suggest_danish(normalized, format_value))
    sign, digits, decimals = match.groups()
    return Decimal(f"{sign}{re.sub('[. ]', '', digits) or '0'}.{decimals or ''}")


def _normalize(text: str) -> str:
    return text.strip().translate(TYPED_CHARACTERS)


def _suggest_danish(english: str, format_value: Callable[[Decimal], str]) -> str:
    """Returns an English number in Danish notation, or "" if it is not one or would be rounded."""
    if len(english) > MAX_LENGTH or not ENGLISH.fullmatch(english):
        return ""
    value = Decimal(english.replace(",", ""))
    return format_value(value) if format_value is format_quantity or _is_in_cents(value) else ""


def _is_in_cents(value: Decimal) -> bool:
    return value == value.quantize(CENT, context=WIDE_CONTEXT)


def _expand_year(digits: str, today: date) -> int:
    """Expands two digits to a year at most 20 years ahead, or less than 80 years back."""
    if len(digits) == 4:
        return int(digits)
    first_year = today.year + YEARS_AHEAD - 99
    return first_year + (int(digits) - first_year) % 100


def _choose_nearest_year(today: date, month: int, day_number: int) -> int:
    """Returns this year, or around New Year the year that puts the date within 60 days of today."""
    for year in (today.year - 1, today.year + 1):
        candidate = _try_date(year, month, day_number)
        if candidate and abs(candidate - today) < TURN_OF_THE_YEAR:
            return year
    return today.year


def _build_date(year: int, month: int, day_number: int) -> date:
    if not EARLIEST <= year <= LATEST:
        raise ParseError(FAR_DATE)
    if valid_date := _try_date(year, month, day_number):
        return valid_date
    likely = _try_date(year, day_number, month)
    if likely is None and 1 <= month <= 12 and 28 < day_number <= 31:
        likely = date(year, month, monthrange(year, month)[1])
    raise ParseError(NO_SUCH_DATE, format_date(likely) if likely else "")


def _try_date(year: int, month: int, day_number: int) -> date | None:
    try:
        return date(year, month, day_number)
    except ValueError:
        return None
