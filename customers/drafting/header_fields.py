"""The fields of a sheet, all but its lines: what each is called, and by which control it is typed or chosen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.editing.field_factories import day, pick, rate, text
from customers.shared.form_fields import Kept, Pick, Text
from econ_admin.gateway.records import Delivery, InvoiceReferences, Notes, Recipient

NEM_HANDEL = (
    ("ean", "EAN"),
    ("corporateIdentificationNumber", "CVR"),
    ("pNumber", _("P number")),
    ("peppol", "Peppol"),
)


def _note(name: str, label: Any) -> Text:
    return text(Notes, name, label, lines=3)


def head_fields() -> dict[str, Kept]:
    """Made anew for each form: a field knows what it had."""
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
        "exchange_rate": rate(_("Exchange rate")),
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
