"""A customer's delivery locations."""

from econ_admin.sandbox import Sandbox

LOCATIONS = "/customers/1/delivery-locations"


def test_create_replace_get_and_delete(sandbox: Sandbox) -> None:
    created = sandbox.request("POST", LOCATIONS, {"address": "Torvet 1", "deliveryLocationNumber": 99})
    number = created.json()["deliveryLocationNumber"]
    changed = sandbox.request("PUT", f"{LOCATIONS}/{number}", {"city": "Skagen", "sortKey": 4})
    fetched = sandbox.request("GET", f"{LOCATIONS}/{number}")
    deleted = sandbox.request("DELETE", f"{LOCATIONS}/{number}")

    assert [response.status for response in (created, changed, fetched, deleted)] == [201, 200, 200, 204]
    assert (number, created.json()["sortKey"]) == (6, 2)
    assert fetched.json() == changed.json()
    assert (fetched.json()["city"], fetched.json()["sortKey"], fetched.json().get("address")) == ("Skagen", 4, None)
    assert sandbox.request("GET", f"{LOCATIONS}/{number}").status == 404


def test_postal_code_is_not_called_zip(sandbox: Sandbox) -> None:
    location = sandbox.request("POST", LOCATIONS, {"postalCode": "9990", "zip": "1000"}).json()

    assert location["postalCode"] == "9990"
    assert "zip" not in location
    assert sandbox.request("GET", f"{LOCATIONS}?filter=zip$eq:9990").status == 400


def test_omitting_barred_unbars_the_location(sandbox: Sandbox) -> None:
    before = sandbox.request("GET", f"{LOCATIONS}/5").json()

    after = sandbox.request("PUT", f"{LOCATIONS}/5", {"address": "Kaj 3"}).json()

    assert before["barred"] is True
    assert "barred" not in after


def test_deleting_the_default_location_clears_the_reference(sandbox: Sandbox) -> None:
    before = sandbox.request("GET", "/customers/1").json()

    sandbox.request("DELETE", f"{LOCATIONS}/5")

    assert before["defaultDeliveryLocation"]["deliveryLocationNumber"] == 5
    assert "defaultDeliveryLocation" not in sandbox.request("GET", "/customers/1").json()
