"""The names that rows of customers take from other lists, by number."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from econ_admin.gateway import Gateway, optional
from econ_admin.gateway.records import Contact, Customer

MAX_CONTACT_CALLS = 20  # customers whose contacts are loaded for one page of the list: one call each


@dataclass(frozen=True)
class ReferenceNames:
    """Names by number; one without a name is shown as it is."""

    groups: Mapping[int, str] = field(default_factory=dict)
    terms: Mapping[int, str] = field(default_factory=dict)
    zones: Mapping[int, str] = field(default_factory=dict)
    layouts: Mapping[int, str] = field(default_factory=dict)
    employees: Mapping[int, str] = field(default_factory=dict)
    contacts: Mapping[int, str] = field(default_factory=dict)
    """Those of the customers shown, as far as they were loaded."""
    base_currency: str = ""
    """The agreement's currency; "" if it could not be loaded."""


@dataclass(frozen=True)
class _ReferenceList:
    """A list of the agreement that a column takes names from."""

    name: str  # in ReferenceNames
    load: Callable[[Gateway], Sequence[Any]]
    number_attribute: str


LISTS_BY_COLUMN = {
    "group": _ReferenceList("groups", lambda economic: economic.customer_groups.all(), "customer_group_number"),
    "terms": _ReferenceList("terms", lambda economic: economic.payment_terms.all(), "payment_terms_number"),
    "zone": _ReferenceList("zones", lambda economic: economic.vat_zones.all(), "vat_zone_number"),
    "layout": _ReferenceList("layouts", lambda economic: economic.layouts.all(), "layout_number"),
    "salesperson": _ReferenceList("employees", lambda economic: economic.employees.all(), "employee_number"),
}


def load_names(economic: Gateway, keys: Collection[str]) -> ReferenceNames:
    """Loads the names that these columns need. Raises GatewayError."""
    lists = [reference_list for key, reference_list in LISTS_BY_COLUMN.items() if key in keys]
    answers = economic.together(*(partial(reference_list.load, economic) for reference_list in lists))
    return _build_names(lists, answers)


def load_available_names(economic: Gateway, keys: Collection[str]) -> ReferenceNames:
    """Loads the names that these columns need. Those that are unavailable are left out."""
    lists = [reference_list for key, reference_list in LISTS_BY_COLUMN.items() if key in keys]
    agreement, *answers = economic.together(
        optional(economic.agreement.get),
        *(optional(partial(reference_list.load, economic)) for reference_list in lists),
    )
    return _build_names(lists, answers, agreement.settings.base_currency if agreement else "")


def _build_names(lists: Iterable[_ReferenceList], answers: Iterable[Any], base_currency: str = "") -> ReferenceNames:
    names = {
        reference_list.name: {getattr(item, reference_list.number_attribute): item.name for item in answer or ()}
        for reference_list, answer in zip(lists, answers, strict=True)
    }
    return ReferenceNames(base_currency=base_currency, **names)


def add_contacts(
    economic: Gateway, names: ReferenceNames, keys: Collection[str], customers: Iterable[Customer]
) -> ReferenceNames:
    """Adds the names of the attention contacts: e-conomic has no list of all contacts, only one for each customer."""
    with_contact = [customer.customer_number for customer in customers if customer.attention]
    if "attention" not in keys or not with_contact:
        return names
    economic = economic.supporting()
    calls = [optional(partial(economic.contacts.of, number)) for number in with_contact[:MAX_CONTACT_CALLS]]
    contacts: list[Contact] = [contact for answer in economic.together(*calls) for contact in answer or ()]
    return replace(names, contacts={contact.customer_contact_number: contact.name for contact in contacts})
