"""The fields of a sheet, but its lines: each is kept by itself as it is changed."""

import json
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers import formats
from customers.forms.controls import pick, text
from customers.forms.inputs import Kept, Options, Pick, Text
from customers.sheets.documents import value_of
from econ_admin.gateway import Gap
from econ_admin.gateway.records import Delivery, InvoiceHead, InvoiceReferences, Notes, Recipient, Value

NEM_HANDEL = (
    ("ean", "EAN"),
    ("corporateIdentificationNumber", "CVR"),
    ("pNumber", _("P number")),
    ("peppol", "Peppol"),
)


class Day(Kept):
    """A date as people type it in Denmark."""

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else formats.day(value)

    def to_python(self, value: Any) -> Any:
        if not (typed := (value or "").strip()):
            return None
        try:
            return formats.read_date(typed, timezone.localdate())
        except formats.Misread as error:
            raise ValidationError(gettext(error.sentence) % error.parameters, code="misread") from error


class Rate(Kept):
    """An exchange rate: as many decimals as it has."""

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else formats.quantity(value)

    def to_python(self, value: Any) -> Any:
        if not (typed := (value or "").strip()):
            return None
        try:
            return formats.read_quantity(typed)
        except formats.Misread as error:
            raise ValidationError(gettext(error.sentence) % error.parameters, code="misread") from error


def day(label: Any, *, required: bool = False) -> Day:
    return Day(label=label, required=required, widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}))


class HeadForm(forms.Form):
    """Named as the paths of `documents.HEAD_FIELDS`."""

    use_required_attribute = False

    GROUPS = (
        ("", ("date", "payment_terms", "due_date", "delivery_location", "recipient.attention", "references.other")),
        (
            _("Recipient"),
            ("recipient.name", "recipient.address", "recipient.zip", "recipient.city", "recipient.country",
             "recipient.vat_zone", "recipient.ean", "recipient.cvr", "recipient.public_entry_number",
             "recipient.nem_handel_type", "recipient.mobile_phone"),
        ),
        (
            _("Delivery"),
            ("delivery.address", "delivery.zip", "delivery.city", "delivery.country", "delivery.delivery_terms",
             "delivery.delivery_date"),
        ),
        (
            _("References and layout"),
            ("references.customer_contact", "references.sales_person", "references.vendor_reference", "layout",
             "exchange_rate", "project", "notes.heading"),
        ),
    )  # fmt: skip
    BELOW = ("notes.text_line1", "notes.text_line2")

    def __init__(self, head: InvoiceHead, typed: Mapping[str, str] | None = None) -> None:
        fields = head_fields()
        data = QueryDict(mutable=True)
        for name, field in fields.items():
            field.kept = value_of(head, name)
            data[name] = (typed or {}).get(name, field.shown(field.kept) or "")
        super().__init__(data, label_suffix="", auto_id="f-%s")
        self.fields.update(fields)
        self.typed = typed or {}
        self.said: set[str] = set()
        self.newer: set[str] = set()

    @property
    def shown(self) -> dict[str, str]:
        """What each control has when nothing is typed."""
        return {name: str(field.shown(field.kept) or "") for name, field in self.fields.items()}  # type: ignore[attr-defined]  # all are Kept

    @property
    def shown_json(self) -> str:
        return json.dumps(self.shown)

    @property
    def groups(self) -> list[dict[str, Any]]:
        return [{"title": title, "fields": [self[name] for name in names]} for title, names in self.GROUPS]

    @property
    def below(self) -> list[forms.BoundField]:
        return [self[name] for name in self.BELOW]

    @property
    def money(self) -> forms.BoundField:
        """The currency is changed by a form of its own, which asks what becomes of the prices."""
        return self["currency"]

    @property
    def is_open(self) -> bool:
        """Whether something is to be said about a field that is folded away."""
        return any(name in self.wrong_names for _title, names in self.GROUPS for name in names)

    @property
    def wrong_names(self) -> set[str]:
        """The fields that something is to be said about: not those that nobody typed in."""
        return set(self.wrong) | self.said

    @property
    def changes(self) -> dict[str, Any]:
        """What was typed, as values. Only where `wrong` is empty."""
        return {name: self.cleaned_data[name] for name in self.typed if name in self.cleaned_data}

    @property
    def wrong(self) -> dict[str, list[str]]:
        """What cannot be understood of what was typed."""
        return {name: [str(each) for each in self.errors[name]] for name in self.typed if name in self.errors}

    def say(self, name: str, messages: list[str]) -> None:
        """Lay a refusal on a field."""
        self.said.add(name)
        self.add_error(name if name in self.fields else None, messages)

    def say_newer(self, name: str) -> None:
        """Somebody else made something else of it: theirs in words, as its list has them."""
        self.newer.add(name)
        words = self.words_for(name, cast("Kept", self.fields[name]).kept) or gettext("nothing")
        self.say(name, [gettext("Somebody has changed this meanwhile to: %(newer)s") % {"newer": words}])

    def offer(self, name: str, options: Options | Gap) -> None:
        field = cast("Pick", self.fields[name])
        field.failed = isinstance(options, Gap)
        field.offer(() if isinstance(options, Gap) else options, self.data.get(name))

    def words_for(self, name: str, value: Value) -> str:
        return cast("Kept", self.fields[name]).words_for(value)


def _note(name: str, label: Any) -> Text:
    return text(Notes, name, label, lines=3)


def head_fields() -> dict[str, Kept]:
    """Made anew for each form: a field knows what it had."""
    control = forms.TextInput({"class": "form-control", "inputmode": "decimal"})
    numeric = forms.TextInput({"class": "form-control", "inputmode": "numeric"})
    found: dict[str, Kept] = {
        "date": day(_("Invoice date"), required=True),
        "payment_terms": pick(_("Payment terms"), required=True),
        "due_date": day(_("Due date")),
        "currency": pick(_("Currency"), required=True, numbered=False),
        "delivery_location": pick(_("Delivery location"), none=_("None")),
        "recipient.attention": pick(_("Attention"), none=_("Nobody")),
        "references.other": text(InvoiceReferences, "other", _("Their reference")),
        "recipient.vat_zone": pick(_("VAT zone"), required=True),
        "recipient.nem_handel_type": pick(_("Nemhandel type"), none=_("None"), numbered=False),
        "delivery.delivery_date": day(_("Delivery date")),
        "references.customer_contact": pick(_("Customer contact"), none=_("Nobody")),
        "references.sales_person": pick(_("Sales person"), none=_("Nobody")),
        "references.vendor_reference": pick(_("Our reference"), none=_("Nobody")),
        "layout": pick(_("Layout"), required=True),
        "exchange_rate": Rate(label=_("Exchange rate"), required=False, widget=control),
        "project": Pick(label=_("Project number"), required=False, widget=numeric),
        "notes.heading": text(Notes, "heading", _("Heading")),
        "notes.text_line1": _note("text_line1", _("Text above the lines")),
        "notes.text_line2": _note("text_line2", _("Text below the lines")),
    }
    labels = {
        "name": _("Name"), "address": _("Address"), "zip": _("Postal code"), "city": _("City"),
        "country": _("Country"), "ean": _("EAN number"), "cvr": _("CVR number"),
        "public_entry_number": _("Public entry number"), "mobile_phone": _("Mobile phone"),
    }  # fmt: skip
    found |= {
        f"recipient.{name}": text(Recipient, name, label, required=name == "name", lines=2 if name == "address" else 1)
        for name, label in labels.items()
    }
    places = {**{name: labels[name] for name in ("address", "zip", "city", "country")}}
    places["delivery_terms"] = _("Terms of delivery")
    found |= {
        f"delivery.{name}": text(Delivery, name, label, lines=2 if name == "address" else 1)
        for name, label in places.items()
    }
    return found
