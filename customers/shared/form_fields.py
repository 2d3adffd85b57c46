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

LazyText: TypeAlias = "str | _StrPromise"
Options: TypeAlias = Iterable[tuple[int | str, "str | _StrPromise"]]


class DocumentField(forms.Field):
    """A field that knows what the document had when the form opened.

    What comes back as it was shown is untouched: it stays as it was, to the last blank, and nothing is found
    wrong with it. So a value that is longer than its limit, or has three decimals, survives somebody else's edit.
    """

    document_value: FieldValue = None

    def format_for_control(self, value: FieldValue) -> Any:
        """As the control shows it, and a browser would send it back."""
        return self.prepare_value(value)

    def is_changed(self, submitted: Any) -> bool:
        return bool((submitted or "") != (self.format_for_control(self.document_value) or ""))

    def format_value(self, value: FieldValue) -> str:
        """As people read it."""
        return str(self.format_for_control(value) or "")

    def clean(self, value: Any) -> Any:
        if value in self.empty_values or self.is_changed(value):
            return super().clean(value)
        return self.document_value


class TextField(DocumentField, forms.CharField):
    """A text of one line, or of several."""

    def __init__(self, *, lines: int, **options: Any) -> None:
        self.lines = lines
        super().__init__(**options)

    def format_for_control(self, value: FieldValue) -> str:
        return self._normalize_newlines(str(value or ""))

    def is_changed(self, submitted: Any) -> bool:
        return self._normalize_newlines(submitted or "") != self.format_for_control(self.document_value)

    def to_python(self, value: Any) -> str:
        text = super().to_python(self._normalize_newlines(value or "")) or ""
        return text.replace("\n", "\r\n") if "\r\n" in str(self.document_value) else text

    def _normalize_newlines(self, text: str) -> str:
        """Whatever ends its lines: a browser sends CR LF for each of them, and none at all from one line."""
        return re.sub(r"\r\n?", "\n", text) if self.lines > 1 else re.sub(r"[\r\n]", "", text)


class NumberField(DocumentField):
    """A whole number, such as a customer has; None where nothing is typed."""

    def __init__(self, *, lowest: int, highest: int | None, **options: Any) -> None:
        self.lowest, self.highest = lowest, highest
        super().__init__(**options)

    def format_for_control(self, value: FieldValue) -> str:
        return str(value or "")

    def to_python(self, value: Any) -> int | None:
        if not (text := (value or "").strip()):
            return None
        if not re.fullmatch(r"[0-9]{1,18}", text):
            raise ValidationError(gettext("Enter a whole number, in digits only."), code="misread")
        number = int(text)
        if number < self.lowest or (self.highest and number > self.highest):
            bounds = {"lowest": self.lowest, "highest": self.highest}
            raise ValidationError(gettext("Enter a number from %(lowest)s to %(highest)s.") % bounds, code="range")
        return number


class ChoiceField(DocumentField, forms.ChoiceField):
    """One of a list. What is on the list is for e-conomic to judge: ours may be an hour old, or not to be had."""

    def __init__(self, *, empty_label: LazyText = "", is_numeric: bool = True, **options: Any) -> None:
        self.empty_label, self.is_numeric = empty_label, is_numeric
        self.is_unavailable = False
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return value.number if isinstance(value, Reference) else value

    def format_for_control(self, value: FieldValue) -> str:
        prepared = self.prepare_value(value)
        return "" if prepared is None else str(prepared)

    def to_python(self, value: Any) -> int | str | None:
        if value in self.empty_values:
            return None if self.is_numeric else ""
        if not self.is_numeric:
            return str(value)
        if not re.fullmatch(r"[0-9]{1,9}", str(value)):
            raise ValidationError(gettext("Choose one from the list."), code="invalid_choice")
        return int(value)

    def format_value(self, value: FieldValue) -> str:
        control_value = self.format_for_control(value)
        return (
            str(dict(cast("list[tuple[str, LazyText]]", self.choices)).get(control_value, control_value))
            if control_value
            else ""
        )

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def set_options(self, options: Options, *current: Any) -> None:
        """Let these be chosen, and beside them what is chosen now, whether the list has it or not."""
        listed = [(str(value), words) for value, words in options]
        current_values = dict.fromkeys(self.format_for_control(value) for value in (self.document_value, *current))
        unlisted = [(value, value) for value in current_values if value and value not in dict(listed)]
        empty_option = [("", self.empty_label)] if self.empty_label or not self.required or "" in current_values else []
        self.choices = [*empty_option, *listed, *unlisted]


class FlagField(DocumentField, forms.BooleanField):
    """Yes or no."""

    def is_changed(self, submitted: Any) -> bool:
        return bool(submitted) != bool(self.document_value)

    def format_value(self, value: FieldValue) -> str:
        return gettext("Yes") if value else gettext("No")

    def clean(self, value: Any) -> bool:
        return bool(self.to_python(value))


class MultipleChoiceField(DocumentField, forms.MultipleChoiceField):
    """Some of a few words. Words that we do not know stay as they are."""

    def is_changed(self, submitted: Any) -> bool:
        return set(submitted or ()) != self._select_known(self.document_value)

    def clean(self, value: Any) -> FieldValue:
        if not self.is_changed(value):
            return self.document_value
        chosen: list[str] = super().clean(value)
        previous = self.document_value if isinstance(self.document_value, tuple | list) else ()
        return (*chosen, *(word for word in previous if word not in self._select_known(previous)))

    def format_value(self, value: FieldValue) -> str:
        names = dict(cast("list[tuple[str, LazyText]]", self.choices))
        return ", ".join(str(names.get(word, word)) for word in (value if isinstance(value, tuple | list) else ()))

    def _select_known(self, words: FieldValue) -> set[str]:
        offered = {str(value) for value, _words in cast("list[tuple[str, LazyText]]", self.choices)}
        return offered & set(words if isinstance(words, tuple | list) else ())
