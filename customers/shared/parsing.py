"""How numbers and dates are understood that people type: Danish, in both languages. Knows no Django."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from customers.shared.formatting import CENT, WIDE, amount, day, quantity
from customers.shared.i18n import _

LONGEST = 40

# What other programs put where a person would type a space or a minus.
TYPED = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "\u2013": "-"})
NUMBER = re.compile(r"([+-]?)(?=[0-9,])([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]*)(?:,([0-9]+))?")
ENGLISH = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
SEPARATED = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})(?:[-/. ]([0-9]{4}|[0-9]{2}))?")
RUN_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{2})?")
ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")

EARLIEST, LATEST = 1900, 2199
YEARS_AHEAD = 20
TURN_OF_THE_YEAR = timedelta(days=60)

NOT_A_NUMBER = _("Write a number such as 1.234,56.")
NOT_AN_AMOUNT = _("Write an amount with at most two decimals, such as 1.234,56.")
NOT_A_DATE = _("Write a date such as 07-03-2026.")
NO_SUCH_DATE = _("There is no such date. Write one such as 07-03-2026.")
FAR_DATE = _("Write a date between 1900 and 2199.")
SUGGESTION = _("Did you mean %(suggestion)s?")


class Misread(ValueError):
    """What was typed cannot be understood; `sentence` is a %-style template in English, `suggestion` may be ""."""

    def __init__(self, sentence: str, suggestion: str = "") -> None:
        self.sentence = SUGGESTION if suggestion else sentence
        self.suggestion = suggestion
        self.parameters = {"suggestion": suggestion} if suggestion else {}
        super().__init__(self.sentence % self.parameters)


def read_amount(text: str) -> Decimal:
    """An amount as people type it: `1234,5`, `1.234,50`, `1 234,50`, `-12,5`. Raises Misread where it is not one."""
    value = _read(text, amount)
    if not _has_cents(value):
        raise Misread(NOT_AN_AMOUNT, _meant(text, amount))
    return value.quantize(CENT, context=WIDE)


def read_quantity(text: str) -> Decimal:
    """A number with any decimals, typed like an amount. Raises Misread where it is not one."""
    return _read(text, quantity)


def read_date(text: str, today: date) -> date:
    """A date as people type it: `07-03-2026`, `7/3/26`, `070326`, `7-3`, `t` for today, ISO. Raises Misread."""
    typed = text.strip().translate(TYPED)
    if typed.lower() == "t":
        return today
    if match := ISO.fullmatch(typed):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    match = SEPARATED.fullmatch(typed) or RUN_TOGETHER.fullmatch(typed)
    if not match:
        raise Misread(NOT_A_DATE)
    number, month = int(match[1]), int(match[2])
    return _date(_year(match[3], today) if match[3] else _near_year(today, month, number), month, number)


def _read(text: str, write: Callable[[Decimal], str]) -> Decimal:
    typed = text.strip().translate(TYPED)
    match = NUMBER.fullmatch(typed) if len(typed) <= LONGEST else None
    if not match:
        raise Misread(NOT_A_NUMBER, _meant(typed, write))
    sign, digits, decimals = match.groups()
    return Decimal(f"{sign}{re.sub('[. ]', '', digits) or '0'}.{decimals or ''}")


def _meant(typed: str, write: Callable[[Decimal], str]) -> str:
    """The number in Danish, where it is one in English and nothing of it is lost in writing."""
    typed = typed.strip().translate(TYPED)
    if len(typed) > LONGEST or not ENGLISH.fullmatch(typed):
        return ""
    value = Decimal(typed.replace(",", ""))
    return write(value) if write is quantity or _has_cents(value) else ""


def _has_cents(value: Decimal) -> bool:
    return value == value.quantize(CENT, context=WIDE)


def _year(digits: str, today: date) -> int:
    """Two digits mean the year that lies at most twenty years ahead, or less than eighty back."""
    if len(digits) == 4:
        return int(digits)
    first = today.year + YEARS_AHEAD - 99
    return first + (int(digits) - first) % 100


def _near_year(today: date, month: int, number: int) -> int:
    """This year; around New Year the year before or after, where that makes it a day less than two months away."""
    for year in (today.year - 1, today.year + 1):
        there = _possible(year, month, number)
        if there and abs(there - today) < TURN_OF_THE_YEAR:
            return year
    return today.year


def _date(year: int, month: int, number: int) -> date:
    if not EARLIEST <= year <= LATEST:
        raise Misread(FAR_DATE)
    if found := _possible(year, month, number):
        return found
    likely = _possible(year, number, month)
    if likely is None and 1 <= month <= 12 and 28 < number <= 31:
        likely = date(year, month, monthrange(year, month)[1])
    raise Misread(NO_SUCH_DATE, day(likely) if likely else "")


def _possible(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
