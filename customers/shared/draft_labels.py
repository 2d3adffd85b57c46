"""Labels of the fields of a draft, to name those that e-conomic did not save as sent."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, str | Promise] = {
    "date": _("Invoice date"),
    "due_date": _("Due date"),
    "payment_terms": _("Payment terms"),
    "currency": _("Currency"),
    "exchange_rate": _("Exchange rate"),
    "customer": _("Customer"),
    "recipient": _("Recipient"),
    "recipient.name": _("Name"),
    "recipient.address": _("Address"),
    "recipient.zip": _("Postal code"),
    "recipient.city": _("City"),
    "recipient.country": _("Country"),
    "recipient.ean": _("EAN number"),
    "recipient.public_entry_number": _("Public entry number"),
    "recipient.attention": _("Attention"),
    "recipient.vat_zone": _("VAT zone"),
    "recipient.mobile_phone": _("Mobile"),
    "recipient.nem_handel_type": _("NemHandel type"),
    "delivery_location": _("Delivery location"),
    "delivery": _("Delivery"),
    "delivery.address": _("Delivery address"),
    "delivery.zip": _("Postal code of the delivery address"),
    "delivery.city": _("City of the delivery address"),
    "delivery.country": _("Country of the delivery address"),
    "delivery.delivery_terms": _("Terms of delivery"),
    "delivery.delivery_date": _("Delivery date"),
    "notes": _("Texts on the invoice"),
    "notes.heading": _("Heading"),
    "notes.text_line1": _("Text above the lines"),
    "notes.text_line2": _("Text below the lines"),
    "references": _("References"),
    "references.customer_contact": _("Customer contact"),
    "references.sales_person": _("Salesperson"),
    "references.vendor_reference": _("Our reference"),
    "references.other": _("Their reference"),
    "layout": _("Layout"),
    "project": _("Project"),
    "lines": _("Lines"),
}
LINE_LABELS: dict[str, str | Promise] = {
    "product": _("Product"),
    "description": _("Text"),
    "quantity": _("Quantity"),
    "unit": _("Unit"),
    "unit_net_price": _("Price"),
    "discount_percentage": _("Discount %"),
    "unit_cost_price": _("Cost price"),
    "delivery_date": _("Delivery date"),
    "accrual": _("Accrual period"),
    "departmental_distribution": _("Departments"),
    "sort_key": _("Position"),
}


def list_labels(paths: Iterable[str]) -> str:
    """Lists the labels of these fields, as `find_dropped_fields` returns them, each once."""
    return ", ".join(dict.fromkeys(map(_get_label, paths)))


def _get_label(path: str) -> str:
    """Returns the label of a field, else that of the object it is in, else its name in the API."""
    root, _dot, line_path = path.partition(".")
    number, _dot, line_field = line_path.partition(".")
    if root == "lines" and line_field:
        parameters = {"field": LINE_LABELS.get(line_field.partition(".")[0], line_field), "line": number}
        # Translators: a field of an invoice line, such as "Price (line 2)".
        return gettext("%(field)s (line %(line)s)") % parameters
    return str(LABELS.get(path) or LABELS.get(root, path))
