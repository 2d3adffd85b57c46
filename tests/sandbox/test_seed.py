"""The seed: a believable agreement, the same for everybody."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

import pytest

from econ_admin.sandbox.seed import edge_cases, generate_documents, numbers
from econ_admin.sandbox.seed.customers import FIRST_NUMBER, generate_customer
from econ_admin.sandbox.seed.invoice_calendar import InvoiceNumbers
from econ_admin.sandbox.seed.random_stream import RandomStream
from econ_admin.sandbox.seed.towns import DANISH_DISTRICTS
from tests.reference import ROOT, recorded_answer, schema_facts
from tests.sandbox.seeded_documents import DAY, Document, load_seed

FINGERPRINT = """
import hashlib, datetime
from econ_admin.sandbox.seed import generate_documents
print(hashlib.sha256(repr(list(generate_documents(300, datetime.date(2026, 11, 23)))).encode()).hexdigest())
"""
VAT_FORMS = {
    "Sverige": r"SE\d{10}01",
    "Tyskland": r"DE\d{9}",
    "Norge": r"NO\d{9}MVA",
    "Holland": r"NL\d{9}B01",
    "Finland": r"FI\d{8}",
}


def list_ordinary_customers() -> list[Document]:
    """Those that nobody has tampered with."""
    tampered = range(
        FIRST_NUMBER + edge_cases.FIRST_INDEX, FIRST_NUMBER + edge_cases.FIRST_INDEX + len(edge_cases.CUSTOMER_OVERLAYS)
    )
    return [customer for customer in load_seed()["customers"] if customer["customerNumber"] not in tampered]


def collect_numbers(noun: str, key: str) -> set[int]:
    return {document[key] for document in load_seed()[noun]}


def matches_mill(customer: Document) -> bool:
    return any("møl" in customer.get(key, "").casefold() for key in ("name", "email", "zip", "city"))


def sum_weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def is_cvr(number: str) -> bool:
    """By the published rule: the weighted sum of all eight digits is a multiple of 11."""
    digits = number.removeprefix("DK")
    return digits[0] != "0" and sum_weighted(digits, (2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def is_danish_ean(number: str) -> bool:
    """By the published rule: thirteen digits, every second counted three times, a sum in tens."""
    tens = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(number)) % 10 == 0
    return len(number) == 13 and number.startswith("5798") and tens


def test_check_digit_helpers_accept_real_numbers() -> None:
    assert is_cvr("29403473")
    assert is_danish_ean("5798009811578")
    assert not is_cvr("29403474")
    assert not is_danish_ean("5798009811579")


@pytest.mark.processes
@pytest.mark.slow
def test_seed_does_not_depend_on_the_hash_seed() -> None:
    environments = [{"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)} for hash_seed in ("0", "1", "4711")]

    fingerprints = {
        subprocess.check_output([sys.executable, "-c", FINGERPRINT], env=environment) for environment in environments
    }

    assert len(fingerprints) == 1


def remove_invoice_numbers(entry: tuple[str, Document]) -> tuple[str, Document]:
    """They rise with the date over all customers, and so are others where there are more customers."""
    noun, document = entry
    number_fields = {"bookedInvoiceNumber", "orderNumber", "draftInvoiceNumber", "soap"}
    remaining = {key: value for key, value in document.items() if key not in number_fields}
    if noun == "booked-invoices":
        remaining.pop("notes", None)  # those of a credit note name the other invoice
    return noun, remaining


def test_small_seed_is_a_prefix_of_a_large_one() -> None:
    small = [remove_invoice_numbers(entry) for entry in generate_documents(100, DAY)]

    large = [remove_invoice_numbers(entry) for entry in islice(generate_documents(10_000, DAY), len(small))]

    assert small == large


def test_another_day_changes_only_times_and_balances() -> None:
    changing = ("lastUpdated", "balance", "dueAmount", "creditLimit")

    today, tomorrow = (
        [document for noun, document in generate_documents(100, day) if noun == "customers"]
        for day in (DAY, date(2026, 11, 24))
    )

    assert [customer["lastUpdated"] for customer in today] != [customer["lastUpdated"] for customer in tomorrow]
    for before, after in zip(today, tomorrow, strict=True):
        assert {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} <= {*changing}


def test_reference_lists_come_before_customers() -> None:
    nouns = list(dict.fromkeys(noun for noun, _ in generate_documents(20, DAY)))

    assert nouns[:-5] == [
        "self", "units", "layouts", "employees", "currencies", "vat-zones", "payment-terms", "accounts",
        "customer-groups",
        "vat-accounts", "product-groups", "sales-accounts", "products", "currency-specific-sales-prices",
        "price-levels",
    ]  # fmt: skip
    assert set(nouns[-5:]) == {"customers", "contacts", "delivery-locations", "booked-invoices", "draft-invoices"}


def test_every_reference_exists() -> None:
    customers = load_seed()["customers"]
    existing = {
        "paymentTerms": collect_numbers("payment-terms", "paymentTermsNumber"),
        "customerGroup": collect_numbers("customer-groups", "customerGroupNumber"),
        "vatZone": collect_numbers("vat-zones", "vatZoneNumber"),
        "layout": collect_numbers("layouts", "layoutNumber"),
        "salesPerson": collect_numbers("employees", "employeeNumber"),
    }

    referenced = {
        key: {n for customer in customers if key in customer for n in customer[key].values()} for key in existing
    }

    assert all(referenced.values())
    assert [key for key, numbers in referenced.items() if numbers - existing[key]] == []
    assert {customer["currency"] for customer in customers} <= {
        currency["code"] for currency in load_seed()["currencies"]
    }


@pytest.mark.parametrize(
    ("key", "noun", "number"),
    [
        ("attention", "contacts", "customerContactNumber"),
        ("customerContact", "contacts", "customerContactNumber"),
        ("defaultDeliveryLocation", "delivery-locations", "deliveryLocationNumber"),
    ],
)
def test_customer_references_only_its_own_children(key: str, noun: str, number: str) -> None:
    owners = {document[number]: document["customer"]["customerNumber"] for document in load_seed()[noun]}

    pointing = [customer for customer in load_seed()["customers"] if key in customer]

    assert pointing
    assert all(owners[customer[key][number]] == customer["customerNumber"] for customer in pointing)


def test_numbers_are_unique() -> None:
    for noun, key in (
        ("customers", "customerNumber"),
        ("contacts", "customerContactNumber"),
        ("delivery-locations", "deliveryLocationNumber"),
    ):
        assert len(collect_numbers(noun, key)) == len(load_seed()[noun]) > 0


def test_register_numbers_have_valid_check_digits() -> None:
    customers = list_ordinary_customers()

    cvrs = [
        customer["corporateIdentificationNumber"]
        for customer in customers
        if customer.get("corporateIdentificationNumber")
    ]
    eans = [customer["ean"] for customer in customers if "ean" in customer]
    p_numbers = [customer["pNumber"] for customer in customers if "pNumber" in customer]

    assert [cvr for cvr in cvrs if not is_cvr(cvr)] == []
    assert [ean for ean in eans if not is_danish_ean(ean)] == []
    assert {len(p_number) for p_number in p_numbers} == {10}
    assert min(len(cvrs), len(eans), len(p_numbers)) > 50


@pytest.mark.parametrize("country", VAT_FORMS)
def test_foreign_vat_numbers_match_their_country(country: str) -> None:
    foreign_customers = [customer for customer in load_seed()["customers"] if customer.get("country") == country]

    vat_numbers = [customer["vatNumber"] for customer in foreign_customers if "vatNumber" in customer]

    assert len(vat_numbers) > 5
    assert all(re.fullmatch(VAT_FORMS[country], vat_number) for vat_number in vat_numbers)


@pytest.mark.parametrize(
    ("generate", "check"),
    [
        (
            numbers.generate_norwegian_vat,
            lambda vat_number: sum_weighted(vat_number[2:11], (3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0,
        ),
        (
            numbers.generate_finnish_vat,
            lambda vat_number: sum_weighted(vat_number[2:], (7, 9, 10, 5, 8, 4, 2, 1)) % 11 == 0,
        ),
        (
            numbers.generate_dutch_vat,
            lambda vat_number: sum_weighted(vat_number[2:11], (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0,
        ),
    ],
)
def test_weighted_vat_numbers_have_valid_check_digits(
    generate: Callable[[RandomStream], str], check: Callable[[str], bool]
) -> None:
    vat_numbers = [generate(RandomStream(seed)) for seed in range(200)]

    assert [vat_number for vat_number in vat_numbers if not check(vat_number)] == []


def test_public_customers_have_an_ean() -> None:
    public = [
        customer for customer in list_ordinary_customers() if customer["customerGroup"]["customerGroupNumber"] == 4
    ]

    assert len(public) > 50
    assert all("ean" in customer for customer in public)


def test_zip_matches_the_city() -> None:
    danish = [
        customer for customer in list_ordinary_customers() if customer["currency"] == "DKK" and customer.get("zip")
    ]

    mismatched = [
        customer
        for customer in danish
        if (customer["zip"], customer["city"]) not in {*DANISH_DISTRICTS, ("9632", "Møldrup")}
    ]

    assert mismatched == []
    assert len({customer["zip"] for customer in danish}) > 150


def test_amounts_have_two_decimals() -> None:
    customers = load_seed()["customers"]

    amounts = [
        customer[key] for customer in customers for key in ("balance", "dueAmount", "creditLimit") if key in customer
    ]

    assert {(type(amount), amount.as_tuple().exponent) for amount in amounts} == {(Decimal, -2)}


def test_some_customers_are_barred_over_limit_or_have_empty_texts() -> None:
    customers = load_seed()["customers"]

    over_limit = [
        customer
        for customer in customers
        if "creditLimit" in customer and customer["balance"] > customer["creditLimit"]
    ]
    barred = [customer for customer in customers if customer.get("barred")]

    assert 10 <= len(over_limit) <= 40
    assert 10 <= len(barred) <= 40
    assert {customer["barred"] for customer in customers if "barred" in customer} == {True}
    assert sum(customer.get("email") == "" for customer in customers) >= 5
    assert sum(customer.get("zip") == "" for customer in customers) >= 5


def test_timestamps_lie_in_the_year_before_the_day() -> None:
    moments = [
        datetime.strptime(customer["lastUpdated"], "%Y-%m-%dT%H:%M:%S%z") for customer in load_seed()["customers"]
    ]

    ages = [(DAY - moment.date()).days for moment in moments]

    assert min(ages) >= 1
    assert 300 < max(ages) <= 365


def test_small_seed_has_the_edge_case_customers() -> None:
    names = [document["name"] for noun, document in generate_documents(60, DAY) if noun == "customers"]

    assert names[-10:] == [each["name"] for each in edge_cases.CUSTOMER_OVERLAYS]
    assert any("<script>" in name for name in names)
    assert any(edge_cases.RIGHT_TO_LEFT in name for name in names)
    assert max(map(len, names)) == 255


def test_edge_cases_reach_contacts_and_delivery_locations() -> None:
    first_sixty = list(generate_documents(60, DAY))

    assert edge_cases.CONTACT_OVERLAY["name"] in [
        document["name"] for noun, document in first_sixty if noun == "contacts"
    ]
    assert edge_cases.DELIVERY_LOCATION_OVERLAY["address"] in [
        document["address"] for noun, document in first_sixty if noun == "delivery-locations"
    ]


def test_mill_search_finds_a_page_in_a_small_agreement() -> None:
    assert sum(map(matches_mill, load_seed()["customers"])) == 25


@pytest.mark.slow
def test_mill_search_finds_few_in_a_large_agreement() -> None:
    indexes, invoice_numbers = (
        range(0, 100_000, 19),
        InvoiceNumbers(1, DAY),
    )  # 19 shares no factor with the rhythm of the mills
    mill_count = sum(matches_mill(next(generate_customer(index, DAY, invoice_numbers))[1]) for index in indexes)

    assert 25 <= mill_count * 19 < 500


# The rate of the day and the price group are never shown; the others are in recordings, though in no schema.
UNPUBLISHED_PROPERTIES = {"exchangeRate", "(priceGroup)", "orderNumber", "externalId", "minimumStock"}


@pytest.mark.parametrize(
    ("noun", "facts"),
    [
        ("customers", "customers.customerNumber.get"),
        ("contacts", "customers.customerNumber.contacts.contactNumber.get"),
        ("delivery-locations", "customers.customerNumber.delivery-locations.deliveryLocationNumber.get"),
        ("employees", "employees.employeeNumber.get"),
        ("payment-terms", "payment-terms.paymentTermsNumber.get"),
        ("vat-zones", "vat-zones.vatZoneNumber.get"),
        ("currencies", "currencies.code.get"),
        ("layouts", "layouts.layoutNumber.get"),
        ("units", "units.unitNumber.get"),
        ("customer-groups", "customer-groups.customerGroupNumber.get"),
        ("vat-accounts", "vat-accounts.id.get"),
        ("product-groups", "product-groups.productGroupNumber.get"),
        ("products", "products.productNumber.get"),
        ("draft-invoices", "invoices.drafts.draftInvoiceNumber.get"),
        ("booked-invoices", "invoices.booked.bookedInvoiceNumber.get"),
    ],
)
def test_documents_match_the_published_facts(noun: str, facts: str) -> None:
    published = schema_facts()[facts]

    unknown = Counter(
        key
        for document in load_seed()[noun]
        for key in document
        if key not in published.keys() | UNPUBLISHED_PROPERTIES
    )
    too_long = [
        (key, value)
        for document in load_seed()[noun]
        for key, value in document.items()
        if isinstance(value, str) and len(value) > published.get(key, {}).get("maxLength", len(value))
    ]

    assert (unknown, too_long) == ({}, [])


def test_agreement_has_the_recorded_shape() -> None:
    recorded = json.loads(recorded_answer("GET_self_2019.json"))

    [agreement] = load_seed()["self"]

    assert list(agreement) == [key for key in recorded if key != "self"]
    assert is_cvr(agreement["company"]["companyIdentificationNumber"])


def test_terms_without_a_period_have_no_days_of_credit() -> None:
    days = {terms["paymentTermsType"]: terms.get("daysOfCredit") for terms in load_seed()["payment-terms"]}

    assert days["dueDate"] is None
    assert days["prepaid"] is None
    assert days["net"] is not None
