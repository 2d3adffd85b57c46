"""The sandbox's rules against the published facts: limits, what is required, filterable and sortable.

Where the server is known to do otherwise than its schema says, the correction stands here by name.
"""

import json
from functools import cache
from typing import Any

import pytest

from econ_admin.sandbox.answers import COLLECTIONS, contacts, customers, delivery_locations
from econ_admin.sandbox.rules import Rules
from tests.agreement.recordings import MISSING, REFERENCE

FACTS = REFERENCE / "schema-facts.json"
pytestmark = pytest.mark.skipif(not FACTS.is_file(), reason=MISSING)

RULES = [each for noun in (customers, contacts, delivery_locations) for each in (noun.POST, noun.PUT)]
COMPARED = {"required": "required", "type": "type", "readonly": "readOnly"} | {
    each: each for each in ("minLength", "maxLength", "minimum", "maximum")
}
ADDRESSED = "the address says whose it is, so it is not read from the body"
NOT_READ = {
    "priceGroup": "has neither type nor limit, and no recording shows one: dropped like any unknown property",
    "customer": ADDRESSED,
    "customer.customerNumber": ADDRESSED,
    "customer.self": ADDRESSED,
    "self": "a link is only shown",
}
ZERO = "zero identifiers are refused"
CORRECTED = {
    ("readonly", "type"): "what is read-only is ignored in any form",
    ("readonly", "minimum"): "what is read-only is ignored in any form",
    ("identifier", "minimum"): ZERO,
    ("creditLimit", "minimum"): "no limit is published; ours keeps 1e400 out",
    ("creditLimit", "maximum"): "no limit is published; ours keeps 1e400 out",
}

LISTS = {
    "customers": "customers.get",
    "contacts": "customers.customerNumber.contacts.get",
    "delivery-locations": "customers.customerNumber.delivery-locations.get",
    "customer-groups": "customer-groups.get",
    "payment-terms": "payment-terms.get",
    "vat-zones": "vat-zones.get",
    "currencies": "currencies.get",
    "layouts": "layouts.get",
    "employees": "employees.get",
    "units": "units.get",
}
ACCOUNT = {
    f"account.{each}": "of customer groups only number and name"
    for each in ("accountNumber", "accountType", "balance", "blockDirectEntries", "debitCredit", "name")
}
NOT_FILTERABLE = {
    "contacts": {"customer.customerNumber": "not in the server's own list"},
    "customer-groups": ACCOUNT,
    "employees": dict.fromkeys(("employeeGroup.employeeGroupNumber", "email", "phone"), "only number, name and barred"),
}
FILTERABLE = {
    "customers": {"pNumber": "the server takes 21 fields, the flagged ones and this"},
    "contacts": {"comments": "in the server's own list, though no property is called so"},
}
NOT_SORTABLE = {
    "contacts": {"customer.customerNumber": "not in the server's own list"},
    "customer-groups": ACCOUNT,
}
NOT_SHOWN = {
    "payment-terms": "accounts and cards of prepaid terms are nobody's need here",
}


@cache
def facts() -> dict[str, dict[str, dict[str, Any]]]:
    read: dict[str, dict[str, dict[str, Any]]] = json.loads(FACTS.read_text())
    return read


@pytest.mark.parametrize("rules", RULES, ids=lambda each: each.name)
def test_a_body_is_held_to_the_published_limits(rules: Rules) -> None:
    published = {path: each for path, each in facts()[rules.name].items() if path not in NOT_READ}

    ours = flat(rules.schema["properties"])

    assert ours.keys() == published.keys()
    assert {path: told for path, each in ours.items() if (told := differing(path, each, published[path]))} == {}


def differing(path: str, ours: dict[str, Any], published: dict[str, Any]) -> set[str]:
    """The limits of a property that are not as published, but for the corrections."""
    kind = "readonly" if "readonly" in ours else "identifier" if "." in path else path
    return {
        name
        for name, theirs in COMPARED.items()
        if ours.get(name) != published.get(theirs)
        and (kind, name) not in CORRECTED
        and not (path == "customerContactNumber" and name == "minimum")  # ZERO
    }


def flat(properties: dict[str, Any], before: str = "") -> dict[str, dict[str, Any]]:
    """Each property by its path, as the facts have them."""
    found: dict[str, dict[str, Any]] = {}
    for name, each in properties.items():
        found[f"{before}{name}"] = each
        found |= flat(each.get("properties", {}), f"{before}{name}.")
    return found


@pytest.mark.parametrize("noun", LISTS)
def test_what_may_be_filtered_and_sorted_is_as_published_but_for_the_corrections(noun: str) -> None:
    fields = COLLECTIONS[noun].fields

    filterable = flagged(noun, "filterable") - NOT_FILTERABLE.get(noun, {}).keys() | FILTERABLE.get(noun, {}).keys()
    sortable = flagged(noun, "sortable") - NOT_SORTABLE.get(noun, {}).keys()

    assert {each.name for each in fields if each.filterable} == filterable
    assert {each.name for each in fields if each.sortable} == sortable


@pytest.mark.parametrize("noun", LISTS)
def test_no_correction_is_idle(noun: str) -> None:
    assert NOT_FILTERABLE.get(noun, {}).keys() <= flagged(noun, "filterable")
    assert NOT_SORTABLE.get(noun, {}).keys() <= flagged(noun, "sortable")
    assert not FILTERABLE.get(noun, {}).keys() & flagged(noun, "filterable")


def flagged(noun: str, flag: str) -> set[str]:
    """The properties that the schema of the list flags so."""
    return {path.removeprefix("collection[].") for path, each in facts()[LISTS[noun]].items() if each.get(flag)}


@pytest.mark.parametrize("noun", LISTS)
def test_every_published_property_has_its_place_on_the_wire(noun: str) -> None:
    inside = [path.removeprefix("collection[].") for path in facts()[LISTS[noun]] if path.startswith("collection[].")]

    missing = {each for each in inside if "." not in each} - set(COLLECTIONS[noun].order)

    assert not missing or noun in NOT_SHOWN
