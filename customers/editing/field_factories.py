"""Fields made from a record's field and its limit, each with its control."""

from collections.abc import Sequence
from typing import Any

from django import forms

from customers.shared.danish_fields import Amount, Day, Rate
from customers.shared.form_fields import Flag, Number, Pick, Several, Text, Words
from econ_admin.gateway.records import Record, get_limit


def text(
    record: type[Record], field: str, label: Words, *, lines: int = 1, required: bool = False, **more: Any
) -> Text:
    """`more`: help_text, and `inputmode`, `autocomplete` and the like for the control."""
    limit, help_text = get_limit(record, field), more.pop("help_text", "")
    control = forms.Textarea({"rows": str(lines), **more}) if lines > 1 else forms.TextInput(more)
    control.attrs["class"] = "form-control"
    return Text(
        lines=lines, label=label, help_text=help_text, required=required, max_length=limit.max_length, widget=control,
        min_length=limit.min_length or None,
    )  # fmt: skip


def amount(label: Words, *, help_text: Words = "") -> Amount:
    control = forms.TextInput({"class": "form-control", "inputmode": "decimal"})
    return Amount(label=label, required=False, help_text=help_text, widget=control)


def rate(label: Words) -> Rate:
    return Rate(label=label, required=False, widget=forms.TextInput({"class": "form-control", "inputmode": "decimal"}))


def day(label: Words, *, required: bool = False) -> Day:
    return Day(label=label, required=required, widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}))


def number(record: type[Record], field: str, label: Words, *, help_text: Words = "") -> Number:
    limit, control = get_limit(record, field), forms.TextInput({"class": "form-control", "inputmode": "numeric"})
    return Number(
        lowest=limit.min_value or 1,
        highest=limit.max_value,
        label=label,
        help_text=help_text,
        required=False,
        widget=control,
    )


def pick(
    label: Words, *, none: Words = "", required: bool = False, numbered: bool = True, help_text: Words = ""
) -> Pick:
    """Its options come from the view: `form.offer(name, options)`."""
    control = forms.Select({"class": "form-select"})
    return Pick(none=none, numbered=numbered, label=label, required=required, help_text=help_text, widget=control)


def flag(label: Words, *, help_text: Words = "") -> Flag:
    control = forms.CheckboxInput({"class": "form-check-input"})
    return Flag(label=label, required=False, help_text=help_text, widget=control)


def several(label: Words, choices: Sequence[tuple[str, Words]], *, help_text: Words = "") -> Several:
    control = forms.CheckboxSelectMultiple({"class": "form-check-input"})
    return Several(label=label, choices=choices, required=False, help_text=help_text, widget=control)
