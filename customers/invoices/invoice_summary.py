"""The details of an invoice, as groups of formatted facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from customers.invoices.columns import Invoice
from customers.shared import formatting
from customers.shared.fact_groups import Fact, Group
from customers.shared.nem_handel import format_nem_handel_type
from customers.shared.text_links import TextLine, link_telephone, split_lines
from econ_admin.gateway.records import BookedInvoice, Reference


@dataclass(frozen=True)
class InvoiceNames:
    """Names by number. A number without a name is shown as it is."""

    layouts: Mapping[int, str] = field(default_factory=dict)
    employees: Mapping[int, str] = field(default_factory=dict)
    contacts: Mapping[int, str] = field(default_factory=dict)
    locations: Mapping[int, str] = field(default_factory=dict)


def has_named_contacts(invoice: Invoice) -> bool:
    """Whether the invoice refers to contacts of its customer, whose names have to be loaded."""
    return bool(invoice.recipient.attention or invoice.references.customer_contact)


def build_groups(invoice: Invoice, names: InvoiceNames) -> list[list[Group]]:
    """Builds two columns of groups."""
    return [
        [
            Group(_("Recipient"), _build_recipient(invoice, names)),
            Group(_("Delivery"), _build_delivery(invoice, names)),
        ],
        [
            Group(_("Payment"), _build_payment(invoice, names)),
            Group(_("References"), _build_references(invoice, names)),
        ],
    ]


def _build_recipient(invoice: Invoice, names: InvoiceNames) -> list[Fact]:
    recipient = invoice.recipient
    town = f"{recipient.zip} {recipient.city}".strip()
    return _drop_empty(
        Fact(_("Name"), split_lines(recipient.name), missing=_("Missing")),
        Fact(_("Attention"), _format_reference(names.contacts, recipient.attention)),
        Fact(_("Address"), split_lines(recipient.address, town, recipient.country), missing=_("Missing")),
        Fact(_("CVR number"), split_lines(formatting.format_cvr(recipient.cvr)), "tnum"),
        Fact(_("EAN number"), split_lines(formatting.format_ean(recipient.ean)), "tnum"),
        Fact(_("Public entry number"), split_lines(recipient.public_entry_number), "tnum"),
        Fact(_("NemHandel type"), split_lines(format_nem_handel_type(recipient.nem_handel_type))),
        Fact(_("Mobile"), link_telephone(recipient.mobile_phone), "tnum"),
        Fact(
            _("VAT zone"),
            split_lines(recipient.vat_zone.name or str(recipient.vat_zone.number)) if recipient.vat_zone else [],
        ),
    )


def _build_delivery(invoice: Invoice, names: InvoiceNames) -> list[Fact]:
    delivery = invoice.delivery
    town = f"{delivery.zip} {delivery.city}".strip()
    return _drop_empty(
        Fact(_("Address"), split_lines(delivery.address, town, delivery.country), missing=_("Same as recipient")),
        Fact(_("Delivery location"), _format_reference(names.locations, invoice.delivery_location)),
        Fact(_("Terms of delivery"), split_lines(delivery.delivery_terms)),
        Fact(
            _("Delivery date"),
            split_lines(formatting.format_date(delivery.delivery_date)) if delivery.delivery_date else [],
            "tnum",
        ),
    )


def _build_references(invoice: Invoice, names: InvoiceNames) -> list[Fact]:
    references = invoice.references
    return _drop_empty(
        Fact(_("Reference"), split_lines(references.other), missing=_("None")),
        Fact(_("Order number"), split_lines(_get_order_number(invoice)), "tnum"),
        Fact(_("Customer contact"), _format_reference(names.contacts, references.customer_contact)),
        Fact(_("Salesperson"), _format_reference(names.employees, references.sales_person)),
        Fact(_("Our reference"), _format_reference(names.employees, references.vendor_reference)),
        Fact(_("Project"), split_lines(str(invoice.project.number)) if invoice.project else [], "tnum"),
    )


def _get_order_number(invoice: Invoice) -> str:
    """Returns the number that a booked invoice had as a draft."""
    return str(invoice.order_number or "") if isinstance(invoice, BookedInvoice) else ""


def _build_payment(invoice: Invoice, names: InvoiceNames) -> list[Fact]:
    terms, rate = invoice.payment_terms, invoice.exchange_rate
    return _drop_empty(
        Fact(_("Payment terms"), split_lines(terms.name or str(terms.number))),
        Fact(_("Currency"), split_lines(invoice.currency)),
        Fact(_("Exchange rate"), split_lines(formatting.format_quantity(rate)) if rate and rate != 100 else [], "tnum"),
        Fact(_("Layout"), _format_reference(names.layouts, invoice.layout)),
    )


def _drop_empty(*facts: Fact) -> list[Fact]:
    """Drops empty facts, unless they have a text for a missing value."""
    return [fact for fact in facts if fact.lines or fact.missing]


def _format_reference(names: Mapping[int, str], reference: Reference | None) -> list[TextLine]:
    return split_lines(names.get(reference.number, str(reference.number))) if reference else []
