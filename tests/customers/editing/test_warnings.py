"""What is worth a second look: found where it should be, and silent where nothing is wrong."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from customers.editing import warnings
from customers.register.duplicates import find_duplicates
from customers.register.open_drafts import check_open_drafts
from econ_admin.gateway import Document, Gateway
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import Register
from tests.customers.form_data import fill_in, send

BALANCE = Decimal("184350.00")


def codes(**values: Any) -> list[tuple[str, str]]:
    return [(each.field, each.code) for each in warnings.check_customer(values, BALANCE)]


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
def test_what_is_right_is_passed_over(values: dict[str, Any]) -> None:
    assert codes(**values) == []


@pytest.mark.parametrize(
    ("values", "said"),
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
def test_what_is_worth_a_second_look_is_said_about_its_field(values: dict[str, Any], said: tuple[str, str]) -> None:
    assert codes(**values) == [said]


def test_each_address_of_a_list_is_looked_at() -> None:
    found = list(warnings.check_emails("a@quxholm b@quxholm.dk @quxholm.dk"))

    assert [str(each.parameters["address"]) for each in found] == ["a@quxholm", "@quxholm.dk"]


def test_a_limit_below_the_balance_names_the_balance() -> None:
    (caution,) = warnings.check_customer({"credit_limit": Decimal(1)}, BALANCE)

    assert str(caution) == "The balance, 184.350,00, is above this limit already."


def test_a_save_stops_for_what_was_changed_and_not_shown_before() -> None:
    cautions = list(warnings.check_customer({"ean": "123", "p_number": "1"}))
    (ean, _) = cautions

    assert [each.field for each in warnings.list_unacknowledged(cautions, {"ean"}, [])] == ["ean"]
    assert warnings.list_unacknowledged(cautions, {"ean"}, [ean.fingerprint]) == []


def test_another_wrong_value_is_another_caution() -> None:
    (first,), (second,) = warnings.check_customer({"ean": "123"}), warnings.check_customer({"ean": "124"})

    assert warnings.list_unacknowledged([second], {"ean"}, [first.fingerprint]) == [second]


@pytest.mark.parametrize("kept", ["29188475", "DK29188475", "DK 29 18 84 75", "29 18 84 75"])
def test_another_customer_with_the_same_cvr_number_is_named(economic: Gateway, register: Register, kept: str) -> None:
    other = register(name="Quxholm A/S", corporate_identification_number=kept)
    values = {"corporate_identification_number": "DK 29188475"}

    (caution,) = find_duplicates(economic, values, {"corporate_identification_number"}, None)

    assert str(caution) == f"The same CVR number: Quxholm A/S ({other})."


def test_one_address_in_common_makes_a_twin(economic: Gateway, register: Register) -> None:
    register(name="Quxholm A/S", email="bog@quxholm.dk FAKTURA@quxholm.dk")
    register(name="Quxholm og Søn", email="xfaktura@quxholm.dk")

    found = find_duplicates(economic, {"email": "ny@quxholm.dk faktura@quxholm.dk"}, {"email"}, None)

    assert len(found) == 1
    assert "Quxholm A/S" in str(found[0])
    assert "Quxholm og Søn" not in str(found[0])


def test_a_customer_is_not_its_own_twin(economic: Gateway, register: Register) -> None:
    number = register(ean="5798009811578", email="ada@quxholm.dk")

    found = find_duplicates(economic, {"ean": "5798009811578", "email": "ada@quxholm.dk"}, {"ean", "email"}, number)

    assert found == []


def test_what_was_not_changed_is_not_asked_about(economic: Gateway, sandbox: Sandbox) -> None:
    assert find_duplicates(economic, {"ean": "5798009811578"}, {"name"}, 7) == []
    assert sandbox.log() == []


def test_twins_that_cannot_be_had_are_no_obstacle(economic: Gateway, sandbox: Sandbox, register: Register) -> None:
    register(ean="5798009811578")
    sandbox.fault("GET", "/customers", "status:503", times=9)

    assert find_duplicates(economic, {"ean": "5798009811578"}, {"ean"}, None) == []


def draft_for(economic: Gateway, customer: int) -> None:
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


def test_barring_a_customer_with_open_drafts_is_worth_a_second_look(economic: Gateway, register: Register) -> None:
    customer = register()
    draft_for(economic, customer)

    (caution,) = check_open_drafts(economic, {"barred": True}, ["barred"], customer)

    assert str(caution) == "Open drafts: 1. They may be refused while the customer is barred."


def test_drafts_matter_only_to_whom_is_being_barred(economic: Gateway, sandbox: Sandbox, register: Register) -> None:
    customer = register()
    draft_for(economic, customer)

    assert check_open_drafts(economic, {"barred": True}, ["name"], customer) == []
    assert check_open_drafts(economic, {"barred": False}, ["barred"], customer) == []
    sandbox.fault("GET", f"/customers/{customer}/invoices", "status:503", times=9)
    assert check_open_drafts(economic, {"barred": True}, ["barred"], customer) == []


def test_the_form_of_a_customer_stops_once_for_its_open_drafts(
    client: Client, economic: Gateway, register: Register
) -> None:
    customer = register()
    draft_for(economic, customer)

    warned = fill_in(client, f"/sandbox/customers/{customer}/edit/", barred="on")
    between = economic.customers.get(customer).barred
    send(client, warned)

    assert "Open drafts: 1." in warned.text
    assert (between, economic.customers.get(customer).barred) == (False, True)
