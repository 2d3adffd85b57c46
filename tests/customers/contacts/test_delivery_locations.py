"""Delivery locations: where they differ from contacts. What they share is tried with contacts."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from econ_admin.gateway import Gateway
from econ_admin.gateway.records import DeliveryLocation
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import Register
from tests.customers.form_data import Form, fill_in, filled, send
from tests.customers.page_reader import text_of

Somewhere = tuple[int, str]
TYPED: dict[str, Any] = {
    "address": "Kajvej 2\nDok 4",
    "postal_code": "9000",
    "city": "Aalborg",
    "country": "Danmark",
    "terms_of_delivery": "FOB",
}


@pytest.fixture
def nobody_waits(settings: Settings) -> None:
    settings.LEASE_PATIENCE = 0


@pytest.fixture
def there(register: Register) -> Somewhere:
    number = register(name="Quxholm A/S")
    return number, f"/sandbox/customers/{number}/delivery-locations/"


@pytest.fixture
def dock(economic: Gateway, there: Somewhere) -> str:
    """The address of a location of that customer."""
    number, url = there
    location = economic.delivery_locations.add(number, DeliveryLocation.new_document(address="Dok 4", city="Aalborg"))
    return f"{url}{location.delivery_location_number}/"


def the_location(economic: Gateway, there: Somewhere) -> DeliveryLocation:
    (location,) = economic.delivery_locations.of(there[0])
    return location


def test_a_location_is_added_with_all_that_was_typed(client: Client, economic: Gateway, there: Somewhere) -> None:
    response = fill_in(client, there[1] + "new/", "city", **TYPED, barred="on")

    location = the_location(economic, there)
    assert response.status_code == 303
    assert {name: getattr(location, name) for name in TYPED} == TYPED
    assert location.barred


@pytest.mark.usefixtures("nobody_waits")
def test_two_clicks_add_one(client: Client, economic: Gateway, there: Somewhere) -> None:
    opened = client.get(there[1] + "new/")

    answers = [send(client, opened, "city", **TYPED) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert the_location(economic, there).city == "Aalborg"


def test_changing_one_field_keeps_the_others(client: Client, economic: Gateway, there: Somewhere, dock: str) -> None:
    fill_in(client, dock, "city", postal_code="9000")

    location = the_location(economic, there)
    assert (location.address, location.postal_code, location.city) == ("Dok 4", "9000", "Aalborg")


def test_a_barred_location_is_opened_again_by_taking_the_tick_away(
    client: Client, economic: Gateway, there: Somewhere, dock: str
) -> None:
    fill_in(client, dock, "city", barred="on")
    barred = the_location(economic, there).barred
    opened = client.get(dock)

    fill_in(client, dock, "city", barred=[])

    assert barred
    assert Form(opened.text, "city").fields["barred"] == ["on"]
    assert not the_location(economic, there).barred


def test_in_place_the_panel_comes_back_with_the_word_and_the_focus(htmx: Client, dock: str) -> None:
    response = fill_in(htmx, dock, "city", address="Dok 5")

    assert response.status_code == 200
    assert response.text.lstrip().startswith('<section class="panel" id="delivery-locations"')
    assert "Dok 5, Aalborg is saved." in response.text
    assert 'aria-label="Edit Dok 5, Aalborg" autofocus' in response.text


def test_what_economic_refuses_lands_on_its_field(client: Client, sandbox: Sandbox, dock: str) -> None:
    sandbox.fault("PUT", "/customers", "refuse:postalCode:E06010")

    response = fill_in(client, dock, "city", postal_code="9000")

    assert response.status_code == 422
    assert 'href="#id_postal_code"' in response.text


def test_the_usual_location_says_so_before_it_is_deleted(
    client: Client, economic: Gateway, there: Somewhere, dock: str
) -> None:
    number, customer = the_location(economic, there).delivery_location_number, economic.customers.get(there[0])
    economic.customers.replace(there[0], customer.with_changes(default_delivery_location=number))

    asked = client.get(dock + "delete/")
    send(client, asked)

    assert "This is the customer's usual delivery location." in text_of(asked.text)
    assert "Delete Dok 4, Aalborg?" in text_of(asked.text)
    assert economic.delivery_locations.of(there[0]) == []


@pytest.mark.parametrize("fault", ["silence-before", "silence-after", "status:503", "garbage"])
def test_a_location_in_doubt_is_added_once(
    client: Client, sandbox: Sandbox, economic: Gateway, there: Somewhere, fault: str
) -> None:
    sandbox.fault("POST", "/customers", fault)

    doubtful = fill_in(client, there[1] + "new/", "city", **TYPED, barred="on")
    answer = send(client, doubtful, "key")

    assert "may or may not have been made" in doubtful.text
    assert answer.status_code == 303
    assert the_location(economic, there).barred


def test_after_an_ended_session_the_form_has_everything_in_it(client: Client, dock: str) -> None:
    opened = client.get(dock)
    client.logout()

    door = send(client, opened, "city", **TYPED, barred="on")
    form = Form(door.text, "password")
    arrived = client.post(form.action, filled(form, username="editor", password="demo"), follow=True)

    shown = Form(arrived.text, "city").fields
    assert (shown["address"], shown["postal_code"], shown["barred"]) == (["Kajvej 2\r\nDok 4"], ["9000"], ["on"])
