"""A customer's contacts."""

import pytest

from econ_admin.sandbox import Sandbox

CONTACTS = "/customers/1/contacts"


def test_the_server_numbers_a_new_contact_in_the_agreement_and_in_the_customer(sandbox: Sandbox) -> None:
    answer = sandbox.ask("POST", CONTACTS, {"name": "Ny", "customerContactNumber": 9, "sortKey": 99})

    assert answer.status == 201
    assert answer.headers["Location"] == answer.json()["self"] == f"https://sandbox.invalid{CONTACTS}/317"
    assert (answer.json()["customerContactNumber"], answer.json()["sortKey"]) == (317, 9)


def test_a_contact_is_found_only_below_its_own_customer(sandbox: Sandbox) -> None:
    assert sandbox.ask("GET", f"{CONTACTS}/314").status == 200
    assert sandbox.ask("GET", "/customers/2/contacts/314").json()["message"] == 'CustomerContact "314" not found.'
    assert sandbox.ask("GET", "/customers/9/contacts").json()["message"] == 'Customer "9" not found.'


def test_put_replaces_a_contact_and_keeps_its_place(sandbox: Sandbox) -> None:
    answer = sandbox.ask("PUT", f"{CONTACTS}/314", {"customerContactNumber": 314, "name": "Bo"})

    assert answer.status == 200
    assert list(answer.json()) == ["customerContactNumber", "name", "customer", "sortKey", "self"]
    assert answer.json()["sortKey"] == 7


def test_putting_back_what_was_got_changes_nothing(sandbox: Sandbox) -> None:
    got = sandbox.ask("GET", f"{CONTACTS}/314")

    assert sandbox.ask("PUT", f"{CONTACTS}/314", got.body).body == got.body


def test_put_needs_the_number_of_the_address(sandbox: Sandbox) -> None:
    without = sandbox.ask("PUT", f"{CONTACTS}/314", {"name": "Bo"})
    other = sandbox.ask("PUT", f"{CONTACTS}/314", {"name": "Bo", "customerContactNumber": 315})
    missing = sandbox.ask("PUT", f"{CONTACTS}/999", {"name": "Bo", "customerContactNumber": 999})

    assert "customerContactNumber" in without.json()["errors"][0]
    assert "customerContactNumber" in other.json()["errors"]
    assert (without.status, other.status, missing.status) == (400, 400, 404)


def test_who_pointed_at_a_deleted_contact_points_at_nothing(sandbox: Sandbox) -> None:
    answer = sandbox.ask("DELETE", f"{CONTACTS}/314")

    customer = sandbox.ask("GET", "/customers/1").json()
    assert answer.status == 204
    assert "attention" not in customer
    assert customer["customerContact"]["customerContactNumber"] == 315


@pytest.mark.parametrize(("words", "status"), [(["invoices", "reminders"], 201), (["Invoices"], 400), ("orders", 400)])
def test_notifications_are_of_four_words_in_their_case(sandbox: Sandbox, words: object, status: int) -> None:
    assert sandbox.ask("POST", CONTACTS, {"name": "Ny", "emailNotifications": words}).status == status


def test_notes_are_filtered_by_the_name_comments(sandbox: Sandbox) -> None:
    found = sandbox.ask("GET", f"{CONTACTS}?filter=comments$like:ring").json()
    refused = sandbox.ask("GET", f"{CONTACTS}?filter=notes$like:ring")

    assert [contact["name"] for contact in found["collection"]] == ["Simon Testersen"]
    assert (found["pagination"]["results"], found["pagination"]["resultsWithoutFilter"]) == (1, 2)
    assert refused.status == 400
