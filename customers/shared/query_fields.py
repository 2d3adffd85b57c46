"""Form fields for query parameters; invalid values are ignored."""

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.utils.translation import gettext as _

from customers.shared import parsing
from customers.shared.danish_fields import parse_day, parse_or_raise
from customers.shared.normalization import normalize_text

MAX_LENGTH = 40


def check_day_order(form: forms.Form, first: str, last: str) -> None:
    """Adds an error to the field of the last day if it is before the first."""
    since, until = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if since and until and since > until:
        form.add_error(last, _("The From date must not be later than the To date."))


class Parameter(forms.Field):
    """A field that no form changes, so that all forms share it: Django would copy each for each form."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


class ChoiceParameter(Parameter):
    """One of a few words; otherwise the default."""

    def __init__(self, choices: Collection[str], default: str = "") -> None:
        super().__init__(required=False)
        self.choices, self.default = choices, default

    def to_python(self, value: Any) -> str:
        return value if value in self.choices else self.default


class NumberParameter(Parameter):
    """A whole number from 1 to `highest`; otherwise the default."""

    def __init__(self, highest: int, default: int | None = None) -> None:
        super().__init__(required=False)
        self.highest, self.default = highest, default

    def to_python(self, value: Any) -> int | None:
        if not re.fullmatch(r"[0-9]{1,9}", value or ""):
            return self.default
        return number if 0 < (number := int(value)) <= self.highest else self.default


class SearchParameter(Parameter, forms.CharField):
    """What is searched for, in composed letters (NFC): some keyboards and files have `Å` as two characters."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=200)

    def to_python(self, value: Any) -> str:
        return normalize_text(super().to_python(value) or "")


class IdentifierParameter(SearchParameter):
    """A number that is printed in groups; spaces do not count."""

    def to_python(self, value: Any) -> str:
        return "".join(super().to_python(value).split())


class CurrencyParameter(Parameter):
    """A currency code of three letters; otherwise ""."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> str:
        return value.upper() if re.fullmatch(r"[A-Za-z]{3}", value or "") else ""


class AmountParameter(Parameter):
    """An amount in Danish notation; None if empty. Invalid input is an error.

    It may name the currency; with None, it may name any.
    """

    def __init__(self, currency: str | None = "DKK") -> None:
        super().__init__(required=False)
        self.currency = currency

    def to_python(self, value: Any) -> Decimal | None:
        text = (value or "").strip()[:MAX_LENGTH]
        return parse_or_raise(lambda text: parsing.parse_amount(text, self.currency), text)


class DateParameter(Parameter):
    """A date in Danish notation; None if empty. Invalid input is an error."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> date | None:
        return parse_or_raise(parse_day, (value or "").strip()[:MAX_LENGTH])
