"""The sandbox's rules against the published facts: limits, what is required, filterable and sortable.

Where the server is known to do otherwise than its schema says, the correction stands here by name.
"""

import json
from functools import cache
from typing import Any

import pytest

from econ_admin.sandbox.answers import COLLECTIONS
from econ_admin.sandbox.rules import Rules
from econ_admin.sandbox.schemas import ALL, customers
from tests.agreement.recordings import MISSING, REFERENCE

FACTS = REFERENCE / "schema-facts.json"
pytestmark = pytest.mark.skipif(not FACTS.is_file(), reason=MISSING)

RULES = [each for each in ALL if each is not customers.PATCH]  # the ten that are published
COMPARED = {"readonly": "readOnly"} | {
    each: each
    for each in (
        *("required", "type", "enum", "format", "pattern", "minLength", "maxLength"),
        *("minimum", "maximum", "exclusiveMinimum", "maxDecimal"),
    )
}
NOT_READ = {
    "priceGroup": "has neither type nor limit, and no recording shows one: dropped like any unknown property",
    "self": "a link is only shown",
}
ADDRESSED = "the address says whose it is, so it is not read from the body"
ADDRESSED_BELOW = dict.fromkeys(("customer", "customer.customerNumber", "customer.self"), ADDRESSED)
READ_ONLY = "what is read-only is ignored in any form, and what stands in it too"
ZERO = "zero identifiers are refused"
LARGEST = "no such limit is published; ours keeps 1e400 out"
WHOLE = "PUT replaces the whole, and there is no draft without it"
CORRECTED = {
    **{("readonly", name): READ_ONLY for name in ("type", "minimum", "maxLength", "maxDecimal", "format", "readonly")},
    ("identifier", "minimum"): ZERO,
    ("identifier", "exclusiveMinimum"): ZERO,
    ("amount", "minimum"): LARGEST,
    ("amount", "maximum"): LARGEST,
    (
        "paymentTerms.paymentTermsType",
        "readonly",
    ): "one that does not match the terms is refused (E07180), so it is read",
    ("sendBy", "enum"): "a recorded 201 was sent with ean",
    **{(path, "required"): WHOLE for path in ("date", "currency", "paymentTerms", "customer", "recipient.name")},
}
NOT_PUBLISHED = dict.fromkeys(
    ("layout", "layout.layoutNumber", "layout.self"), "published for POST alone; but what was got is what is put back"
)

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
    ours, published = compared(rules)

    assert ours.keys() - published.keys() <= NOT_PUBLISHED.keys()
    assert published.keys() <= ours.keys()
    assert differing(rules) - CORRECTED.keys() == set()


def test_no_correction_of_a_limit_is_idle() -> None:
    assert set().union(*(differing(each) for each in RULES)) == CORRECTED.keys()
    assert set().union(*(facts()[each.name] for each in RULES)) >= NOT_READ.keys()
    assert set().union(*(ours.keys() - published.keys() for ours, published in map(compared, RULES))) == set(
        NOT_PUBLISHED
    )


def compared(rules: Rules) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """Our properties and the published ones, by path."""
    addressed = () if rules.name.startswith("invoices") else ADDRESSED_BELOW
    left_out = {*NOT_READ, *addressed}
    published = {path: each for path, each in facts()[rules.name].items() if path not in left_out}
    return flat(rules.schema["properties"]), published


def differing(rules: Rules) -> set[tuple[str, str]]:
    """What limits are not as published: whose, and which."""
    ours, published = compared(rules)
    return {
        (kind(path, ours[path]), name)
        for path, each in published.items()
        for name, theirs in COMPARED.items()
        if ours[path].get(name) != each.get(theirs)
    }


def kind(path: str, ours: dict[str, Any]) -> str:
    """Whose limit it is: of all that is alike, or of this property alone."""
    if "readonly" in ours:
        return "readonly"
    if ours.get("type") == "number":
        return "amount"
    if ours.get("type") == "integer":
        return "identifier"
    return path


def flat(properties: dict[str, Any], before: str = "") -> dict[str, dict[str, Any]]:
    """Each property by its path, as the facts have them."""
    found: dict[str, dict[str, Any]] = {}
    for name, each in properties.items():
        found[f"{before}{name}"] = each
        found |= flat(each.get("properties", {}), f"{before}{name}.")
        found |= flat(each.get("items", {}).get("properties", {}), f"{before}{name}[].")
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
