"""The form of a working draft's header. Each field is saved by itself when it changes."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.drafting.draft_json import get_value
from customers.drafting.header_fields import build_header_fields
from customers.shared.form_fields import ChoiceField, DocumentField, Options
from customers.shared.formatting import format_cvr, format_phone
from econ_admin.gateway import Unavailable
from econ_admin.gateway.records import FieldValue, InvoiceHeader

NEW_DRAFTS_ONLY = "recipient.mobile_phone"


class RecipientFact(NamedTuple):
    """A value that cannot be changed, with the reason."""

    label: str
    text: str
    hint: str


class HeaderForm(forms.Form):
    """The header form. Its fields are named after `HEADER_FIELDS`."""

    use_required_attribute = False

    GROUPS = (
        ("", ("date", "payment_terms", "due_date", "delivery_location", "recipient.attention", "references.other")),
        (
            _("Recipient"),
            ("recipient.name", "recipient.address", "recipient.zip", "recipient.city", "recipient.country",
             "recipient.vat_zone", "recipient.ean", "recipient.public_entry_number",
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
             "exchange_rate", "project"),
        ),
    )  # fmt: skip
    RECIPIENT = 1  # index of the group
    ABOVE = ("notes.heading", "notes.text_line1")
    BELOW = ("notes.text_line2",)

    def __init__(
        self, header: InvoiceHeader, typed_texts: Mapping[str, str] | None = None, *, is_new: bool = True
    ) -> None:
        fields = build_header_fields()
        if not is_new:
            del fields[NEW_DRAFTS_ONLY]
        self.cvr, self.is_new = header.recipient.cvr, is_new
        self.mobile_phone = header.recipient.mobile_phone
        data = QueryDict(mutable=True)
        for name, field in fields.items():
            field.document_value = get_value(header, name)
            data[name] = (typed_texts or {}).get(name, field.format_for_control(field.document_value) or "")
        super().__init__(data, label_suffix="", auto_id="f-%s")
        fields["currency"].widget.attrs |= {"form": "send-form", "autocomplete": "off"}
        self.fields.update(fields)
        for group in ("recipient", "delivery"):
            self.fields[f"{group}.zip"].widget.attrs |= {
                f"data-{name}": self[f"{group}.{name}"].id_for_label for name in ("city", "country")
            }
        self.typed_texts = typed_texts or {}
        self.reported: set[str] = set()
        self.conflicting: set[str] = set()

    @cached_property
    def original_values(self) -> dict[str, str]:
        """The text of each control before input."""
        return {name: str(field.format_for_control(field.document_value) or "") for name, field in self.fields.items()}  # type: ignore[attr-defined]  # all are Kept

    @cached_property
    def original_json(self) -> str:
        return json.dumps(self.original_values)

    @property
    def groups(self) -> list[dict[str, Any]]:
        groups: list[dict[str, Any]] = [
            {"title": title, "fields": [self[name] for name in names if name in self.fields]}
            for title, names in self.GROUPS
        ]
        groups[self.RECIPIENT]["facts"] = self.recipient_facts
        return groups

    @property
    def recipient_facts(self) -> list[RecipientFact]:
        """What e-conomic sets of the recipient, or takes for a new draft only."""
        facts = [RecipientFact(gettext("CVR number"), format_cvr(self.cvr), gettext("From the customer."))]
        if not self.is_new:
            hint = gettext("Can only be set on a new draft.")
            facts.append(RecipientFact(gettext("Mobile"), format_phone(self.mobile_phone), hint))
        return [fact for fact in facts if fact.text]

    @property
    def fields_above_lines(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ABOVE]

    @property
    def fields_below_lines(self) -> list[forms.BoundField]:
        return [self[name] for name in self.BELOW]

    @property
    def currency_field(self) -> forms.BoundField:
        """The currency, which has its own buttons to choose what happens to prices.

        It belongs to the send form, so that sending notices a pending choice, with or without scripts.
        """
        return self["currency"]

    @property
    def is_pending(self) -> bool:
        """Whether another currency is selected but not yet applied."""
        return self.typed_texts.get("currency", self.original_values["currency"]) != self.original_values["currency"]

    @property
    def has_folded_errors(self) -> bool:
        """Whether a field in the folded part has messages."""
        return self.is_pending or any(name in self.names_with_errors for _title, names in self.GROUPS for name in names)

    @property
    def names_with_errors(self) -> set[str]:
        """The fields to show messages for. Untouched fields are left out."""
        return set(self.input_errors) | self.reported

    @property
    def changes(self) -> dict[str, Any]:
        """The typed values, without those that are invalid."""
        return {name: self.cleaned_data[name] for name in self.typed_texts if name in self.cleaned_data}

    @property
    def input_errors(self) -> dict[str, list[str]]:
        """Errors in the typed values, by field."""
        return {name: [str(error) for error in self.errors[name]] for name in self.typed_texts if name in self.errors}

    def report_errors(self, name: str, messages: list[str]) -> None:
        """Adds e-conomic's errors to a field."""
        self.reported.add(name)
        self.add_error(name if name in self.fields else None, messages)

    def report_conflict(self, name: str) -> None:
        """Adds a message with the newer value of a field that someone else changed."""
        self.conflicting.add(name)
        their_text = self.format_value(name, cast("DocumentField", self.fields[name]).document_value) or gettext(
            "empty"
        )
        self.report_errors(name, [gettext("Someone changed this to: %(newer)s") % {"newer": their_text}])

    def set_options(self, name: str, options: Options | Unavailable) -> None:
        field = cast("ChoiceField", self.fields[name])
        field.is_unavailable = isinstance(options, Unavailable)
        field.set_options(() if isinstance(options, Unavailable) else options, self.data.get(name))

    def format_value(self, name: str, value: FieldValue) -> str:
        return cast("DocumentField", self.fields[name]).format_value(value)
