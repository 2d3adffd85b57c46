"""Delivery locations, where they differ from contacts; what they share is tested with contacts."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from econ_admin.gateway import Gateway
from econ_admin.gateway.records import DeliveryLocation
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer
from tests.customers.form_data import Form, build_form_data, fill_in, submit
from tests.customers.page_reader import get_text

CustomerPage = tuple[int, str]
TYPED: dict[str, Any] = {
    "address": "Kajvej 2\nDok 4",
    "postal_code": "9000",
    "city": "Aalborg",
    "country": "Danmark",
    "terms_of_delivery": "FOB",
}


@pytest.fixture
def no_lease_wait(settings: Settings) -> None:
    settings.LEASE_PATIENCE = 0


@pytest.fixture
def customer_page(add_customer: AddCustomer) -> CustomerPage:
    number = add_customer(name="Quxholm A/S")
    return number, f"/sandbox/customers/{number}/delivery-locations/"


@pytest.fixture
def dock_url(economic: Gateway, customer_page: CustomerPage) -> str:
    """The address of one of the customer's delivery locations."""
    number, url = customer_page
    location = economic.delivery_locations.add(number, DeliveryLocation.new_document(address="Dok 4", city="Aalborg"))
    return f"{url}{location.delivery_location_number}/"


def get_location(economic: Gateway, customer_page: CustomerPage) -> DeliveryLocation:
    (location,) = economic.delivery_locations.of(customer_page[0])
    return location


def test_location_is_added_with_all_typed_fields(
    client: Client, economic: Gateway, customer_page: CustomerPage
) -> None:
    response = fill_in(client, customer_page[1] + "new/", "city", **TYPED, sort_key="7", barred="on")

    location = get_location(economic, customer_page)
    assert response.status_code == 303
    assert {name: getattr(location, name) for name in TYPED} == TYPED
    assert location.barred
    assert location.sort_key == 7


@pytest.mark.usefixtures("no_lease_wait")
def test_two_clicks_add_one_location(client: Client, economic: Gateway, customer_page: CustomerPage) -> None:
    opened = client.get(customer_page[1] + "new/")

    answers = [submit(client, opened, "city", **TYPED) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert get_location(economic, customer_page).city == "Aalborg"


def test_changing_one_field_keeps_the_others(
    client: Client, economic: Gateway, customer_page: CustomerPage, dock_url: str
) -> None:
    fill_in(client, dock_url, "city", postal_code="9000")

    location = get_location(economic, customer_page)
    assert (location.address, location.postal_code, location.city) == ("Dok 4", "9000", "Aalborg")


def test_locations_are_listed_by_their_positions(
    client: Client, economic: Gateway, customer_page: CustomerPage
) -> None:
    number, url = customer_page
    urls = [
        f"{url}{economic.delivery_locations.add(number, document).delivery_location_number}/"
        for document in (DeliveryLocation.new_document(address=address) for address in ("Dok 1", "Dok 2", "Dok 3"))
    ]

    fill_in(client, urls[0], "city", sort_key="9")

    locations = economic.delivery_locations.of(number)
    assert [(location.address, location.sort_key) for location in locations] == [
        ("Dok 2", 2),
        ("Dok 3", 3),
        ("Dok 1", 9),
    ]
    text = get_text(client.get(url).text)
    assert text.rindex("Dok 2") < text.rindex("Dok 3") < text.rindex("Dok 1")


@pytest.mark.parametrize("typed", ["0", "-1", "first", "1000000000"])
def test_position_must_be_a_whole_number_from_1(
    client: Client, economic: Gateway, customer_page: CustomerPage, dock_url: str, typed: str
) -> None:
    response = fill_in(client, dock_url, "city", sort_key=typed)

    assert response.status_code == 422
    assert "number" in get_text(response.text)
    assert get_location(economic, customer_page).sort_key == 1


def test_clearing_the_checkbox_unbars_a_location(
    client: Client, economic: Gateway, customer_page: CustomerPage, dock_url: str
) -> None:
    fill_in(client, dock_url, "city", barred="on")
    was_barred = get_location(economic, customer_page).barred
    opened = client.get(dock_url)

    fill_in(client, dock_url, "city", barred=[])

    assert was_barred
    assert Form(opened.text, "city").fields["barred"] == ["on"]
    assert not get_location(economic, customer_page).barred


def test_htmx_save_returns_the_panel_with_message_and_focus(htmx: Client, dock_url: str) -> None:
    response = fill_in(htmx, dock_url, "city", address="Dok 5")

    assert response.status_code == 200
    assert response.text.lstrip().startswith('<section class="panel" id="delivery-locations"')
    assert "Dok 5, Aalborg saved." in response.text
    assert 'aria-label="Edit Dok 5, Aalborg" autofocus' in response.text


def test_refusal_by_economic_is_shown_at_its_field(client: Client, sandbox: Sandbox, dock_url: str) -> None:
    sandbox.fault("PUT", "/customers", "refuse:postalCode:E06010")

    response = fill_in(client, dock_url, "city", postal_code="9000")

    assert response.status_code == 422
    assert 'href="#id_postal_code"' in response.text


def test_deleting_the_default_location_says_so(
    client: Client, economic: Gateway, customer_page: CustomerPage, dock_url: str
) -> None:
    number, customer = (
        get_location(economic, customer_page).delivery_location_number,
        economic.customers.get(customer_page[0]),
    )
    economic.customers.replace(customer_page[0], customer.with_changes(default_delivery_location=number))

    confirmation = client.get(dock_url + "delete/")
    submit(client, confirmation)

    assert "This is the customer's default delivery location." in get_text(confirmation.text)
    assert "Delete Dok 4, Aalborg?" in get_text(confirmation.text)
    assert economic.delivery_locations.of(customer_page[0]) == []


@pytest.mark.parametrize("fault", ["silence-before", "silence-after", "status:503", "garbage"])
def test_location_with_an_unknown_outcome_is_added_once(
    client: Client, sandbox: Sandbox, economic: Gateway, customer_page: CustomerPage, fault: str
) -> None:
    sandbox.fault("POST", "/customers", fault)

    unresolved = fill_in(client, customer_page[1] + "new/", "city", **TYPED, sort_key="7", barred="on")
    response = submit(client, unresolved, "retry_key")

    assert "whether the change was made" in unresolved.text
    assert response.status_code == 303
    assert get_location(economic, customer_page).barred


def test_input_is_restored_after_the_session_ended(client: Client, dock_url: str) -> None:
    opened = client.get(dock_url)
    client.logout()

    sign_in_page = submit(client, opened, "city", **TYPED, sort_key="7", barred="on")
    form = Form(sign_in_page.text, "password")
    restored_page = client.post(form.action, build_form_data(form, username="editor", password="demo"), follow=True)

    fields = Form(restored_page.text, "city").fields
    assert (fields["address"], fields["postal_code"], fields["barred"]) == (["Kajvej 2\r\nDok 4"], ["9000"], ["on"])
