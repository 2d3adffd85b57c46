"""A customer's details, as groups of formatted facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from customers.shared import formatting
from customers.shared.fact_groups import Fact, Group
from customers.shared.text_links import TextLine, link_emails, link_telephone, link_website, split_lines
from econ_admin.gateway.records import Customer, Reference


@dataclass(frozen=True)
class CustomerNames:
    """Names by number. A number without a name is shown as it is."""

    groups: Mapping[int, str]
    terms: Mapping[int, str]
    zones: Mapping[int, str]
    layouts: Mapping[int, str]
    employees: Mapping[int, str]
    contacts: Mapping[int, str]
    locations: Mapping[int, str]


def build_facts(customer: Customer, names: CustomerNames) -> list[list[Group]]:
    """Builds two columns of groups."""
    return [
        [
            Group(_("Identity"), _build_identity(customer)),
            Group(_("Address and contact"), _build_address(customer)),
            Group(_("E-invoicing"), _build_e_invoicing(customer)),
        ],
        [
            Group(_("Payment and VAT"), _build_payment(customer, names)),
            Group(_("References"), _build_references(customer, names)),
        ],
    ]


def _build_identity(customer: Customer) -> list[Fact]:
    return [
        Fact(_("Customer number"), split_lines(str(customer.customer_number)), "tnum"),
        Fact(_("CVR number"), split_lines(formatting.format_cvr(customer.corporate_identification_number)), "tnum"),
        Fact(_("VAT number"), split_lines(customer.vat_number), "tnum"),
        Fact(_("P-number"), split_lines(customer.p_number), "tnum"),
    ]


def _build_address(customer: Customer) -> list[Fact]:
    town = f"{customer.zip} {customer.city}".strip()
    return [
        Fact(_("Address"), split_lines(customer.address, town), missing=_("Missing")),
        Fact(_("Country"), split_lines(customer.country)),
        Fact(_("Telephone"), link_telephone(customer.telephone_and_fax_number), "tnum"),
        Fact(_("Mobile"), link_telephone(customer.mobile_phone), "tnum"),
        Fact(_("E-mail"), link_emails(customer.email), missing=_("Missing")),
        Fact(_("Website"), link_website(customer.website)),
    ]


def _build_payment(customer: Customer, names: CustomerNames) -> list[Fact]:
    layout, limit = customer.layout, customer.credit_limit
    return [
        Fact(_("Customer group"), _format_reference(names.groups, customer.customer_group)),
        Fact(_("Payment terms"), _format_reference(names.terms, customer.payment_terms)),
        Fact(_("VAT zone"), _format_reference(names.zones, customer.vat_zone)),
        Fact(_("Currency"), split_lines(customer.currency)),
        Fact(
            _("Credit limit"),
            split_lines(formatting.format_amount(limit)) if limit is not None else [],
            "tnum",
            missing=pgettext("credit limit", "None"),
        ),
        Fact(_("Layout"), _format_reference(names.layouts, layout), missing=_("The agreement's default")),
    ]


def _build_e_invoicing(customer: Customer) -> list[Fact]:
    return [
        Fact(
            _("EAN number"),
            split_lines(formatting.format_ean(customer.ean)),
            "tnum",
            missing=pgettext("EAN number", "None"),
        ),
        Fact(_("Public entry number"), split_lines(customer.public_entry_number), "tnum"),
    ]


def _build_references(customer: Customer, names: CustomerNames) -> list[Fact]:
    changed = customer.last_updated
    return [
        Fact(_("Attention"), _format_reference(names.contacts, customer.attention)),
        Fact(_("Main contact"), _format_reference(names.contacts, customer.customer_contact)),
        Fact(_("Salesperson"), _format_reference(names.employees, customer.sales_person)),
        Fact(_("Default delivery location"), _format_reference(names.locations, customer.default_delivery_location)),
        Fact(_("Last changed"), split_lines(formatting.format_datetime(changed)) if changed else [], "tnum"),
    ]


def _format_reference(names: Mapping[int, str], reference: Reference | None) -> list[TextLine]:
    return split_lines(names.get(reference.number, str(reference.number))) if reference else []
