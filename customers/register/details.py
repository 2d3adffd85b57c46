"""All that the register knows of a customer, in groups."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from customers.shared import formatting
from customers.shared.fact_groups import Fact, Group
from customers.shared.text_links import Line, emails, plain, telephone, website
from econ_admin.gateway.records import Customer, Reference


@dataclass(frozen=True)
class Names:
    """What numbers stand for; a number that is not there stands for itself."""

    groups: Mapping[int, str]
    terms: Mapping[int, str]
    zones: Mapping[int, str]
    layouts: Mapping[int, str]
    employees: Mapping[int, str]
    contacts: Mapping[int, str]
    locations: Mapping[int, str]


def facts(customer: Customer, names: Names) -> list[list[Group]]:
    """Two columns of groups."""
    return [
        [
            Group(_("Identity"), _identity(customer)),
            Group(_("Address and contact"), _address(customer)),
            Group(_("E-invoicing"), _e_invoicing(customer)),
        ],
        [
            Group(_("Payment and VAT"), _payment(customer, names)),
            Group(_("References"), _references(customer, names)),
        ],
    ]


def _identity(customer: Customer) -> list[Fact]:
    return [
        Fact(_("Customer number"), plain(str(customer.customer_number)), "tab"),
        Fact(_("CVR number"), plain(formatting.cvr(customer.corporate_identification_number)), "tab"),
        Fact(_("VAT number"), plain(customer.vat_number), "tab"),
        Fact(_("P-number"), plain(customer.p_number), "tab"),
    ]


def _address(customer: Customer) -> list[Fact]:
    town = f"{customer.zip} {customer.city}".strip()
    return [
        Fact(_("Address"), plain(customer.address, town), missing=_("Missing")),
        Fact(_("Country"), plain(customer.country)),
        Fact(_("Telephone"), telephone(customer.telephone_and_fax_number), "tab"),
        Fact(_("Mobile"), telephone(customer.mobile_phone), "tab"),
        Fact(_("E-mail"), emails(customer.email), missing=_("Missing")),
        Fact(_("Website"), website(customer.website)),
    ]


def _payment(customer: Customer, names: Names) -> list[Fact]:
    layout, limit = customer.layout, customer.credit_limit
    return [
        Fact(_("Customer group"), _named(names.groups, customer.customer_group)),
        Fact(_("Payment terms"), _named(names.terms, customer.payment_terms)),
        Fact(_("VAT zone"), _named(names.zones, customer.vat_zone)),
        Fact(_("Currency"), plain(customer.currency)),
        Fact(_("Credit limit"), plain(formatting.amount(limit)) if limit is not None else [], "tab", missing=_("None")),
        Fact(_("Layout"), _named(names.layouts, layout), missing=_("The agreement's default")),
    ]


def _e_invoicing(customer: Customer) -> list[Fact]:
    return [
        Fact(_("EAN number"), plain(customer.ean), "tab", missing=_("None")),
        Fact(_("Public entry number"), plain(customer.public_entry_number), "tab"),
    ]


def _references(customer: Customer, names: Names) -> list[Fact]:
    changed = customer.last_updated
    return [
        Fact(_("Attention"), _named(names.contacts, customer.attention)),
        Fact(_("Main contact"), _named(names.contacts, customer.customer_contact)),
        Fact(_("Sales person"), _named(names.employees, customer.sales_person)),
        Fact(_("Usual delivery location"), _named(names.locations, customer.default_delivery_location)),
        Fact(_("Last changed"), plain(formatting.moment(changed)) if changed else [], "tab"),
    ]


def _named(names: Mapping[int, str], reference: Reference | None) -> list[Line]:
    return plain(names.get(reference.number, str(reference.number))) if reference else []
