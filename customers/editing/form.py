"""Base class of forms over a document in e-conomic. Untouched values are kept, and e-conomic's errors are shown."""

from collections.abc import Iterable
from copy import copy
from typing import Any, ClassVar, NamedTuple, Self, cast

from django import forms
from django.http import QueryDict

from customers.shared.form_fields import ChoiceField, DocumentField, FlagField, MultipleChoiceField, Options
from econ_admin.gateway import Unavailable
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.records import FieldValue, Record
from econ_admin.http import translate


class ErrorSummaryItem(NamedTuple):
    """A line of the error summary, with a link to its control."""

    control_id: str
    label: str
    message: str


class GatewayForm(forms.Form):
    """A form whose fields are named after the record's attributes."""

    record: ClassVar[type[Record]]
    use_required_attribute = False  # errors are shown in the page, not by the browser
    required_css_class = "required"

    def __init__(self, data: QueryDict | None = None, *, base: Record | None = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)
        self.base = base
        for name, field in self.document_fields():
            if field.required:
                field.widget.attrs["aria-required"] = "true"
            if base is not None:
                field.document_value = getattr(base, name)
                self.initial[name] = field.document_value

    def document_fields(self) -> list[tuple[str, DocumentField]]:
        return [(name, field) for name, field in self.fields.items() if isinstance(field, DocumentField)]

    @property
    def has_required(self) -> bool:
        return any(field.required for field in self.fields.values())

    @property
    def mine(self) -> dict[str, FieldValue]:
        """The values to save, by attribute. Only for a valid form."""
        return {name: self.cleaned_data[name] for name, _field in self.document_fields()}

    def get_typed_value(self, name: str) -> FieldValue:
        """Returns the parsed value, or the text if it is invalid. Only for a validated form."""
        return cast("FieldValue", self.cleaned_data.get(name, self._get_submitted(name)))

    def list_changed_fields(self) -> list[str]:
        """Lists the fields that were posted with other values than shown."""
        return [name for name, field in self.document_fields() if field.is_changed(self._get_submitted(name))]

    def list_differing_fields(self, typed_fields: QueryDict) -> list[str]:
        """Lists the fields in which earlier input differs from what the form shows when it is opened."""
        return [name for name, field in self.document_fields() if self._differs(name, field, typed_fields)]

    def set_options(self, name: str, options: Options | Unavailable) -> None:
        """Sets a field's options. If they are unavailable, only the current value can be chosen."""
        field = cast("ChoiceField", self.fields[name])
        field.is_unavailable = isinstance(options, Unavailable)
        current = self._get_submitted(name) if self.is_bound else self.initial.get(name)
        field.set_options(() if isinstance(options, Unavailable) else options, current)

    def rebase(self, theirs: Record) -> Self:
        """Returns the form over a newer document: changed fields keep their input, others show the newer value."""
        data, changed_fields = cast("QueryDict", self.data).copy(), self.list_changed_fields()
        newer_form = type(self)(base=theirs, prefix=self.prefix, auto_id=self.auto_id)
        for name, field in newer_form.document_fields():
            if name not in changed_fields:
                _put_document_value(data, newer_form.add_prefix(name), field)
        return type(self)(data, base=theirs, prefix=self.prefix, auto_id=self.auto_id)

    def revert_fields(self, names: Iterable[str]) -> Self:
        """Returns the form with the document's value in these fields."""
        data = cast("QueryDict", self.data).copy()
        for name, field in self.document_fields():
            if name in names:
                _put_document_value(data, self.add_prefix(name), field)
        return type(self)(data, base=self.base, prefix=self.prefix, auto_id=self.auto_id)

    def prefill(self, typed_fields: QueryDict) -> None:
        """Shows earlier, unsaved input without validating it."""
        for name, field in self.fields.items():
            if self.add_prefix(name) in typed_fields or isinstance(field, FlagField | MultipleChoiceField):
                self.initial[name] = field.widget.value_from_datadict(typed_fields, {}, self.add_prefix(name))

    def add_upstream_errors(self, error: GatewayError) -> None:
        """Adds e-conomic's errors to their fields; others become form errors."""
        for path, reasons in error.fields.items():
            field = self.find_field(path)
            self.add_error(field, reasons if field or not path else [f"{path}: {reason}" for reason in reasons])
        if not error.fields:
            self.add_error(None, translate(error))

    def find_field(self, path: str) -> str | None:
        """Returns the field for one of e-conomic's paths (`paymentTerms`, `paymentTerms.paymentTermsNumber`)."""
        names = dict(zip(self.record.__struct_encode_fields__, self.record.__struct_fields__, strict=True))
        field = names.get(path.partition(".")[0])
        return field if field in self.fields else None

    def show_warnings(self, name: str, messages: Iterable[str]) -> None:
        """Shows warnings beside a field. They do not block saving."""
        field, bound = self.fields[name], self[name]
        field.warnings = list(messages)  # type: ignore[attr-defined]  # for parts/field.html
        described_by = [f"{bound.auto_id}_helptext" if field.help_text else "", f"{bound.auto_id}_warning"]
        described_by.append(f"{bound.auto_id}_error" if self.is_bound and bound.errors else "")
        field.widget.attrs["aria-describedby"] = " ".join(filter(None, described_by))

    @property
    def summary(self) -> list[ErrorSummaryItem]:
        """All errors, in the order of the page."""
        if not self.is_bound:
            return []
        fields = [name for name in self.fields if name in self.errors]
        return [ErrorSummaryItem("", "", str(sentence)) for sentence in self.non_field_errors()] + [
            ErrorSummaryItem(self[name].id_for_label, str(self[name].label), str(sentence))
            for name in fields
            for sentence in self.errors[name]
        ]

    def get_label(self, field: str) -> str:
        """Returns the field's label, or e-conomic's name of a property without a field."""
        return str(self.fields[field].label) if field in self.fields else field

    def format_value(self, name: str, value: FieldValue) -> str:
        """Formats a value for display, "" for none. Set the options before formatting a choice."""
        return cast("DocumentField", self.fields[name]).format_value(value)

    def _differs(self, name: str, field: DocumentField, typed_fields: QueryDict) -> bool:
        key = self.add_prefix(name)
        if key not in typed_fields and not isinstance(field, FlagField | MultipleChoiceField):
            return False
        shown_field = copy(field)
        shown_field.document_value = self.initial.get(name)
        return shown_field.is_changed(field.widget.value_from_datadict(typed_fields, {}, key))

    def _get_submitted(self, name: str) -> Any:
        return self.fields[name].widget.value_from_datadict(self.data, {}, self.add_prefix(name))


def _put_document_value(data: QueryDict, key: str, field: DocumentField) -> None:
    """Sets the posted data as a browser would for an untouched field."""
    data.pop(key, None)
    if isinstance(field, MultipleChoiceField):
        data.setlist(key, [str(word) for word in field.document_value or ()])  # type: ignore[union-attr]  # a list of words
    elif not isinstance(field, FlagField):
        data[key] = field.format_for_control(field.document_value) or ""
    elif field.document_value:
        data[key] = "on"
