"""Fields for what stands in an address: what cannot be meant counts as not said, it is no error."""

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from customers.shared import parsing
from customers.shared.danish_fields import day_of, understood

LONGEST = 40


class Choice(forms.Field):
    """One of a few words; anything else is the usual one."""

    def __init__(self, words: Collection[str], usual: str = "") -> None:
        super().__init__(required=False)
        self.words, self.usual = words, usual

    def to_python(self, value: Any) -> str:
        return value if value in self.words else self.usual


class Number(forms.Field):
    """A whole number from 1 up to `highest`; anything else is the usual one."""

    def __init__(self, highest: int, usual: int | None = None) -> None:
        super().__init__(required=False)
        self.highest, self.usual = highest, usual

    def to_python(self, value: Any) -> int | None:
        if not re.fullmatch(r"[0-9]{1,9}", value or ""):
            return self.usual
        return number if 0 < (number := int(value)) <= self.highest else self.usual


class Code(forms.Field):
    """Three letters, as a currency has; anything else is none."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> str:
        return value.upper() if re.fullmatch(r"[A-Za-z]{3}", value or "") else ""


class Amount(forms.Field):
    """An amount as people type it in Denmark; None where nothing is typed. Refused with a sentence that helps."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> Decimal | None:
        return understood(parsing.read_amount, (value or "").strip()[:LONGEST])


class Day(forms.Field):
    """A date as people type it in Denmark; None where nothing is typed. Refused with a sentence that helps."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> date | None:
        return understood(day_of, (value or "").strip()[:LONGEST])
