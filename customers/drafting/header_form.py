"""The form of a sheet's fields, all but its lines: each is kept by itself as it is changed."""

import json
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.drafting.draft_json import value_of
from customers.drafting.header_fields import head_fields
from customers.shared.form_fields import Kept, Options, Pick
from econ_admin.gateway import Unavailable
from econ_admin.gateway.records import FieldValue, InvoiceHeader


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

    def __init__(self, head: InvoiceHeader, typed: Mapping[str, str] | None = None) -> None:
        fields = head_fields()
        data = QueryDict(mutable=True)
        for name, field in fields.items():
            field.kept = value_of(head, name)
            data[name] = (typed or {}).get(name, field.shown(field.kept) or "")
        super().__init__(data, label_suffix="", auto_id="f-%s")
        fields["currency"].widget.attrs |= {"form": "send-form", "autocomplete": "off"}
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
        """The currency is changed by buttons of its own, which ask what becomes of the prices. It belongs to the form
        that sends, so that a choice without its second step is noticed there, without scripts too."""
        return self["currency"]

    @property
    def is_pending(self) -> bool:
        """Whether another currency is chosen, and not what becomes of the prices."""
        return self.typed.get("currency", self.shown["currency"]) != self.shown["currency"]

    @property
    def is_open(self) -> bool:
        """Whether something is to be said about a field that is folded away."""
        return self.is_pending or any(name in self.wrong_names for _title, names in self.GROUPS for name in names)

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

    def offer(self, name: str, options: Options | Unavailable) -> None:
        field = cast("Pick", self.fields[name])
        field.failed = isinstance(options, Unavailable)
        field.offer(() if isinstance(options, Unavailable) else options, self.data.get(name))

    def words_for(self, name: str, value: FieldValue) -> str:
        return cast("Kept", self.fields[name]).words_for(value)
