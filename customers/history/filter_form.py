"""The filters of a history and its place in it, read from the URL."""

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils import timezone

from customers.history.nouns import NOUNS
from customers.shared import formatting
from customers.shared.list_query import MAX_NUMBER
from customers.shared.query_fields import ChoiceParameter, DateParameter, NumberParameter, check_day_order
from econ_admin.trail.models import State

ME = "me"
FILTERS = ("person", "noun", "outcome", "since", "until")


class PersonParameter(forms.Field):
    """The number of a person, or `me`; "" for everybody."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> str:
        text = str(value or "")
        return text if text == ME or (text.isascii() and text.isdigit() and len(text) < 10) else ""


class HistoryFilterForm(forms.Form):
    """The filters. `before` and `after` are entries that the page begins below or ends above."""

    person = PersonParameter()
    noun = ChoiceParameter(list(NOUNS))
    outcome = ChoiceParameter(State.values)
    since = DateParameter()
    until = DateParameter()
    before = NumberParameter(MAX_NUMBER)
    after = NumberParameter(MAX_NUMBER)

    def __init__(self, query: QueryDict, url: str) -> None:
        super().__init__(query)
        self.url = url
        self.full_clean()

    def clean(self) -> dict[str, Any]:
        check_day_order(self, "since", "until")
        return self.cleaned_data

    @property
    def values(self) -> dict[str, str]:
        """The filters as text. A date in words, such as `t` for today, stays as typed."""
        return {name: str(self.data.get(name, "")).strip()[:40] for name in FILTERS}

    @property
    def typed_dates(self) -> dict[str, str]:
        """The dates as the controls show them."""
        return {
            name: formatting.format_date(day) if (day := self.cleaned_data.get(name)) else self.values[name]
            for name in ("since", "until")
        }

    @property
    def date_errors(self) -> list[str]:
        return [*self.errors.get("since", []), *self.errors.get("until", [])]

    @property
    def is_filtered(self) -> bool:
        return any(self.values.values())

    @property
    def current_url(self) -> str:
        place = {name: self.cleaned_data.get(name) for name in ("before", "after")}
        return self.build_url(**{name: str(number) for name, number in place.items() if number})

    def build_url(self, **changes: str) -> str:
        """Returns the URL with changed filters or another place; a place is kept only if it is given."""
        parameters = {name: value for name, value in {**self.values, **changes}.items() if value}
        return f"{self.url}?{urlencode(parameters)}" if parameters else self.url

    @property
    def since_time(self) -> datetime | None:
        return _to_midnight(self.cleaned_data.get("since"))

    @property
    def until_time(self) -> datetime | None:
        """The end of the last day."""
        day: date | None = self.cleaned_data.get("until")
        return _to_midnight(day + timedelta(days=1)) if day else None


def _to_midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
