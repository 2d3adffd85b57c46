"""Form fields for numbers and dates in Danish notation."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext

from customers.shared import formatting, parsing
from customers.shared.form_fields import DocumentField

Read = TypeVar("Read", Decimal, date)


def parse_or_raise(parse: Callable[[str], Read], value: Any) -> Read | None:
    """Parses the text; None if it is empty. Raises ValidationError with a helpful message."""
    text = (value or "").strip()
    if not text:
        return None
    try:
        return parse(text)
    except parsing.ParseError as error:
        raise ValidationError(gettext(error.message) % error.parameters, code="misread") from error


def parse_day(text: str) -> date:
    return parsing.parse_date(text, timezone.localdate())


class AmountField(DocumentField):
    """An amount; None if empty."""

    def prepare_value(self, value: Any) -> Any:
        return formatting.format_amount(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        return parse_or_raise(parsing.parse_amount, value)


class RateField(DocumentField):
    """An exchange rate, per 100 units of the currency."""

    def prepare_value(self, value: Any) -> Any:
        return formatting.format_quantity(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        return parse_or_raise(parsing.parse_rate, value)


class DateField(DocumentField):
    """A date."""

    def prepare_value(self, value: Any) -> Any:
        return formatting.format_date(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        return parse_or_raise(parse_day, value)
