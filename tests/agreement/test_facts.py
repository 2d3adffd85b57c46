"""The sandbox's rules against the published facts: limits, what is required, filterable and sortable.

Where the server is known to do otherwise than its schema says, the correction stands here by name.
"""

from typing import Any

import pytest

from econ_admin.sandbox.body_validation import BodySchema
from econ_admin.sandbox.endpoints import (
    COLLECTIONS,
    booked_serializers,
    customer_lists,
    draft_serializers,
    invoice_templates,
    product_serializers,
)
from econ_admin.sandbox.schemas import ALL_SCHEMAS, customers
from tests.reference import schema_facts

PUBLISHED_SCHEMAS = [
    body_schema for body_schema in ALL_SCHEMAS if body_schema is not customers.PATCH
]  # all that are published
COMPARED_KEYWORDS = {"readonly": "readOnly"} | {
    keyword: keyword
    for keyword in (
        *("required", "type", "enum", "format", "pattern", "minLength", "maxLength"),
        *("minimum", "maximum", "exclusiveMinimum", "maxDecimal"),
    )
}
IGNORED = {
    "priceGroup": "has neither type nor limit, and no recording shows one: dropped like any unknown property",
    "self": "a link is only shown",
}
IN_PATH = "the address says whose it is, so it is not read from the body"
CHILD_IN_PATH = dict.fromkeys(("customer", "customer.customerNumber", "customer.self"), IN_PATH)
READ_ONLY = "a read-only property is ignored in any form, with everything in it"
ZERO = "zero identifiers are refused"
LARGEST = "no such limit is published; ours keeps 1e400 out"
REQUIRED_ANYWAY = "PUT replaces the whole, and there is no draft without it"
CORRECTIONS = {
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
    **{
        (path, "required"): REQUIRED_ANYWAY
        for path in ("date", "currency", "paymentTerms", "customer", "recipient.name")
    },
}
NOT_PUBLISHED = {
    **dict.fromkeys(
        ("layout", "layout.layoutNumber", "layout.self"),
        "published for POST alone; but what was got is what is put back",
    ),
    "minimumStock": "products were recorded with it",
    "externalId": "drafts were recorded with it, right after their number",
}

LISTS = {
    "customers": "customers.get",
    "contacts": "customers.customerNumber.contacts.get",
    "delivery-locations": "customers.customerNumber.delivery-locations.get",
    "customers of a group": "customer-groups.customerGroupNumber.customers.get",
    "customers of an employee": "employees.employeeNumber.customers.get",
    "accounts": "accounts.get",
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
COLLECTIONS_BY_LIST = COLLECTIONS | {
    "customers of a group": customer_lists.GROUP_COLLECTION,
    "customers of an employee": customer_lists.EMPLOYEE_COLLECTION,
    "products of a group": product_serializers.GROUP_COLLECTION,
    "lines to start from": invoice_templates.LINE_TEMPLATES,
    "drafts of a customer": draft_serializers.CUSTOMER_COLLECTION,
    "booked of a customer": booked_serializers.CUSTOMER_COLLECTION,
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


@pytest.mark.parametrize("body_schema", PUBLISHED_SCHEMAS, ids=lambda body_schema: body_schema.name)
def test_body_schema_has_the_published_limits(body_schema: BodySchema) -> None:
    properties, published = pair_properties(body_schema)

    assert properties.keys() - published.keys() <= NOT_PUBLISHED.keys()
    assert published.keys() <= properties.keys()
    assert find_differing_limits(body_schema) - CORRECTIONS.keys() == set()


def test_every_limit_correction_is_needed() -> None:
    assert set().union(*(find_differing_limits(body_schema) for body_schema in PUBLISHED_SCHEMAS)) == CORRECTIONS.keys()
    assert set().union(*(schema_facts()[body_schema.name] for body_schema in PUBLISHED_SCHEMAS)) >= IGNORED.keys()
    assert set().union(
        *(ours.keys() - published.keys() for ours, published in map(pair_properties, PUBLISHED_SCHEMAS))
    ) == set(NOT_PUBLISHED)


def pair_properties(rules: BodySchema) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """Our properties and the published ones, by path."""
    left_to_path = () if rules.name.startswith(("invoices", "products")) else CHILD_IN_PATH
    left_out = {*IGNORED, *left_to_path}
    published = {path: each for path, each in schema_facts()[rules.name].items() if path not in left_out}
    return flatten_properties(rules.schema["properties"]), published


def find_differing_limits(rules: BodySchema) -> set[tuple[str, str]]:
    """What limits are not as published: whose, and which."""
    properties, published = pair_properties(rules)
    return {
        (classify_limit(path, properties[path]), name)
        for path, property_facts in published.items()
        for name, published_name in COMPARED_KEYWORDS.items()
        if properties[path].get(name) != property_facts.get(published_name)
    }


def classify_limit(path: str, property_schema: dict[str, Any]) -> str:
    """Whose limit it is: of all that is alike, or of this property alone."""
    if "readonly" in property_schema:
        return "readonly"
    if property_schema.get("type") == "number":
        return "amount"
    if property_schema.get("type") == "integer":
        return "identifier"
    return path


def flatten_properties(properties: dict[str, Any], prefix: str = "") -> dict[str, dict[str, Any]]:
    """Each property by its path, as the facts have them."""
    properties_by_path: dict[str, dict[str, Any]] = {}
    for name, property_schema in properties.items():
        properties_by_path[f"{prefix}{name}"] = property_schema
        properties_by_path |= flatten_properties(property_schema.get("properties", {}), f"{prefix}{name}.")
        properties_by_path |= flatten_properties(
            property_schema.get("items", {}).get("properties", {}), f"{prefix}{name}[]."
        )
    return properties_by_path


@pytest.mark.parametrize("noun", LISTS)
def test_filterable_and_sortable_fields_match_except_corrections(noun: str) -> None:
    fields = COLLECTIONS_BY_LIST[noun].fields

    filterable = (
        list_flagged(noun, "filterable") - NOT_FILTERABLE.get(noun, {}).keys() | FILTERABLE.get(noun, {}).keys()
    )
    sortable = list_flagged(noun, "sortable") - NOT_SORTABLE.get(noun, {}).keys() | SORTABLE.get(noun, {}).keys()

    assert {field.name for field in fields if field.filterable} == filterable
    assert {field.name for field in fields if field.sortable} == sortable


@pytest.mark.parametrize("noun", LISTS)
def test_every_field_correction_is_needed(noun: str) -> None:
    assert NOT_FILTERABLE.get(noun, {}).keys() <= list_flagged(noun, "filterable")
    assert NOT_SORTABLE.get(noun, {}).keys() <= list_flagged(noun, "sortable")
    assert not FILTERABLE.get(noun, {}).keys() & list_flagged(noun, "filterable")
    assert not SORTABLE.get(noun, {}).keys() & list_flagged(noun, "sortable")


def list_flagged(noun: str, flag: str) -> set[str]:
    """The properties that the schema of the list flags so."""
    return {path.removeprefix("collection[].") for path, each in schema_facts()[LISTS[noun]].items() if each.get(flag)}


@pytest.mark.parametrize("noun", LISTS)
def test_every_published_property_is_in_the_wire_order(noun: str) -> None:
    paths = [
        path.removeprefix("collection[].") for path in schema_facts()[LISTS[noun]] if path.startswith("collection[].")
    ]

    missing = {name for name in paths if "." not in name} - set(COLLECTIONS_BY_LIST[noun].wire_order)

    assert not missing or noun in NOT_SHOWN


@pytest.mark.parametrize(
    ("schema_name", "wire_order", "line_properties"),
    [
        (
            "invoices.drafts.draftInvoiceNumber.get",
            draft_serializers.COLLECTION.wire_order,
            draft_serializers.LINE_PROPERTIES,
        ),
        (
            "invoices.booked.bookedInvoiceNumber.get",
            booked_serializers.COLLECTION.wire_order,
            booked_serializers.LINE_PROPERTIES,
        ),
    ],
)
def test_every_published_invoice_property_is_in_the_wire_order(
    schema_name: str, wire_order: tuple[str, ...], line_properties: tuple[str, ...]
) -> None:
    published = {path for path in schema_facts()[schema_name] if path.count(".") == path.startswith("lines[].")}

    assert {path for path in published if "." not in path} <= set(wire_order)
    assert {path.removeprefix("lines[].") for path in published if "." in path} <= set(line_properties)
