"""The five verbs on customers, and the PATCH."""

import json
from decimal import Decimal
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox

NEW = {
    "name": "Ny Kunde",
    "currency": "DKK",
    "paymentTerms": {"paymentTermsNumber": 1},
    "customerGroup": {"customerGroupNumber": 1},
    "vatZone": {"vatZoneNumber": 1},
}


def test_a_new_customer_gets_the_next_number(sandbox: Sandbox) -> None:
    answer = sandbox.ask("POST", "/customers", NEW)

    assert answer.status == 201
    assert answer.headers["Location"] == "https://sandbox.invalid/customers/4"
    assert answer.json() == sandbox.ask("GET", "/customers/4").json()
    assert b'"balance":0,"dueAmount":0.00,' in answer.body
    assert answer.json()["lastUpdated"] == "2026-11-23T12:00:30Z"


def test_a_number_may_be_given_and_is_refused_when_taken(sandbox: Sandbox) -> None:
    first = sandbox.ask("POST", "/customers", {**NEW, "customerNumber": 77})
    second = sandbox.ask("POST", "/customers", {**NEW, "customerNumber": 77})

    assert first.json()["customerNumber"] == 77
    assert (second.status, second.json()["errorCode"]) == (400, "E06010")
    assert second.json()["message"] == "The entity cannot be created because the key already exists"


def test_a_deleted_number_is_given_again(sandbox: Sandbox) -> None:
    deleted = sandbox.ask("DELETE", "/customers/3")
    again = sandbox.ask("DELETE", "/customers/3")
    answer = sandbox.ask("POST", "/customers", NEW)

    assert (deleted.status, deleted.body) == (204, b"")
    assert (again.status, again.json()["errorCode"]) == (404, "E06000")
    assert answer.json()["customerNumber"] == 3


def test_beyond_the_highest_number_a_gap_is_filled(sandbox: Sandbox) -> None:
    sandbox.ask("POST", "/customers", {**NEW, "customerNumber": 999_999_999})

    answer = sandbox.ask("POST", "/customers", NEW)

    assert answer.json()["customerNumber"] == 4


def test_put_replaces_everything_that_may_be_written(sandbox: Sandbox) -> None:
    before = sandbox.ask("GET", "/customers/1").json()

    after = sandbox.ask("PUT", "/customers/1", NEW).json()

    assert before["barred"] is True
    assert {"barred", "city", "email", "creditLimit", "attention"} & after.keys() == set()
    assert (after["name"], after["balance"]) == ("Ny Kunde", Decimal("4388512.50"))


def test_putting_back_what_was_got_changes_only_the_time(sandbox: Sandbox) -> None:
    got = sandbox.ask("GET", "/customers/1")

    put = sandbox.ask("PUT", "/customers/1", got.body)

    assert put.status == 200
    assert put.body.replace(b"2026-11-23T12:00:30Z", b"2026-11-20T14:05:08Z") == got.body


def test_putting_to_a_number_that_nobody_has_makes_it(sandbox: Sandbox) -> None:
    answer = sandbox.ask("PUT", "/customers/999", NEW)

    assert (answer.status, answer.json()["customerNumber"]) == (201, 999)
    assert answer.headers["Location"].endswith("/customers/999")


def test_what_is_read_only_or_unknown_is_dropped_without_a_word(sandbox: Sandbox) -> None:
    sent = {**NEW, "balance": "much", "nmae": "typo", "dueAmount": 5, "eInvoicingDisabledByDefault": True}

    answer = sandbox.ask("POST", "/customers", sent).json()

    assert (answer["balance"], answer["dueAmount"]) == (0, Decimal("0.00"))
    assert "nmae" not in answer
    assert answer["eInvoicingDisabledByDefault"] is False


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"city": None}, "Invalid type. Expected String but got Null. Path 'city'."),
        ({"customerNumber": 0}, "Integer 0 is less than minimum value of 1. Path 'customerNumber'."),
        ({"layout": {"layoutNumber": 0}}, "Integer 0 is less than minimum value of 1. Path 'layout.layoutNumber'."),
        ({"name": ""}, "String '' is less than minimum length of 1. Path 'name'."),
        ({"zip": "x" * 31}, f"String '{'x' * 31}' exceeds maximum length of 30. Path 'zip'."),
        ({"creditLimit": "100"}, "Invalid type. Expected Number but got String. Path 'creditLimit'."),
    ],
)
def test_a_body_off_the_schema_is_refused_with_its_path(sandbox: Sandbox, more: dict[str, Any], told: str) -> None:
    answer = sandbox.ask("POST", "/customers", {**NEW, **more})

    assert answer.status == 400
    assert answer.json()["errors"] == [told]
    assert answer.json()["schemaPath"].endswith("/schema/customers.post.schema.json")


def test_each_missing_property_is_told(sandbox: Sandbox) -> None:
    answer = sandbox.ask("POST", "/customers", {})

    missing = [message.split(":")[1].split(".")[0].strip() for message in answer.json()["errors"]]
    assert missing == ["currency", "customerGroup", "name", "paymentTerms", "vatZone"]


def test_references_to_nothing_are_refused_together(sandbox: Sandbox) -> None:
    sent = {**NEW, "paymentTerms": {"paymentTermsNumber": 4711}, "customerGroup": {"customerGroupNumber": 9}}

    answer = sandbox.ask("POST", "/customers", sent).json()

    assert answer["message"] == "Validation failed. 2 errors found."
    assert (answer["errorCode"], answer["errorCount"]) == ("E04300", 2)
    assert answer["errors"]["paymentTerms"]["errors"] == [
        {
            "propertyName": "paymentTerms",
            "errorMessage": "PaymentTerms '4711' not found.",
            "errorCode": "E07080",
            "inputValue": 4711,
            "developerHint": "Find a list of paymentTermss at https://sandbox.invalid/payment-terms .",
        }
    ]
    assert answer["errors"]["customerGroup"]["errors"][0]["errorCode"] == "E07140"
    assert sandbox.ask("GET", "/customers/4").status == 404


def test_a_reference_may_be_given_by_its_address(sandbox: Sandbox) -> None:
    terms = {"self": "https://restapi.e-conomic.com/payment-terms/8"}

    answer = sandbox.ask("POST", "/customers", {**NEW, "paymentTerms": terms}).json()

    assert answer["paymentTerms"] == {"paymentTermsNumber": 8, "self": "https://sandbox.invalid/payment-terms/8"}


def test_a_contact_of_another_customer_is_not_found(sandbox: Sandbox) -> None:
    answer = sandbox.ask("PUT", "/customers/1", {**NEW, "attention": {"customerContactNumber": 316}})

    assert answer.json()["errors"]["attention"]["errors"][0]["errorMessage"] == "CustomerContact '316' not found."


def test_the_number_in_the_body_must_be_that_of_the_address(sandbox: Sandbox) -> None:
    answer = sandbox.ask("PUT", "/customers/1", {**NEW, "customerNumber": 2})

    assert answer.status == 400
    assert list(answer.json()["errors"]) == ["customerNumber"]


def test_a_credit_limit_gets_two_decimals(sandbox: Sandbox) -> None:
    answer = sandbox.ask("POST", "/customers", b'{"creditLimit":1000.125,' + json.dumps(NEW).encode()[1:])

    assert b'"creditLimit":1000.13,' in answer.body


@pytest.mark.parametrize(
    "more",
    [
        b'"customerNumber":' + b"9" * 5000,
        b'"creditLimit":1e400',
        b'"paymentTerms":{"self":"x/payment-terms/' + b"9" * 5000 + b'"}',
        b'"city":"' + b"x" * 10**6 + b'"',
    ],
    ids=["number", "amount", "address", "text"],
)
def test_monstrous_values_are_refused(sandbox: Sandbox, more: bytes) -> None:
    answer = sandbox.ask("POST", "/customers", json.dumps(NEW).encode()[:-1] + b"," + more + b"}")

    assert answer.status == 400


def test_patch_changes_the_one_property_that_put_does_not(sandbox: Sandbox) -> None:
    patch = [{"op": "replace", "path": "/eInvoicingDisabledByDefault", "value": True}]

    patched = sandbox.ask("PATCH", "/customers/1", patch)
    put = sandbox.ask("PUT", "/customers/1", {**NEW, "eInvoicingDisabledByDefault": False})

    assert (patched.status, patched.json()["eInvoicingDisabledByDefault"]) == (200, True)
    assert patched.json()["city"] == "Ålborg"
    assert put.json()["eInvoicingDisabledByDefault"] is True


@pytest.mark.parametrize("path", ["/name", "/eInvoicingDisabledByDefault/x"])
def test_patch_changes_nothing_else(sandbox: Sandbox, path: str) -> None:
    answer = sandbox.ask("PATCH", "/customers/1", [{"op": "replace", "path": path, "value": True}])

    assert answer.status == 400
    assert sandbox.ask("GET", "/customers/1").json()["lastUpdated"] == "2026-11-20T14:05:08Z"


def test_deleting_a_customer_takes_what_stands_under_it(sandbox: Sandbox) -> None:
    sandbox.ask("DELETE", "/customers/1")
    sandbox.ask("PUT", "/customers/1", NEW)

    assert sandbox.ask("GET", "/customers/1/contacts").json()["collection"] == []
    assert sandbox.ask("GET", "/customers/1/delivery-locations").json()["collection"] == []


def test_what_is_nothing_but_links(sandbox: Sandbox) -> None:
    here = "https://sandbox.invalid"

    assert sandbox.ask("GET", "/customers/1/totals").json() == {
        "drafts": f"{here}/invoices/totals/drafts/customers/1",
        "booked": f"{here}/invoices/totals/booked/customers/1",
        "self": f"{here}/customers/1/totals",
    }
    assert list(sandbox.ask("GET", "/customers/1/templates/").json()) == ["invoice", "invoiceline", "self"]
    assert list(sandbox.ask("GET", "/customers/1/invoices").json()) == ["drafts", "booked", "self"]
    assert sandbox.ask("GET", "/customers/99/totals").status == 404
