"""Form fields over a document's values. Untouched fields keep their value exactly."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from customers.shared.normalization import normalize_text
from econ_admin.gateway.records import FieldValue, Reference

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LazyText: TypeAlias = "str | _StrPromise"
Options: TypeAlias = Iterable[tuple[int | str, "str | _StrPromise"]]


class DocumentField(forms.Field):
    """A field that knows the document's value when the form was opened.

    A value posted back as shown is untouched: it is kept exactly, and not validated. So a value that exceeds its limit,
    or has three decimals, survives someone else's edit.
    """

    document_value: FieldValue = None

    def format_for_control(self, value: FieldValue) -> Any:
        """Formats the value as the control shows it and a browser posts it."""
        return self.prepare_value(value)

    def is_changed(self, submitted: Any) -> bool:
        return bool((submitted or "") != (self.format_for_control(self.document_value) or ""))

    def format_value(self, value: FieldValue) -> str:
        """Formats the value for display."""
        return str(self.format_for_control(value) or "")

    def clean(self, value: Any) -> Any:
        if value in self.empty_values or self.is_changed(value):
            return super().clean(value)
        return self.document_value


class TextField(DocumentField, forms.CharField):
    """A text of one or several lines."""

    default_error_messages: ClassVar = {
        "min_length": gettext_lazy("Enter at least %(limit_value)d characters. You entered %(show_value)d."),
        "max_length": gettext_lazy("Enter at most %(limit_value)d characters. You entered %(show_value)d."),
    }

    def __init__(self, *, lines: int, normalize: Callable[[str], str] = normalize_text, **options: Any) -> None:
        self.lines, self.normalize = lines, normalize
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attributes = super().widget_attrs(widget)
        if self.normalize is not normalize_text:
            attributes.pop("maxlength", None)  # a browser would cut off what is pasted before it is normalized
        return attributes

    def format_for_control(self, value: FieldValue) -> str:
        return self._normalize_newlines(str(value or ""))

    def is_changed(self, submitted: Any) -> bool:
        return self._normalize_newlines(submitted or "") != self.format_for_control(self.document_value)

    def to_python(self, value: Any) -> str:
        text = super().to_python(self.normalize(self._normalize_newlines(value or ""))) or ""
        return text.replace("\n", "\r\n") if "\r\n" in str(self.document_value) else text

    def _normalize_newlines(self, text: str) -> str:
        """Normalises line ends: browsers post CR LF, and none from a single-line input."""
        return re.sub(r"\r\n?", "\n", text) if self.lines > 1 else re.sub(r"[\r\n]", "", text)


class NumberField(DocumentField):
    """A whole number; None if empty."""

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
    """One option of a list. Values not in the list are left to e-conomic, since ours may be old or unavailable."""

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
        if not re.fullmatch(r"[1-9][0-9]{0,8}", str(value)):
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
        """Sets the options. The current values are added if they are missing."""
        listed = [(str(value), words) for value, words in options]
        current_values = dict.fromkeys(self.format_for_control(value) for value in (self.document_value, *current))
        unlisted = [(value, value) for value in current_values if value and value not in dict(listed)]
        empty_option = [("", self.empty_label)] if self.empty_label or not self.required or "" in current_values else []
        self.choices = [*empty_option, *listed, *unlisted]


class ReferenceNumberField(ChoiceField):
    """The number of something that has no list to choose from."""

    def to_python(self, value: Any) -> int | str | None:
        if value in self.empty_values:
            return None
        if not re.fullmatch(r"0*[1-9][0-9]{0,8}", text := str(value).strip()):
            raise ValidationError(gettext("Enter a number from 1 to 999999999."), code="misread")
        return int(text)


class FlagField(DocumentField, forms.BooleanField):
    """Yes or no."""

    def is_changed(self, submitted: Any) -> bool:
        return bool(submitted) != bool(self.document_value)

    def format_value(self, value: FieldValue) -> str:
        return gettext("Yes") if value else gettext("No")

    def clean(self, value: Any) -> bool:
        return bool(self.to_python(value))


class MultipleChoiceField(DocumentField, forms.MultipleChoiceField):
    """Several options. Unknown words in the document are kept."""

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
