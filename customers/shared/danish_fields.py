"""Fields in which a number or a date is typed, and shown, as people write it in Denmark."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext

from customers.shared import formatting, parsing
from customers.shared.form_fields import Kept

Read = TypeVar("Read", Decimal, date)


def understood(read: Callable[[str], Read], typed: Any) -> Read | None:
    """None where nothing is typed. Refused with a sentence that helps."""
    text = (typed or "").strip()
    if not text:
        return None
    try:
        return read(text)
    except parsing.Misread as error:
        raise ValidationError(gettext(error.sentence) % error.parameters, code="misread") from error


def day_of(text: str) -> date:
    return parsing.read_date(text, timezone.localdate())


class Amount(Kept):
    """An amount; None where nothing is typed."""

    def prepare_value(self, value: Any) -> Any:
        return formatting.amount(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        return understood(parsing.read_amount, value)


class Rate(Kept):
    """An exchange rate: as many decimals as it has."""

    def prepare_value(self, value: Any) -> Any:
        return formatting.quantity(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        return understood(parsing.read_quantity, value)


class Day(Kept):
    """A date."""

    def prepare_value(self, value: Any) -> Any:
        return formatting.day(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        return understood(day_of, value)
