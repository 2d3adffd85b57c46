"""One draft or one booked invoice as a document: whom it is to, what it says, every value ready as text."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from customers.invoices.columns import Invoice
from customers.shared import formatting
from customers.shared.fact_groups import Fact, Group
from customers.shared.text_links import Line, plain
from econ_admin.gateway.records import Reference


@dataclass(frozen=True)
class Names:
    """What numbers stand for; a number that is not there stands for itself."""

    layouts: Mapping[int, str] = field(default_factory=dict)
    employees: Mapping[int, str] = field(default_factory=dict)
    contacts: Mapping[int, str] = field(default_factory=dict)


def names_contacts(invoice: Invoice) -> bool:
    """Whether it names contacts of its customer, who are known by number alone."""
    return bool(invoice.recipient.attention or invoice.references.customer_contact)


def groups(invoice: Invoice, names: Names) -> list[list[Group]]:
    """Two columns of groups."""
    return [
        [Group(_("Recipient"), _recipient(invoice, names)), Group(_("Delivery"), _delivery(invoice))],
        [Group(_("Payment"), _payment(invoice, names)), Group(_("References"), _references(invoice, names))],
    ]


def _recipient(invoice: Invoice, names: Names) -> list[Fact]:
    to = invoice.recipient
    town = f"{to.zip} {to.city}".strip()
    return _said(
        Fact(_("Name"), plain(to.name), missing=_("Missing")),
        Fact(_("Attention"), _named(names.contacts, to.attention)),
        Fact(_("Address"), plain(to.address, town, to.country), missing=_("Missing")),
        Fact(_("CVR number"), plain(formatting.cvr(to.cvr)), "tab"),
        Fact(_("EAN number"), plain(to.ean), "tab"),
        Fact(_("Public entry number"), plain(to.public_entry_number), "tab"),
        Fact(_("VAT zone"), plain(to.vat_zone.name or str(to.vat_zone.number)) if to.vat_zone else []),
    )


def _delivery(invoice: Invoice) -> list[Fact]:
    to, place = invoice.delivery, invoice.delivery_location
    town = f"{to.zip} {to.city}".strip()
    return _said(
        Fact(_("Address"), plain(to.address, town, to.country), missing=_("The recipient's")),
        Fact(_("Delivery location"), plain(str(place.number)) if place else [], "tab"),
        Fact(_("Terms of delivery"), plain(to.delivery_terms)),
        Fact(_("Delivery date"), plain(formatting.day(to.delivery_date)) if to.delivery_date else [], "tab"),
    )


def _references(invoice: Invoice, names: Names) -> list[Fact]:
    known = invoice.references
    return _said(
        Fact(_("Reference"), plain(known.other), missing=_("None")),
        Fact(_("Their contact"), _named(names.contacts, known.customer_contact)),
        Fact(_("Sales person"), _named(names.employees, known.sales_person)),
        Fact(_("Our reference"), _named(names.employees, known.vendor_reference)),
        Fact(_("Project"), plain(str(invoice.project.number)) if invoice.project else [], "tab"),
    )


def _payment(invoice: Invoice, names: Names) -> list[Fact]:
    terms, rate = invoice.payment_terms, invoice.exchange_rate
    return _said(
        Fact(_("Payment terms"), plain(terms.name or str(terms.number))),
        Fact(_("Currency"), plain(invoice.currency)),
        Fact(_("Exchange rate"), plain(formatting.quantity(rate)) if rate and rate != 100 else [], "tab"),
        Fact(_("Layout"), _named(names.layouts, invoice.layout)),
    )


def _said(*facts: Fact) -> list[Fact]:
    """Without what the invoice says nothing of, unless that is worth a word."""
    return [fact for fact in facts if fact.lines or fact.missing]


def _named(names: Mapping[int, str], reference: Reference | None) -> list[Line]:
    return plain(names.get(reference.number, str(reference.number))) if reference else []
