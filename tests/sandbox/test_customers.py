"""The five verbs on customers, and the PATCH."""

import json
from decimal import Decimal
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox

NEW_CUSTOMER = {
    "name": "Ny Kunde",
    "currency": "DKK",
    "paymentTerms": {"paymentTermsNumber": 1},
    "customerGroup": {"customerGroupNumber": 1},
    "vatZone": {"vatZoneNumber": 1},
}


def test_new_customer_gets_the_next_number(sandbox: Sandbox) -> None:
    response = sandbox.request("POST", "/customers", NEW_CUSTOMER)

    assert response.status == 201
    assert response.headers["Location"] == "https://sandbox.invalid/customers/4"
    assert response.json() == sandbox.request("GET", "/customers/4").json()
    assert b'"balance":0,"dueAmount":0.00,' in response.body
    assert response.json()["lastUpdated"] == "2026-11-23T12:00:30Z"


def test_given_number_is_used_and_refused_if_taken(sandbox: Sandbox) -> None:
    first = sandbox.request("POST", "/customers", {**NEW_CUSTOMER, "customerNumber": 77})
    second = sandbox.request("POST", "/customers", {**NEW_CUSTOMER, "customerNumber": 77})

    assert first.json()["customerNumber"] == 77
    assert (second.status, second.json()["errorCode"]) == (400, "E06010")
    assert second.json()["message"] == "The entity cannot be created because the key already exists"


def test_deleted_number_is_reused(sandbox: Sandbox) -> None:
    deleted = sandbox.request("DELETE", "/customers/3")
    deleted_again = sandbox.request("DELETE", "/customers/3")
    response = sandbox.request("POST", "/customers", NEW_CUSTOMER)

    assert (deleted.status, deleted.body) == (204, b"")
    assert (deleted_again.status, deleted_again.json()["errorCode"]) == (404, "E06000")
    assert response.json()["customerNumber"] == 3


def test_gap_is_filled_after_the_highest_number(sandbox: Sandbox) -> None:
    sandbox.request("POST", "/customers", {**NEW_CUSTOMER, "customerNumber": 999_999_999})

    response = sandbox.request("POST", "/customers", NEW_CUSTOMER)

    assert response.json()["customerNumber"] == 4


def test_put_replaces_all_writable_properties(sandbox: Sandbox) -> None:
    before = sandbox.request("GET", "/customers/1").json()

    after = sandbox.request("PUT", "/customers/1", NEW_CUSTOMER).json()

    assert before["barred"] is True
    assert {"barred", "city", "email", "creditLimit", "attention"} & after.keys() == set()
    assert (after["name"], after["balance"]) == ("Ny Kunde", Decimal("4388512.50"))


def test_putting_back_the_same_customer_changes_only_the_time(sandbox: Sandbox) -> None:
    original = sandbox.request("GET", "/customers/1")

    put_response = sandbox.request("PUT", "/customers/1", original.body)

    assert put_response.status == 200
    assert put_response.body.replace(b"2026-11-23T12:00:30Z", b"2026-11-20T14:05:08Z") == original.body


def test_put_to_an_unknown_number_creates_the_customer(sandbox: Sandbox) -> None:
    response = sandbox.request("PUT", "/customers/999", NEW_CUSTOMER)

    assert (response.status, response.json()["customerNumber"]) == (201, 999)
    assert response.headers["Location"].endswith("/customers/999")


def test_read_only_and_unknown_properties_are_dropped(sandbox: Sandbox) -> None:
    request_body = {
        **NEW_CUSTOMER,
        "balance": "much",
        "nmae": "typo",
        "dueAmount": 5,
        "eInvoicingDisabledByDefault": True,
    }

    body = sandbox.request("POST", "/customers", request_body).json()

    assert (body["balance"], body["dueAmount"]) == (0, Decimal("0.00"))
    assert "nmae" not in body
    assert body["eInvoicingDisabledByDefault"] is False


@pytest.mark.parametrize(
    ("overrides", "expected_message"),
    [
        ({"city": None}, "Invalid type. Expected String but got Null. Path 'city'."),
        ({"customerNumber": 0}, "Integer 0 is less than minimum value of 1. Path 'customerNumber'."),
        ({"layout": {"layoutNumber": 0}}, "Integer 0 is less than minimum value of 1. Path 'layout.layoutNumber'."),
        ({"name": ""}, "String '' is less than minimum length of 1. Path 'name'."),
        ({"zip": "x" * 31}, f"String '{'x' * 31}' exceeds maximum length of 30. Path 'zip'."),
        ({"creditLimit": "100"}, "Invalid type. Expected Number but got String. Path 'creditLimit'."),
    ],
)
def test_schema_violation_is_refused_with_its_path(
    sandbox: Sandbox, overrides: dict[str, Any], expected_message: str
) -> None:
    response = sandbox.request("POST", "/customers", {**NEW_CUSTOMER, **overrides})

    assert response.status == 400
    assert response.json()["errors"] == [expected_message]
    assert response.json()["schemaPath"].endswith("/schema/customers.post.schema.json")


def test_each_missing_property_is_reported(sandbox: Sandbox) -> None:
    response = sandbox.request("POST", "/customers", {})

    missing = [message.split(":")[1].split(".")[0].strip() for message in response.json()["errors"]]
    assert missing == ["currency", "customerGroup", "name", "paymentTerms", "vatZone"]


def test_all_unknown_references_are_reported_together(sandbox: Sandbox) -> None:
    request_body = {
        **NEW_CUSTOMER,
        "paymentTerms": {"paymentTermsNumber": 4711},
        "customerGroup": {"customerGroupNumber": 9},
    }

    body = sandbox.request("POST", "/customers", request_body).json()

    assert body["message"] == "Validation failed. 2 errors found."
    assert (body["errorCode"], body["errorCount"]) == ("E04300", 2)
    assert body["errors"]["paymentTerms"]["errors"] == [
        {
            "propertyName": "paymentTerms",
            "errorMessage": "PaymentTerms '4711' not found.",
            "errorCode": "E07080",
            "inputValue": 4711,
            "developerHint": "Find a list of paymentTermss at https://sandbox.invalid/payment-terms .",
        }
    ]
    assert body["errors"]["customerGroup"]["errors"][0]["errorCode"] == "E07140"
    assert sandbox.request("GET", "/customers/4").status == 404


def test_reference_can_be_given_by_url(sandbox: Sandbox) -> None:
    terms = {"self": "https://restapi.e-conomic.com/payment-terms/8"}

    body = sandbox.request("POST", "/customers", {**NEW_CUSTOMER, "paymentTerms": terms}).json()

    assert body["paymentTerms"] == {"paymentTermsNumber": 8, "self": "https://sandbox.invalid/payment-terms/8"}


def test_contact_of_another_customer_is_not_found(sandbox: Sandbox) -> None:
    response = sandbox.request("PUT", "/customers/1", {**NEW_CUSTOMER, "attention": {"customerContactNumber": 316}})

    assert response.json()["errors"]["attention"]["errors"][0]["errorMessage"] == "CustomerContact '316' not found."


def test_number_in_the_body_must_match_the_url(sandbox: Sandbox) -> None:
    response = sandbox.request("PUT", "/customers/1", {**NEW_CUSTOMER, "customerNumber": 2})

    assert response.status == 400
    assert list(response.json()["errors"]) == ["customerNumber"]


def test_credit_limit_is_rounded_to_two_decimals(sandbox: Sandbox) -> None:
    response = sandbox.request(
        "POST", "/customers", b'{"creditLimit":1000.125,' + json.dumps(NEW_CUSTOMER).encode()[1:]
    )

    assert b'"creditLimit":1000.13,' in response.body


@pytest.mark.parametrize(
    "extra_json",
    [
        b'"customerNumber":' + b"9" * 5000,
        b'"creditLimit":1e400',
        b'"paymentTerms":{"self":"x/payment-terms/' + b"9" * 5000 + b'"}',
        b'"city":"' + b"x" * 10**6 + b'"',
    ],
    ids=["number", "amount", "address", "text"],
)
def test_oversized_values_are_refused(sandbox: Sandbox, extra_json: bytes) -> None:
    response = sandbox.request("POST", "/customers", json.dumps(NEW_CUSTOMER).encode()[:-1] + b"," + extra_json + b"}")

    assert response.status == 400


def test_patch_changes_the_property_that_put_ignores(sandbox: Sandbox) -> None:
    patch = [{"op": "replace", "path": "/eInvoicingDisabledByDefault", "value": True}]

    patched = sandbox.request("PATCH", "/customers/1", patch)
    put_response = sandbox.request("PUT", "/customers/1", {**NEW_CUSTOMER, "eInvoicingDisabledByDefault": False})

    assert (patched.status, patched.json()["eInvoicingDisabledByDefault"]) == (200, True)
    assert patched.json()["city"] == "Ålborg"
    assert put_response.json()["eInvoicingDisabledByDefault"] is True


@pytest.mark.parametrize("path", ["/name", "/eInvoicingDisabledByDefault/x"])
def test_patch_refuses_other_properties(sandbox: Sandbox, path: str) -> None:
    response = sandbox.request("PATCH", "/customers/1", [{"op": "replace", "path": path, "value": True}])

    assert response.status == 400
    assert sandbox.request("GET", "/customers/1").json()["lastUpdated"] == "2026-11-20T14:05:08Z"


@pytest.mark.parametrize("noun", ["contacts", "delivery-locations"])
def test_deleting_a_customer_deletes_its_children(sandbox: Sandbox, noun: str) -> None:
    assert sandbox.request("GET", f"/customers/1/{noun}").json()["collection"]

    sandbox.request("DELETE", "/customers/1")
    sandbox.request("PUT", "/customers/1", NEW_CUSTOMER)

    assert sandbox.request("GET", f"/customers/1/{noun}").json()["collection"] == []


def test_link_documents_of_a_customer(sandbox: Sandbox) -> None:
    origin = "https://sandbox.invalid"

    assert sandbox.request("GET", "/customers/1/totals").json() == {
        "drafts": f"{origin}/invoices/totals/drafts/customers/1",
        "booked": f"{origin}/invoices/totals/booked/customers/1",
        "self": f"{origin}/customers/1/totals",
    }
    assert list(sandbox.request("GET", "/customers/1/templates/").json()) == ["invoice", "invoiceline", "self"]
    assert list(sandbox.request("GET", "/customers/1/invoices").json()) == ["drafts", "booked", "self"]
    assert sandbox.request("GET", "/customers/99/totals").status == 404
