"""Fields for what stands in an address: what cannot be meant counts as not said, it is no error."""

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from customers.shared import parsing
from customers.shared.danish_fields import parse_day, parse_or_raise

MAX_LENGTH = 40


class ChoiceParameter(forms.Field):
    """One of a few words; anything else is the usual one."""

    def __init__(self, choices: Collection[str], default: str = "") -> None:
        super().__init__(required=False)
        self.choices, self.default = choices, default

    def to_python(self, value: Any) -> str:
        return value if value in self.choices else self.default


class NumberParameter(forms.Field):
    """A whole number from 1 up to `highest`; anything else is the usual one."""

    def __init__(self, highest: int, default: int | None = None) -> None:
        super().__init__(required=False)
        self.highest, self.default = highest, default

    def to_python(self, value: Any) -> int | None:
        if not re.fullmatch(r"[0-9]{1,9}", value or ""):
            return self.default
        return number if 0 < (number := int(value)) <= self.highest else self.default


class CurrencyParameter(forms.Field):
    """Three letters, as a currency has; anything else is none."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> str:
        return value.upper() if re.fullmatch(r"[A-Za-z]{3}", value or "") else ""


class AmountParameter(forms.Field):
    """An amount as people type it in Denmark; None where nothing is typed. Refused with a sentence that helps."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> Decimal | None:
        return parse_or_raise(parsing.parse_amount, (value or "").strip()[:MAX_LENGTH])


class DateParameter(forms.Field):
    """A date as people type it in Denmark; None where nothing is typed. Refused with a sentence that helps."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> date | None:
        return parse_or_raise(parse_day, (value or "").strip()[:MAX_LENGTH])
