"""Warnings about unusual values: given where they should be, and not for valid values."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from customers.editing import warnings
from customers.editing.warning_text import format_warning
from customers.register.duplicates import find_duplicates
from customers.register.open_drafts import check_open_drafts
from econ_admin.gateway import Document, Gateway
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer, list_requests
from tests.customers.form_data import fill_in, submit

BALANCE = Decimal("184350.00")


def list_codes(**values: Any) -> list[tuple[str, str]]:
    return [(warning.field, warning.code) for warning in warnings.check_customer(values, BALANCE)]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"corporate_identification_number": "29188475"},
        {"corporate_identification_number": "DK 29 18 84 75"},
        {"corporate_identification_number": "556677-8899", "country": "Sverige"},
        {"ean": "5798009811578"},
        {"p_number": "1012345678"},
        {"vat_number": "DK29188475"},
        {"vat_number": "29188475", "country": "Danmark"},
        {"vat_number": "DE136695976", "country": "Germany"},
        {"vat_number": "NO 987 654 325 MVA", "country": "Norge"},
        {"vat_number": "EL094259216", "country": "Grækenland"},
        {"vat_number": "whatever", "country": "Atlantis"},
        {"email": "a@quxholm.dk b.c+d@sub.quxholm.dk"},
        {"credit_limit": BALANCE},
        {"name": "x" * 250, "address": "y" * 250, "country": None},
    ],
)
def test_valid_values_give_no_warning(values: dict[str, Any]) -> None:
    assert list_codes(**values) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"corporate_identification_number": "29188476"}, ("corporate_identification_number", "check-digit")),
        ({"corporate_identification_number": "2918847"}, ("corporate_identification_number", "length")),
        ({"corporate_identification_number": "DK1", "country": "Norge"}, ("corporate_identification_number", "length")),
        ({"ean": "5798009811579"}, ("ean", "check-digit")),
        ({"ean": "57980098"}, ("ean", "length")),
        ({"ean": "036000291452"}, ("ean", "length")),
        ({"p_number": "123456789"}, ("p_number", "length")),
        ({"vat_number": "DE136695977"}, ("vat_number", "form")),
        ({"vat_number": "136695977", "country": "Tyskland"}, ("vat_number", "form")),
        ({"vat_number": "DE136695976", "country": "Sverige"}, ("vat_number", "country")),
        ({"email": "faktura@aalborgskib"}, ("email", "address")),
        ({"email": "a@quxholm.dk, b@quxholm.dk"}, ("email", "separator")),
        ({"credit_limit": Decimal("184349.99")}, ("credit_limit", "balance")),
        ({"name": "x" * 251}, ("name", "recipient")),
        ({"address": "x" * 251}, ("address", "recipient")),
        ({"zip": "x" * 51}, ("zip", "recipient")),
    ],
)
def test_unusual_value_gives_a_warning_at_its_field(values: dict[str, Any], expected: tuple[str, str]) -> None:
    assert list_codes(**values) == [expected]


def test_every_email_of_a_list_is_checked() -> None:
    email_warnings = list(warnings.check_emails("a@quxholm b@quxholm.dk @quxholm.dk"))

    assert [str(email_warning.parameters["address"]) for email_warning in email_warnings] == [
        "a@quxholm",
        "@quxholm.dk",
    ]


def test_credit_limit_below_the_balance_names_the_balance() -> None:
    (warning,) = warnings.check_customer({"credit_limit": Decimal(1)}, BALANCE)

    assert format_warning(warning) == "The balance is already over this limit: 184.350,00."


def test_only_changed_and_unacknowledged_warnings_stop_a_save() -> None:
    found_warnings = list(warnings.check_customer({"ean": "123", "p_number": "1"}))
    (ean, _) = found_warnings

    assert [warning.field for warning in warnings.list_unacknowledged(found_warnings, {"ean"}, [])] == ["ean"]
    assert warnings.list_unacknowledged(found_warnings, {"ean"}, [ean.fingerprint]) == []


def test_different_invalid_value_is_a_different_warning() -> None:
    (first,), (second,) = warnings.check_customer({"ean": "123"}), warnings.check_customer({"ean": "124"})

    assert warnings.list_unacknowledged([second], {"ean"}, [first.fingerprint]) == [second]


@pytest.mark.parametrize("cvr_number", ["29188475", "DK29188475", "DK 29 18 84 75", "29 18 84 75"])
def test_customer_with_the_same_cvr_number_is_named(
    economic: Gateway, add_customer: AddCustomer, cvr_number: str
) -> None:
    other_number = add_customer(name="Quxholm A/S", corporate_identification_number=cvr_number)
    values = {"corporate_identification_number": "DK 29188475"}

    (warning,) = find_duplicates(economic, values, {"corporate_identification_number"}, None)

    assert format_warning(warning) == f"Also used by Quxholm A/S ({other_number})."


def test_shared_email_makes_a_duplicate(economic: Gateway, add_customer: AddCustomer) -> None:
    add_customer(name="Quxholm A/S", email="bog@quxholm.dk FAKTURA@quxholm.dk")
    add_customer(name="Quxholm og Søn", email="xfaktura@quxholm.dk")

    duplicates = find_duplicates(economic, {"email": "ny@quxholm.dk faktura@quxholm.dk"}, {"email"}, None)

    assert len(duplicates) == 1
    assert "Quxholm A/S" in format_warning(duplicates[0])
    assert "Quxholm og Søn" not in format_warning(duplicates[0])


def test_customer_is_not_its_own_duplicate(economic: Gateway, add_customer: AddCustomer) -> None:
    number = add_customer(ean="5798009811578", email="ada@quxholm.dk")

    values = {"ean": "5798009811578", "email": "ada@quxholm.dk"}

    assert [warning.field for warning in find_duplicates(economic, values, {"ean", "email"}, None)] == ["ean", "email"]
    assert find_duplicates(economic, values, {"ean", "email"}, number) == []


def test_unchanged_fields_are_not_checked_for_duplicates(
    economic: Gateway, sandbox: Sandbox, add_customer: AddCustomer
) -> None:
    add_customer(ean="5798009811578")
    before = len(sandbox.log())

    assert find_duplicates(economic, {"ean": "5798009811578"}, {"name"}, 7) == []
    assert list_requests(sandbox, before) == []
    assert len(find_duplicates(economic, {"ean": "5798009811578"}, {"ean"}, 7)) == 1


def test_failed_duplicate_search_gives_no_warning(
    economic: Gateway, sandbox: Sandbox, add_customer: AddCustomer
) -> None:
    add_customer(ean="5798009811578")
    sandbox.fault("GET", "/customers", "status:503", times=9)
    before = len(sandbox.log())

    assert find_duplicates(economic, {"ean": "5798009811578"}, {"ean"}, None) == []
    assert "GET /customers" in list_requests(sandbox, before)


def add_draft(economic: Gateway, customer: int) -> None:
    record = economic.customers.get(customer)
    document: Document = {
        "date": "2026-11-23",
        "currency": record.currency,
        "layout": {"layoutNumber": economic.layouts.all()[0].layout_number},
        "paymentTerms": {"paymentTermsNumber": record.payment_terms.payment_terms_number},
        "customer": {"customerNumber": customer},
        "recipient": {"name": record.name, "vatZone": {"vatZoneNumber": record.vat_zone.vat_zone_number}},
    }
    economic.drafts.add(document)


def test_barring_a_customer_with_open_drafts_is_a_warning(economic: Gateway, add_customer: AddCustomer) -> None:
    customer = add_customer()
    add_draft(economic, customer)

    (warning,) = check_open_drafts(economic, {"barred": True}, ["barred"], customer)

    assert (
        format_warning(warning) == "The customer has drafts: 1. e-conomic may refuse them while the customer is barred."
    )


def test_open_drafts_are_checked_only_when_barring(
    economic: Gateway, sandbox: Sandbox, add_customer: AddCustomer
) -> None:
    customer = add_customer()
    add_draft(economic, customer)

    assert check_open_drafts(economic, {"barred": True}, ["name"], customer) == []
    assert check_open_drafts(economic, {"barred": False}, ["barred"], customer) == []
    assert f"GET /customers/{customer}/invoices/drafts" not in list_requests(sandbox, 0)
    sandbox.fault("GET", f"/customers/{customer}/invoices", "status:503", times=9)
    assert check_open_drafts(economic, {"barred": True}, ["barred"], customer) == []
    assert f"GET /customers/{customer}/invoices/drafts" in list_requests(sandbox, 0)


def test_customer_form_warns_once_about_open_drafts(
    client: Client, economic: Gateway, add_customer: AddCustomer
) -> None:
    customer = add_customer()
    add_draft(economic, customer)

    warning_page = fill_in(client, f"/sandbox/customers/{customer}/edit/", barred="on")
    was_barred = economic.customers.get(customer).barred
    submit(client, warning_page)

    assert "The customer has drafts: 1." in warning_page.text
    assert (was_barred, economic.customers.get(customer).barred) == (False, True)
