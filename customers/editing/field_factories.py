"""Builds form fields from a record's fields and their limits."""

from collections.abc import Sequence
from typing import Any

from django import forms

from customers.shared.danish_fields import AmountField, DateField, RateField
from customers.shared.form_fields import ChoiceField, FlagField, LazyText, MultipleChoiceField, NumberField, TextField
from customers.shared.normalization import (
    normalize_cvr,
    normalize_digits,
    normalize_emails,
    normalize_text,
    normalize_vat_number,
)
from econ_admin.gateway.records import Record, get_limit

MAX_NUMBER = 999_999_999  # where e-conomic publishes no limit
NORMALIZERS = {
    "corporate_identification_number": normalize_cvr,
    "cvr": normalize_cvr,
    "vat_number": normalize_vat_number,
    "p_number": normalize_digits,
    "ean": normalize_digits,
    "email": normalize_emails,
}
"""By the name of a record's field."""

# Autofill is off: the browser would offer the person's own address for a customer's.
CONTROL_ATTRIBUTES = {"class": "form-control", "autocomplete": "off"}


def text_field(
    record: type[Record], field: str, label: LazyText, *, lines: int = 1, required: bool = False, **attributes: Any
) -> TextField:
    """`attributes` are `help_text`, and HTML attributes of the control such as `inputmode`."""
    limit, help_text = get_limit(record, field), attributes.pop("help_text", "")
    normalize = NORMALIZERS.get(field, normalize_text)
    attributes = CONTROL_ATTRIBUTES | attributes
    control = forms.Textarea({"rows": str(lines), **attributes}) if lines > 1 else forms.TextInput(attributes)
    return TextField(
        lines=lines, label=label, help_text=help_text, required=required, max_length=limit.max_length, widget=control,
        min_length=limit.min_length or None, normalize=normalize,
    )  # fmt: skip


def amount_field(label: LazyText, *, help_text: LazyText = "") -> AmountField:
    control = forms.TextInput({**CONTROL_ATTRIBUTES, "inputmode": "decimal"})
    return AmountField(label=label, required=False, help_text=help_text, widget=control)


def rate_field(label: LazyText) -> RateField:
    return RateField(
        label=label, required=False, widget=forms.TextInput({**CONTROL_ATTRIBUTES, "inputmode": "decimal"})
    )


def date_field(label: LazyText, *, required: bool = False) -> DateField:
    return DateField(label=label, required=required, widget=forms.TextInput(CONTROL_ATTRIBUTES))


def number_field(record: type[Record], field: str, label: LazyText, *, help_text: LazyText = "") -> NumberField:
    limit, control = get_limit(record, field), forms.TextInput({**CONTROL_ATTRIBUTES, "inputmode": "numeric"})
    return NumberField(
        lowest=limit.min_value or 1,
        highest=limit.max_value or MAX_NUMBER,
        label=label,
        help_text=help_text,
        required=False,
        widget=control,
    )


def choice_field(
    label: LazyText,
    *,
    empty_label: LazyText = "",
    required: bool = False,
    is_numeric: bool = True,
    help_text: LazyText = "",
) -> ChoiceField:
    """Options are set by the view, with `form.set_options(name, options)`."""
    control = forms.Select({"class": "form-select"})
    return ChoiceField(
        empty_label=empty_label,
        is_numeric=is_numeric,
        label=label,
        required=required,
        help_text=help_text,
        widget=control,
    )


def flag_field(label: LazyText, *, help_text: LazyText = "") -> FlagField:
    control = forms.CheckboxInput({"class": "form-check-input"})
    return FlagField(label=label, required=False, help_text=help_text, widget=control)


def multiple_choice_field(
    label: LazyText, choices: Sequence[tuple[str, LazyText]], *, help_text: LazyText = ""
) -> MultipleChoiceField:
    control = forms.CheckboxSelectMultiple({"class": "form-check-input"})
    return MultipleChoiceField(label=label, choices=choices, required=False, help_text=help_text, widget=control)
