"""What every form over a document of e-conomic's does: keep what is untouched, and take e-conomic's refusal."""

from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple, Self, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from customers.shared.form_fields import ChoiceField, DocumentField, FlagField, MultipleChoiceField, Options
from econ_admin.gateway import Unavailable
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.records import FieldValue, Record


class ErrorSummaryItem(NamedTuple):
    """One line of the summary of errors, and the control that it is about."""

    control_id: str
    label: str
    message: str


class GatewayForm(forms.Form):
    """Its fields are named as the record's attributes."""

    record: ClassVar[type[Record]]
    use_required_attribute = False  # refusals are ours to word, and stand in the page

    def __init__(self, data: QueryDict | None = None, *, base: Record | None = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)
        self.base = base
        for name, field in self.document_fields():
            if base is not None:
                field.document_value = getattr(base, name)
                self.initial[name] = field.document_value

    def document_fields(self) -> list[tuple[str, DocumentField]]:
        return [(name, field) for name, field in self.fields.items() if isinstance(field, DocumentField)]

    @property
    def mine(self) -> dict[str, FieldValue]:
        """What is to stand in the document, by attribute name. Only of a valid form."""
        return {name: self.cleaned_data[name] for name, _field in self.document_fields()}

    def get_typed_value(self, name: str) -> FieldValue:
        """The field's value as it was understood, or as it was typed where it was not. Of a form that was judged."""
        return cast("FieldValue", self.cleaned_data.get(name, self._get_submitted(name)))

    def list_changed_fields(self) -> list[str]:
        """The fields that were sent back otherwise than they were shown."""
        return [name for name, field in self.document_fields() if field.is_changed(self._get_submitted(name))]

    def set_options(self, name: str, options: Options | Unavailable) -> None:
        """Fill a list to choose from. Where it could not be had, what is chosen now can be kept at least."""
        field = cast("ChoiceField", self.fields[name])
        field.is_unavailable = isinstance(options, Unavailable)
        current = self._get_submitted(name) if self.is_bound else self.initial.get(name)
        field.set_options(() if isinstance(options, Unavailable) else options, current)

    def rebase(self, theirs: Record) -> Self:
        """The same typing over a newer document: what was touched stays, the rest shows what they made of it."""
        data, changed_fields = cast("QueryDict", self.data).copy(), self.list_changed_fields()
        newer_form = type(self)(base=theirs, prefix=self.prefix, auto_id=self.auto_id)
        for name, field in newer_form.document_fields():
            if name not in changed_fields:
                _put_document_value(data, newer_form.add_prefix(name), field)
        return type(self)(data, base=theirs, prefix=self.prefix, auto_id=self.auto_id)

    def revert_fields(self, names: Iterable[str]) -> Self:
        """The same typing, but for these fields: they show what the document has."""
        data = cast("QueryDict", self.data).copy()
        for name, field in self.document_fields():
            if name in names:
                _put_document_value(data, self.add_prefix(name), field)
        return type(self)(data, base=self.base, prefix=self.prefix, auto_id=self.auto_id)

    def prefill(self, typed_fields: QueryDict) -> None:
        """Show what was typed earlier and not saved, as yet unjudged."""
        for name, field in self.fields.items():
            if self.add_prefix(name) in typed_fields or isinstance(field, FlagField | MultipleChoiceField):
                self.initial[name] = field.widget.value_from_datadict(typed_fields, {}, self.add_prefix(name))

    def add_upstream_errors(self, error: GatewayError) -> None:
        """Lay a refusal over the form, field by field; what belongs to no field stands on top."""
        for path, reasons in error.fields.items():
            field = self.find_field(path)
            self.add_error(field, reasons if field or not path else [f"{path}: {reason}" for reason in reasons])
        if not error.fields:
            self.add_error(None, _(error.message) % error.parameters)

    def find_field(self, path: str) -> str | None:
        """The field for a path of e-conomic's (`paymentTerms`, `paymentTerms.paymentTermsNumber`)."""
        names = dict(zip(self.record.__struct_encode_fields__, self.record.__struct_fields__, strict=True))
        field = names.get(path.partition(".")[0])
        return field if field in self.fields else None

    def show_warnings(self, name: str, messages: Iterable[str]) -> None:
        """Say beside a field what deserves a second look; it blocks nothing."""
        field, bound = self.fields[name], self[name]
        field.warnings = list(messages)  # type: ignore[attr-defined]  # for parts/field.html
        described_by = [f"{bound.auto_id}_helptext" if field.help_text else "", f"{bound.auto_id}_warning"]
        described_by.append(f"{bound.auto_id}_error" if self.is_bound and bound.errors else "")
        field.widget.attrs["aria-describedby"] = " ".join(filter(None, described_by))

    @property
    def summary(self) -> list[ErrorSummaryItem]:
        """Every error with its field, in the order of the page."""
        if not self.is_bound:
            return []
        fields = [name for name in self.fields if name in self.errors]
        return [ErrorSummaryItem("", "", str(sentence)) for sentence in self.non_field_errors()] + [
            ErrorSummaryItem(self[name].id_for_label, str(self[name].label), str(sentence))
            for name in fields
            for sentence in self.errors[name]
        ]

    def get_label(self, field: str) -> str:
        """What people call a field; a property without a field is called as e-conomic does."""
        return str(self.fields[field].label) if field in self.fields else field

    def format_value(self, name: str, value: FieldValue) -> str:
        """A value of a field as people read it; "" for nothing. After `offer`: a choice is its words."""
        return cast("DocumentField", self.fields[name]).format_value(value)

    def _get_submitted(self, name: str) -> Any:
        return self.fields[name].widget.value_from_datadict(self.data, {}, self.add_prefix(name))


def _put_document_value(data: QueryDict, key: str, field: DocumentField) -> None:
    """Into what was posted, as the browser would have posted the field untouched."""
    data.pop(key, None)
    if isinstance(field, MultipleChoiceField):
        data.setlist(key, [str(word) for word in field.document_value or ()])  # type: ignore[union-attr]  # a list of words
    elif not isinstance(field, FlagField):
        data[key] = field.format_for_control(field.document_value) or ""
    elif field.document_value:
        data[key] = "on"
