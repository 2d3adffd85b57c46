"""The sandbox's rules against the published facts: limits, what is required, filterable and sortable.

Where the server is known to do otherwise than its schema says, the correction stands here by name.
"""

from typing import Any

import pytest

from econ_admin.sandbox.body_validation import Rules
from econ_admin.sandbox.endpoints import (
    COLLECTIONS,
    booked_serializers,
    draft_serializers,
    invoice_templates,
    product_serializers,
)
from econ_admin.sandbox.schemas import ALL, customers
from tests.reference import schema_facts

RULES = [body_schema for body_schema in ALL if body_schema is not customers.PATCH]  # all that are published
COMPARED = {"readonly": "readOnly"} | {
    keyword: keyword
    for keyword in (
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
    ("layout", "layout.layoutNumber", "layout.self", "recipient.mobilePhone"),
    "published for POST alone; but what was got is what is put back",
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
    "vat-accounts": "vat-accounts.get",
    "product-groups": "product-groups.get",
    "sales-accounts": "product-groups.productGroupNumber.sales-accounts.get",
    "products": "products.get",
    "products of a group": "product-groups.productGroupNumber.products.get",
    "currency-specific-sales-prices": "products.productNumber.pricing.currency-specific-sales-prices.get",
    "lines to start from": "customers.customerNumber.templates.invoiceline.get",
    "draft-invoices": "invoices.drafts.get",
    "drafts of a customer": "customers.customerNumber.invoices.drafts.get",
    "booked-invoices": "invoices.booked.get",
    "booked of a customer": "customers.customerNumber.invoices.booked.get",
    **{state: f"invoices.{state}.get" for state in ("paid", "unpaid", "overdue", "not-due")},
}
SHOWN = COLLECTIONS | {
    "products of a group": product_serializers.OF_GROUP,
    "lines to start from": invoice_templates.LINES,
    "drafts of a customer": draft_serializers.OF_CUSTOMER,
    "booked of a customer": booked_serializers.OF_CUSTOMER,
    **dict.fromkeys(("paid", "unpaid", "overdue", "not-due"), booked_serializers.COLLECTION),
}
INVOICES = (
    "draft-invoices", "drafts of a customer", "booked-invoices", "booked of a customer", "paid", "unpaid", "overdue",
    "not-due",
)  # fmt: skip
CONTACT = {"references.customerContact.customer.customerNumber": "no list of invoices can be filtered by it"}
HANDLE = {"soap.currentInvoiceHandle.id": "not in the server's own list"}
STOCK = {
    f"inventory.{name}": "products cannot be filtered by what is in stock"
    for name in ("packageVolume", "grossWeight", "netWeight")
}
SAME = {"exchangeRate": "these lists take what /invoices/booked takes"}
ACCOUNT = {
    f"account.{name}": "of customer groups only number and name"
    for name in ("accountNumber", "accountType", "balance", "blockDirectEntries", "debitCredit", "name")
}
NOT_FILTERABLE = {
    "contacts": {"customer.customerNumber": "not in the server's own list"},
    "customer-groups": ACCOUNT,
    "employees": dict.fromkeys(("employeeGroup.employeeGroupNumber", "email", "phone"), "only number, name and barred"),
    **dict.fromkeys(INVOICES, CONTACT),
    "draft-invoices": CONTACT | HANDLE,
    **dict.fromkeys(
        ("products", "products of a group"), STOCK | {"inventory.recommendedCostPrice": "it is in stock too"}
    ),
}
FILTERABLE = {
    "customers": {"pNumber": "the server takes 21 fields, the flagged ones and this"},
    "contacts": {"comments": "in the server's own list, though no property is called so"},
    **dict.fromkeys(("paid", "unpaid", "overdue", "not-due"), SAME),
}
NOT_SORTABLE = {
    "contacts": {"customer.customerNumber": "not in the server's own list"},
    "customer-groups": ACCOUNT,
    **dict.fromkeys(INVOICES, CONTACT),
    "draft-invoices": CONTACT | HANDLE,
    **dict.fromkeys(("products", "products of a group"), STOCK | {"barred": "filterable but not sortable"}),
}
SORTABLE = dict.fromkeys(("paid", "unpaid", "overdue", "not-due"), SAME)
NOT_SHOWN = {
    "payment-terms": "accounts and cards of prepaid terms are nobody's need here",
}


@pytest.mark.parametrize("rules", RULES, ids=lambda each: each.name)
def test_a_body_is_held_to_the_published_limits(rules: Rules) -> None:
    ours, published = compared(rules)

    assert ours.keys() - published.keys() <= NOT_PUBLISHED.keys()
    assert published.keys() <= ours.keys()
    assert differing(rules) - CORRECTED.keys() == set()


def test_no_correction_of_a_limit_is_idle() -> None:
    assert set().union(*(differing(body_schema) for body_schema in RULES)) == CORRECTED.keys()
    assert set().union(*(schema_facts()[body_schema.name] for body_schema in RULES)) >= NOT_READ.keys()
    assert set().union(*(ours.keys() - published.keys() for ours, published in map(compared, RULES))) == set(
        NOT_PUBLISHED
    )


def compared(rules: Rules) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """Our properties and the published ones, by path."""
    addressed = () if rules.name.startswith(("invoices", "products")) else ADDRESSED_BELOW
    left_out = {*NOT_READ, *addressed}
    published = {path: each for path, each in schema_facts()[rules.name].items() if path not in left_out}
    return flat(rules.schema["properties"]), published


def differing(rules: Rules) -> set[tuple[str, str]]:
    """What limits are not as published: whose, and which."""
    ours, published = compared(rules)
    return {
        (kind(path, ours[path]), name)
        for path, property_facts in published.items()
        for name, theirs in COMPARED.items()
        if ours[path].get(name) != property_facts.get(theirs)
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
    for name, property_schema in properties.items():
        found[f"{before}{name}"] = property_schema
        found |= flat(property_schema.get("properties", {}), f"{before}{name}.")
        found |= flat(property_schema.get("items", {}).get("properties", {}), f"{before}{name}[].")
    return found


@pytest.mark.parametrize("noun", LISTS)
def test_what_may_be_filtered_and_sorted_is_as_published_but_for_the_corrections(noun: str) -> None:
    fields = SHOWN[noun].fields

    filterable = flagged(noun, "filterable") - NOT_FILTERABLE.get(noun, {}).keys() | FILTERABLE.get(noun, {}).keys()
    sortable = flagged(noun, "sortable") - NOT_SORTABLE.get(noun, {}).keys() | SORTABLE.get(noun, {}).keys()

    assert {field.name for field in fields if field.filterable} == filterable
    assert {field.name for field in fields if field.sortable} == sortable


@pytest.mark.parametrize("noun", LISTS)
def test_no_correction_is_idle(noun: str) -> None:
    assert NOT_FILTERABLE.get(noun, {}).keys() <= flagged(noun, "filterable")
    assert NOT_SORTABLE.get(noun, {}).keys() <= flagged(noun, "sortable")
    assert not FILTERABLE.get(noun, {}).keys() & flagged(noun, "filterable")
    assert not SORTABLE.get(noun, {}).keys() & flagged(noun, "sortable")


def flagged(noun: str, flag: str) -> set[str]:
    """The properties that the schema of the list flags so."""
    return {path.removeprefix("collection[].") for path, each in schema_facts()[LISTS[noun]].items() if each.get(flag)}


@pytest.mark.parametrize("noun", LISTS)
def test_every_published_property_has_its_place_on_the_wire(noun: str) -> None:
    inside = [
        path.removeprefix("collection[].") for path in schema_facts()[LISTS[noun]] if path.startswith("collection[].")
    ]

    missing = {name for name in inside if "." not in name} - set(SHOWN[noun].order)

    assert not missing or noun in NOT_SHOWN


@pytest.mark.parametrize(
    ("name", "order", "lines"),
    [
        ("invoices.drafts.draftInvoiceNumber.get", draft_serializers.COLLECTION.order, draft_serializers.LINE),
        ("invoices.booked.bookedInvoiceNumber.get", booked_serializers.COLLECTION.order, booked_serializers.LINE),
    ],
)
def test_every_published_property_of_an_invoice_and_its_lines_has_its_place(
    name: str, order: tuple[str, ...], lines: tuple[str, ...]
) -> None:
    published = {path for path in schema_facts()[name] if path.count(".") == path.startswith("lines[].")}

    assert {path for path in published if "." not in path} <= set(order)
    assert {path.removeprefix("lines[].") for path in published if "." in path} <= set(lines)
