"""The kinds of field that a form over a document has. What nobody touched stays as e-conomic has it."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from econ_admin.gateway.records import FieldValue, Reference

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"
Options: TypeAlias = Iterable[tuple[int | str, "str | _StrPromise"]]


class Kept(forms.Field):
    """A field that knows what the document had when the form opened.

    What comes back as it was shown is untouched: it stays as it was, to the last blank, and nothing is found
    wrong with it. So a value that is longer than its limit, or has three decimals, survives somebody else's edit.
    """

    kept: FieldValue = None

    def shown(self, value: FieldValue) -> Any:
        """As the control shows it, and a browser would send it back."""
        return self.prepare_value(value)

    def is_touched(self, sent: Any) -> bool:
        return bool((sent or "") != (self.shown(self.kept) or ""))

    def words_for(self, value: FieldValue) -> str:
        """As people read it."""
        return str(self.shown(value) or "")

    def clean(self, value: Any) -> Any:
        if value in self.empty_values or self.is_touched(value):
            return super().clean(value)
        return self.kept


class Text(Kept, forms.CharField):
    """A text of one line, or of several."""

    def __init__(self, *, lines: int, **options: Any) -> None:
        self.lines = lines
        super().__init__(**options)

    def shown(self, value: FieldValue) -> str:
        return self._as_sent(str(value or ""))

    def is_touched(self, sent: Any) -> bool:
        return self._as_sent(sent or "") != self.shown(self.kept)

    def to_python(self, value: Any) -> str:
        text = super().to_python(self._as_sent(value or "")) or ""
        return text.replace("\n", "\r\n") if "\r\n" in str(self.kept) else text

    def _as_sent(self, text: str) -> str:
        """Whatever ends its lines: a browser sends CR LF for each of them, and none at all from one line."""
        return re.sub(r"\r\n?", "\n", text) if self.lines > 1 else re.sub(r"[\r\n]", "", text)


class Number(Kept):
    """A whole number, such as a customer has; None where nothing is typed."""

    def __init__(self, *, lowest: int, highest: int | None, **options: Any) -> None:
        self.lowest, self.highest = lowest, highest
        super().__init__(**options)

    def shown(self, value: FieldValue) -> str:
        return str(value or "")

    def to_python(self, value: Any) -> int | None:
        if not (text := (value or "").strip()):
            return None
        if not re.fullmatch(r"[0-9]{1,18}", text):
            raise ValidationError(gettext("Write a number in digits alone."), code="misread")
        number = int(text)
        if number < self.lowest or (self.highest and number > self.highest):
            between = {"lowest": self.lowest, "highest": self.highest}
            raise ValidationError(gettext("Write a number from %(lowest)s to %(highest)s.") % between, code="range")
        return number


class Pick(Kept, forms.ChoiceField):
    """One of a list. What is on the list is for e-conomic to judge: ours may be an hour old, or not to be had."""

    def __init__(self, *, none: Words = "", numbered: bool = True, **options: Any) -> None:
        self.none, self.numbered = none, numbered
        self.failed = False
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return value.number if isinstance(value, Reference) else value

    def shown(self, value: FieldValue) -> str:
        prepared = self.prepare_value(value)
        return "" if prepared is None else str(prepared)

    def to_python(self, value: Any) -> int | str | None:
        if value in self.empty_values:
            return None if self.numbered else ""
        if not self.numbered:
            return str(value)
        if not re.fullmatch(r"[0-9]{1,9}", str(value)):
            raise ValidationError(gettext("Choose one of the list."), code="invalid_choice")
        return int(value)

    def words_for(self, value: FieldValue) -> str:
        shown = self.shown(value)
        return str(dict(cast("list[tuple[str, Words]]", self.choices)).get(shown, shown)) if shown else ""

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def offer(self, options: Options, *current: Any) -> None:
        """Let these be chosen, and beside them what is chosen now, whether the list has it or not."""
        known = [(str(value), words) for value, words in options]
        wanted = dict.fromkeys(self.shown(each) for each in (self.kept, *current))
        unlisted = [(value, value) for value in wanted if value and value not in dict(known)]
        first = [("", self.none)] if self.none or not self.required or "" in wanted else []
        self.choices = [*first, *known, *unlisted]


class Flag(Kept, forms.BooleanField):
    """Yes or no."""

    def is_touched(self, sent: Any) -> bool:
        return bool(sent) != bool(self.kept)

    def words_for(self, value: FieldValue) -> str:
        return gettext("Yes") if value else gettext("No")

    def clean(self, value: Any) -> bool:
        return bool(self.to_python(value))


class Several(Kept, forms.MultipleChoiceField):
    """Some of a few words. Words that we do not know stay as they are."""

    def is_touched(self, sent: Any) -> bool:
        return set(sent or ()) != self._known(self.kept)

    def clean(self, value: Any) -> FieldValue:
        if not self.is_touched(value):
            return self.kept
        chosen: list[str] = super().clean(value)
        had = self.kept if isinstance(self.kept, tuple | list) else ()
        return (*chosen, *(word for word in had if word not in self._known(had)))

    def words_for(self, value: FieldValue) -> str:
        names = dict(cast("list[tuple[str, Words]]", self.choices))
        return ", ".join(str(names.get(word, word)) for word in (value if isinstance(value, tuple | list) else ()))

    def _known(self, words: FieldValue) -> set[str]:
        offered = {str(value) for value, _words in cast("list[tuple[str, Words]]", self.choices)}
        return offered & set(words if isinstance(words, tuple | list) else ())
