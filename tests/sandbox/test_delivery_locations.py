"""A customer's delivery locations."""

from econ_admin.sandbox import Sandbox

PLACES = "/customers/1/delivery-locations"


def test_all_verbs_make_a_round_trip(sandbox: Sandbox) -> None:
    made = sandbox.ask("POST", PLACES, {"address": "Torvet 1", "deliveryLocationNumber": 99})
    number = made.json()["deliveryLocationNumber"]
    changed = sandbox.ask("PUT", f"{PLACES}/{number}", {"city": "Skagen", "sortKey": 4})
    got = sandbox.ask("GET", f"{PLACES}/{number}")
    deleted = sandbox.ask("DELETE", f"{PLACES}/{number}")

    assert [response.status for response in (made, changed, got, deleted)] == [201, 200, 200, 204]
    assert (number, made.json()["sortKey"]) == (6, 2)
    assert got.json() == changed.json()
    assert (got.json()["city"], got.json()["sortKey"], got.json().get("address")) == ("Skagen", 4, None)
    assert sandbox.ask("GET", f"{PLACES}/{number}").status == 404


def test_the_postal_code_is_not_called_zip(sandbox: Sandbox) -> None:
    made = sandbox.ask("POST", PLACES, {"postalCode": "9990", "zip": "1000"}).json()

    assert made["postalCode"] == "9990"
    assert "zip" not in made
    assert sandbox.ask("GET", f"{PLACES}?filter=zip$eq:9990").status == 400


def test_an_omitted_barred_unbars(sandbox: Sandbox) -> None:
    before = sandbox.ask("GET", f"{PLACES}/5").json()

    after = sandbox.ask("PUT", f"{PLACES}/5", {"address": "Kaj 3"}).json()

    assert before["barred"] is True
    assert "barred" not in after


def test_a_customer_whose_default_is_deleted_has_none(sandbox: Sandbox) -> None:
    sandbox.ask("DELETE", f"{PLACES}/5")

    assert "defaultDeliveryLocation" not in sandbox.ask("GET", "/customers/1").json()
