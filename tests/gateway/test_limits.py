"""The limits on our fields, compared with the schemas that e-conomic publishes."""

from typing import Any

import msgspec
import pytest

from econ_admin.gateway.records import (
    Account,
    Accrual,
    Contact,
    Currency,
    Customer,
    CustomerGroup,
    Delivery,
    DeliveryLocation,
    DepartmentalDistribution,
    DraftInvoice,
    Employee,
    Inventory,
    InvoiceLine,
    InvoiceReferences,
    Layout,
    Limit,
    Notes,
    PaymentTerms,
    Product,
    ProductGroup,
    Recipient,
    Record,
    Unit,
    VatAccount,
    VatZone,
    get_limit,
)
from tests.reference import schema_facts

CONTACT = "customers.customerNumber.contacts"
TEMPLATES = "customers.customerNumber.templates"
LOCATION = "customers.customerNumber.delivery-locations"

# Where something can be written, the schemas for writing; else those for reading.
SCHEMAS: list[tuple[type[Record], str]] = [
    (Customer, "customers.post"),
    (Customer, "customers.customerNo.put"),
    (Contact, f"{CONTACT}.post"),
    (Contact, f"{CONTACT}.contactNumber.put"),
    (DeliveryLocation, f"{LOCATION}.post"),
    (DeliveryLocation, f"{LOCATION}.deliveryLocationNumber.put"),
    (Currency, "currencies.code.get"),
    (CustomerGroup, "customer-groups.post"),
    (Employee, "employees.employeeNumber.get"),
    (Layout, "layouts.layoutNumber.get"),
    (PaymentTerms, "payment-terms.paymentTermsNumber.put"),
    (Unit, "units.unitNumber.put"),
    (VatZone, "vat-zones.vatZoneNumber.get"),
    (Account, "accounts.accountNumber.get"),
    (DraftInvoice, "invoices.drafts.post"),
    (DraftInvoice, "invoices.drafts.draftInvoiceNumber.put"),
    (Product, "products.productNumber.put"),
    (Product, "products.post"),
    (ProductGroup, "product-groups.productGroupNumber.get"),
    (VatAccount, "vat-accounts.id.get"),
]

# The schemas for adding: those for putting let 0 pass for a number of a line, which e-conomic then refuses.
PARTS: list[tuple[type[Record], str, str]] = [
    (Recipient, "invoices.drafts.post", "recipient."),
    (Delivery, "invoices.drafts.post", "delivery."),
    (Notes, "invoices.drafts.post", "notes."),
    (InvoiceReferences, "invoices.drafts.post", "references."),
    (InvoiceLine, "invoices.drafts.post", "lines[]."),
    (Accrual, "invoices.drafts.post", "lines[].accrual."),
    (DepartmentalDistribution, "invoices.drafts.post", "lines[].departmentalDistribution."),
    (Recipient, "invoices.drafts.draftInvoiceNumber.get", "recipient."),
    (Recipient, f"{TEMPLATES}.invoice.get", "recipient."),
    (Delivery, f"{TEMPLATES}.invoice.get", "delivery."),
    (Recipient, "invoices.booked.bookedInvoiceNumber.get", "recipient."),
    (Notes, "invoices.booked.bookedInvoiceNumber.get", "notes."),
    (Inventory, "products.productNumber.put", "inventory."),
]


def build_published_limit(fact: dict[str, Any]) -> Limit:
    return Limit(fact.get("maxLength"), fact.get("minLength", 0), fact.get("minimum"), fact.get("maximum"))


@pytest.mark.parametrize(("record", "schema"), SCHEMAS, ids=lambda value: value if isinstance(value, str) else "")
def test_field_limits_match_the_published_schemas(record: type[Record], schema: str) -> None:
    facts = schema_facts()[schema]

    fields = {
        field.encode_name: field.name
        for field in msgspec.structs.fields(record)
        if field.encode_name in facts and not facts[field.encode_name].get("readOnly")
    }

    assert fields
    assert {name: get_limit(record, field) for name, field in fields.items()} == {
        name: build_published_limit(facts[name]) for name in fields
    }


@pytest.mark.parametrize(
    ("record", "schema", "prefix"), PARTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_limits_of_nested_fields_match_the_published_schemas(record: type[Record], schema: str, prefix: str) -> None:
    facts = schema_facts()[schema]
    part_facts = {name.removeprefix(prefix): fact for name, fact in facts.items() if name.startswith(prefix)}

    fields = {
        field.encode_name: field.name for field in msgspec.structs.fields(record) if field.encode_name in part_facts
    }

    assert fields
    assert {name: get_limit(record, field) for name, field in fields.items()} == {
        name: build_published_limit(part_facts[name]) for name in fields
    }
    assert {name for name in part_facts if "." not in name} - fields.keys() <= {"self"}


@pytest.mark.parametrize(("record", "schema"), SCHEMAS, ids=lambda value: value if isinstance(value, str) else "")
def test_every_writable_text_and_number_has_a_field(record: type[Record], schema: str) -> None:
    facts = schema_facts()[schema]
    field_names = {field.encode_name for field in msgspec.structs.fields(record)}

    writable = {
        name
        for name, fact in facts.items()
        if "." not in name and "[" not in name and fact.get("type") and not fact.get("readOnly") and name != "self"
    }

    without_field = {
        "account",
        "layout",
        "employeeGroup",
        "customers",
        "draftInvoices",
        "bookedInvoices",
        "creditCardCompany",
    }
    without_field |= {"contraAccount", "accountsSummed", "totalFromAccount", "accountingYears", "metaData"}
    assert writable & field_names
    assert {
        name
        for name in writable - field_names - without_field
        if not name.startswith(("contraAccountFor", "percentageFor"))
    } == set()


def test_a_field_without_a_published_limit_has_an_empty_one() -> None:
    assert get_limit(Customer, "barred") == Limit()


def test_limit_of_an_unknown_field_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        get_limit(Customer, "nmae")
