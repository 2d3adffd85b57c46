"""Formats numbers and dates in Danish notation, in both languages. `parsing` is the reverse. No Django."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
CENT = Decimal("0.01")
WIDE_CONTEXT = Context(prec=400, rounding=ROUND_HALF_UP)
DANISH_SEPARATORS = str.maketrans(",.", ".,")


def format_amount(value: Decimal) -> str:
    """Formats an amount with two decimals: `1.234,56`."""
    return _format_danish(value.quantize(CENT, context=WIDE_CONTEXT))


def format_quantity(value: Decimal) -> str:
    """Formats a number with as many decimals as it needs: `1.234,5`."""
    digits, comma, decimals = _format_danish(value).partition(",")
    return f"{digits}{comma}{decimals.rstrip('0')}".rstrip(",")


def format_count(number: int) -> str:
    """Formats a count: `3.684`."""
    return f"{number:,}".translate(DANISH_SEPARATORS)


def format_date(value: date) -> str:
    """Formats a date: `07-03-2026`."""
    return f"{value.day:02}-{value.month:02}-{value.year:04}"


def format_datetime(value: datetime) -> str:
    """Formats a time in Denmark, to the minute: `07-03-2026 14:05`. Raises ValueError without a time zone."""
    if value.tzinfo is None:
        raise ValueError("A time without a zone cannot be written.")
    local = value.astimezone(COPENHAGEN)
    return f"{format_date(local)} {local.hour:02}:{local.minute:02}"


def format_time(value: datetime) -> str:
    """Formats the time of day in Denmark: `14:05`. Raises ValueError without a time zone."""
    return format_datetime(value)[-5:]


def format_cvr(number: str) -> str:
    """Formats a CVR number in pairs, `29 18 84 75`; other values stay as they are."""
    return _format_pairs(number) if re.fullmatch(r"[0-9]{8}", number) else number


def format_ean(number: str) -> str:
    """An EAN number in groups, `5790 0001 2345 6`; anything but thirteen digits as it came."""
    if not re.fullmatch(r"[0-9]{13}", number):
        return number
    return " ".join((number[:4], number[4:8], number[8:12], number[12:]))


def format_phone(number: str) -> str:
    """Formats a Danish telephone number in pairs, `98 12 04 40`; other values stay as they are."""
    match = re.fullmatch(r"(\+45 ?)?((?:[0-9] ?){7}[0-9])", number)
    if not match:
        return number
    return f"{'+45 ' if match[1] else ''}{_format_pairs(match[2].replace(' ', ''))}"


def _format_danish(value: Decimal) -> str:
    return f"{value or value.copy_abs():,f}".translate(DANISH_SEPARATORS)


def _format_pairs(digits: str) -> str:
    return " ".join(digits[start : start + 2] for start in range(0, len(digits), 2))
