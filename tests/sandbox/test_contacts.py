"""A customer's contacts."""

import pytest

from econ_admin.sandbox import Sandbox

CONTACTS = "/customers/1/contacts"


def test_new_contact_gets_number_and_sort_key_from_the_server(sandbox: Sandbox) -> None:
    response = sandbox.request("POST", CONTACTS, {"name": "Ny", "customerContactNumber": 9, "sortKey": 99})

    assert response.status == 201
    assert response.headers["Location"] == response.json()["self"] == f"https://sandbox.invalid{CONTACTS}/317"
    assert (response.json()["customerContactNumber"], response.json()["sortKey"]) == (317, 9)


def test_contact_is_found_only_below_its_own_customer(sandbox: Sandbox) -> None:
    assert sandbox.request("GET", f"{CONTACTS}/314").status == 200
    assert sandbox.request("GET", "/customers/2/contacts/314").json()["message"] == 'CustomerContact "314" not found.'
    assert sandbox.request("GET", "/customers/9/contacts").json()["message"] == 'Customer "9" not found.'


def test_put_replaces_a_contact_and_keeps_its_sort_key(sandbox: Sandbox) -> None:
    response = sandbox.request("PUT", f"{CONTACTS}/314", {"customerContactNumber": 314, "name": "Bo"})

    assert response.status == 200
    assert list(response.json()) == ["customerContactNumber", "name", "customer", "sortKey", "self"]
    assert response.json()["sortKey"] == 7


def test_putting_back_the_same_contact_changes_nothing(sandbox: Sandbox) -> None:
    original = sandbox.request("GET", f"{CONTACTS}/314")

    assert sandbox.request("PUT", f"{CONTACTS}/314", original.body).body == original.body


def test_put_needs_the_number_of_the_url(sandbox: Sandbox) -> None:
    without_number = sandbox.request("PUT", f"{CONTACTS}/314", {"name": "Bo"})
    with_other_number = sandbox.request("PUT", f"{CONTACTS}/314", {"name": "Bo", "customerContactNumber": 315})
    missing_contact = sandbox.request("PUT", f"{CONTACTS}/999", {"name": "Bo", "customerContactNumber": 999})

    assert "customerContactNumber" in without_number.json()["errors"][0]
    assert "customerContactNumber" in with_other_number.json()["errors"]
    assert (without_number.status, with_other_number.status, missing_contact.status) == (400, 400, 404)


def test_deleting_a_contact_removes_references_to_it(sandbox: Sandbox) -> None:
    response = sandbox.request("DELETE", f"{CONTACTS}/314")

    customer = sandbox.request("GET", "/customers/1").json()
    assert response.status == 204
    assert "attention" not in customer
    assert customer["customerContact"]["customerContactNumber"] == 315


@pytest.mark.parametrize(("words", "status"), [(["invoices", "reminders"], 201), (["Invoices"], 400), ("orders", 400)])
def test_notifications_accept_only_the_documented_values(sandbox: Sandbox, words: object, status: int) -> None:
    assert sandbox.request("POST", CONTACTS, {"name": "Ny", "emailNotifications": words}).status == status


def test_notes_are_filtered_as_comments(sandbox: Sandbox) -> None:
    body = sandbox.request("GET", f"{CONTACTS}?filter=comments$like:ring").json()
    refused_response = sandbox.request("GET", f"{CONTACTS}?filter=notes$like:ring")

    assert [contact["name"] for contact in body["collection"]] == ["Simon Testersen"]
    assert (body["pagination"]["results"], body["pagination"]["resultsWithoutFilter"]) == (1, 2)
    assert refused_response.status == 400
