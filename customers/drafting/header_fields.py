"""Labels and controls of the header fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.editing.field_factories import choice_field, date_field, rate_field, text_field
from customers.shared.form_fields import DocumentField, ReferenceNumberField, TextField
from econ_admin.gateway.records import Delivery, InvoiceReferences, Notes, Recipient


def _build_notes_field(name: str, label: Any, *, lines: int) -> TextField:
    return text_field(Notes, name, label, lines=lines)


def build_header_fields() -> dict[str, DocumentField]:
    """Builds new fields for a form, because each field holds its form's value."""
    numeric_input = forms.TextInput({"class": "form-control", "inputmode": "numeric"})
    fields: dict[str, DocumentField] = {
        "date": date_field(_("Invoice date"), required=True),
        "payment_terms": choice_field(_("Payment terms"), required=True, help_text=_("Decides the due date.")),
        "due_date": date_field(_("Due date")),
        "currency": choice_field(_("Currency"), required=True, is_numeric=False),
        "delivery_location": choice_field(
            _("Delivery location"), empty_label=pgettext_lazy("delivery location", "None")
        ),
        "recipient.attention": choice_field(
            _("Attention"), empty_label=_("None"), help_text=_("The person the invoice is addressed to.")
        ),
        "references.other": text_field(
            InvoiceReferences, "other", _("Their reference"), help_text=_("For example the customer's order number.")
        ),
        "recipient.vat_zone": choice_field(
            _("VAT zone"), required=True, help_text=_("The VAT zone and the product group decide which VAT is added.")
        ),
        "recipient.nem_handel_type": choice_field(_("NemHandel type"), empty_label=_("None"), is_numeric=False),
        "delivery.delivery_date": date_field(_("Delivery date")),
        "references.customer_contact": choice_field(
            _("Customer contact"), empty_label=_("None"), help_text=_("The person to contact about the invoice.")
        ),
        "references.sales_person": choice_field(_("Salesperson"), empty_label=_("None")),
        "references.vendor_reference": choice_field(
            _("Our reference"), empty_label=_("None"), help_text=_("A second employee involved in the sale.")
        ),
        "layout": choice_field(_("Layout"), required=True),
        "exchange_rate": rate_field(_("Exchange rate for 100 units")),
        "project": ReferenceNumberField(label=_("Project number"), required=False, widget=numeric_input),
        "notes.heading": text_field(Notes, "heading", _("Heading")),
        "notes.text_line1": _build_notes_field("text_line1", _("Text above the lines"), lines=2),
        "notes.text_line2": _build_notes_field("text_line2", _("Text below the lines"), lines=3),
    }
    labels = {
        "name": _("Name"), "address": _("Address"), "zip": _("Postal code"), "city": _("City"),
        "country": _("Country"), "ean": _("EAN number"),
        "public_entry_number": _("Public entry number"), "mobile_phone": _("Mobile"),
    }  # fmt: skip
    fields |= {
        f"recipient.{name}": text_field(
            Recipient, name, label, required=name == "name", lines=2 if name == "address" else 1
        )
        for name, label in labels.items()
    }
    delivery_labels = {**{name: labels[name] for name in ("address", "zip", "city", "country")}}
    delivery_labels["delivery_terms"] = _("Terms of delivery")
    fields |= {
        f"delivery.{name}": text_field(Delivery, name, label, lines=2 if name == "address" else 1)
        for name, label in delivery_labels.items()
    }
    return fields
