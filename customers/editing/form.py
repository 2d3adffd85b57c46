"""What every form over a document of e-conomic's does: keep what is untouched, and take e-conomic's refusal."""

from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple, Self, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from customers.shared.form_fields import Flag, Kept, Options, Pick, Several
from econ_admin.gateway import Unavailable
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.records import FieldValue, Record


class Wrong(NamedTuple):
    """One line of the summary of errors, and the control that it is about."""

    where: str
    label: str
    sentence: str


class GatewayForm(forms.Form):
    """Its fields are named as the record's attributes."""

    record: ClassVar[type[Record]]
    use_required_attribute = False  # refusals are ours to word, and stand in the page

    def __init__(self, data: QueryDict | None = None, *, base: Record | None = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)
        self.base = base
        for name, field in self.kept_fields():
            if base is not None:
                field.kept = getattr(base, name)
                self.initial[name] = field.kept

    def kept_fields(self) -> list[tuple[str, Kept]]:
        return [(name, field) for name, field in self.fields.items() if isinstance(field, Kept)]

    @property
    def mine(self) -> dict[str, FieldValue]:
        """What is to stand in the document, by attribute name. Only of a valid form."""
        return {name: self.cleaned_data[name] for name, _field in self.kept_fields()}

    def typed(self, name: str) -> FieldValue:
        """The field's value as it was understood, or as it was typed where it was not. Of a form that was judged."""
        return cast("FieldValue", self.cleaned_data.get(name, self._sent(name)))

    def touched(self) -> list[str]:
        """The fields that were sent back otherwise than they were shown."""
        return [name for name, field in self.kept_fields() if field.is_touched(self._sent(name))]

    def offer(self, name: str, options: Options | Unavailable) -> None:
        """Fill a list to choose from. Where it could not be had, what is chosen now can be kept at least."""
        field = cast("Pick", self.fields[name])
        field.failed = isinstance(options, Unavailable)
        current = self._sent(name) if self.is_bound else self.initial.get(name)
        field.offer(() if isinstance(options, Unavailable) else options, current)

    def over(self, theirs: Record) -> Self:
        """The same typing over a newer document: what was touched stays, the rest shows what they made of it."""
        data, touched = cast("QueryDict", self.data).copy(), self.touched()
        newer = type(self)(base=theirs, prefix=self.prefix, auto_id=self.auto_id)
        for name, field in newer.kept_fields():
            if name not in touched:
                _put(data, newer.add_prefix(name), field)
        return type(self)(data, base=theirs, prefix=self.prefix, auto_id=self.auto_id)

    def yielding(self, names: Iterable[str]) -> Self:
        """The same typing, but for these fields: they show what the document has."""
        data = cast("QueryDict", self.data).copy()
        for name, field in self.kept_fields():
            if name in names:
                _put(data, self.add_prefix(name), field)
        return type(self)(data, base=self.base, prefix=self.prefix, auto_id=self.auto_id)

    def show(self, typed: QueryDict) -> None:
        """Show what was typed earlier and not saved, as yet unjudged."""
        for name, field in self.fields.items():
            if self.add_prefix(name) in typed or isinstance(field, Flag | Several):
                self.initial[name] = field.widget.value_from_datadict(typed, {}, self.add_prefix(name))

    def refuse(self, error: GatewayError) -> None:
        """Lay a refusal over the form, field by field; what belongs to no field stands on top."""
        for path, reasons in error.fields.items():
            field = self.field_at(path)
            self.add_error(field, reasons if field or not path else [f"{path}: {reason}" for reason in reasons])
        if not error.fields:
            self.add_error(None, _(error.message) % error.parameters)

    def field_at(self, path: str) -> str | None:
        """The field for a path of e-conomic's (`paymentTerms`, `paymentTerms.paymentTermsNumber`)."""
        names = dict(zip(self.record.__struct_encode_fields__, self.record.__struct_fields__, strict=True))
        field = names.get(path.partition(".")[0])
        return field if field in self.fields else None

    def warn(self, name: str, sentences: Iterable[str]) -> None:
        """Say beside a field what deserves a second look; it blocks nothing."""
        field, bound = self.fields[name], self[name]
        field.warnings = list(sentences)  # type: ignore[attr-defined]  # for parts/field.html
        said = [f"{bound.auto_id}_helptext" if field.help_text else "", f"{bound.auto_id}_warning"]
        said.append(f"{bound.auto_id}_error" if self.is_bound and bound.errors else "")
        field.widget.attrs["aria-describedby"] = " ".join(filter(None, said))

    @property
    def summary(self) -> list[Wrong]:
        """Every error with its field, in the order of the page."""
        if not self.is_bound:
            return []
        fields = [name for name in self.fields if name in self.errors]
        return [Wrong("", "", str(sentence)) for sentence in self.non_field_errors()] + [
            Wrong(self[name].id_for_label, str(self[name].label), str(sentence))
            for name in fields
            for sentence in self.errors[name]
        ]

    def label_of(self, field: str) -> str:
        """What people call a field; a property without a field is called as e-conomic does."""
        return str(self.fields[field].label) if field in self.fields else field

    def words_for(self, name: str, value: FieldValue) -> str:
        """A value of a field as people read it; "" for nothing. After `offer`: a choice is its words."""
        return cast("Kept", self.fields[name]).words_for(value)

    def _sent(self, name: str) -> Any:
        return self.fields[name].widget.value_from_datadict(self.data, {}, self.add_prefix(name))


def _put(data: QueryDict, key: str, field: Kept) -> None:
    """Into what was posted, as the browser would have posted the field untouched."""
    data.pop(key, None)
    if isinstance(field, Several):
        data.setlist(key, [str(word) for word in field.kept or ()])  # type: ignore[union-attr]  # a list of words
    elif not isinstance(field, Flag):
        data[key] = field.shown(field.kept) or ""
    elif field.kept:
        data[key] = "on"
