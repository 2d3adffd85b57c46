"""The city of a Danish postal code, in forms of customers and delivery locations."""

from collections.abc import Callable

import pytest
from django.test import Client

from econ_admin.gateway import Gateway, where
from tests.customers.conftest import AddCustomer
from tests.customers.form_data import fill_in, submit
from tests.customers.page_reader import get_text

NEW = "/sandbox/customers/new/"
LOOKUP = "/sandbox/postal-codes/"


def get_city(economic: Gateway, name: str) -> str:
    (customer,) = economic.customers.page(where("name").eq(name)).items
    return customer.city


@pytest.mark.parametrize(
    ("postal_code", "country", "city"),
    [("8000", "", "Aarhus C"), ("DK-8000", "Danmark", "Aarhus C"), ("8000", "Schweiz", ""), ("9999", "", "")],
)
def test_empty_city_of_a_new_customer_is_filled_in(
    client: Client, economic: Gateway, postal_code: str, country: str, city: str
) -> None:
    answer = fill_in(client, NEW, name="Ada Holms Eftf.", zip=postal_code, country=country)

    assert answer.status_code == 303
    assert get_city(economic, "Ada Holms Eftf.") == city


def test_typed_city_is_kept_and_does_not_stop_the_save(client: Client, economic: Gateway) -> None:
    answer = fill_in(client, NEW, name="Ada Holms Eftf.", zip="8000", city="Odense")

    assert answer.status_code == 303
    assert get_city(economic, "Ada Holms Eftf.") == "Odense"


def test_refused_form_shows_the_city_that_was_filled_in(client: Client) -> None:
    answer = fill_in(client, NEW, name="", zip="8000")

    assert answer.status_code == 422
    assert 'value="Aarhus C"' in answer.text


def test_new_postal_code_of_an_existing_customer_gives_its_city(
    client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number = add_customer(zip="5000", city="")

    fill_in(client, f"/sandbox/customers/{number}/edit/", zip="8000")

    assert economic.customers.get(number).city == "Aarhus C"


def test_missing_city_is_kept_while_other_fields_are_edited(
    client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number = add_customer(zip="8000", city="")

    answer = fill_in(client, f"/sandbox/customers/{number}/edit/", name="Bo Lund ApS")

    assert answer.status_code == 303
    assert economic.customers.get(number).city == ""


def test_customer_with_another_city_is_warned_about_quietly(client: Client, add_customer: AddCustomer) -> None:
    number = add_customer(zip="8000", city="Odense")
    url = f"/sandbox/customers/{number}/edit/"

    opened = client.get(url)
    answer = submit(client, opened, website="lund.example")

    assert '<div id="id_city_warning">' in opened.text
    assert "8000 is Aarhus C." in get_text(opened.text)
    assert answer.status_code == 303


def test_quiet_warning_is_not_among_those_to_confirm(client: Client) -> None:
    question = fill_in(client, NEW, name="Ada Holms Eftf.", zip="8000", city="Odense", ean="123")

    assert question.status_code == 422
    assert get_text(question.text).count("8000 is Aarhus C.") == 1
    assert get_text(question.text).count("An EAN number has exactly 13 digits.") == 2


def test_city_of_a_delivery_location_is_filled_in(client: Client, add_customer: AddCustomer, economic: Gateway) -> None:
    number = add_customer()

    fill_in(client, f"/sandbox/customers/{number}/delivery-locations/new/", "address", postal_code="9000")

    assert [location.city for location in economic.delivery_locations.of(number)] == ["Aalborg"]


def test_delivery_location_with_another_city_is_warned_about(
    client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number = add_customer()
    list_url = f"/sandbox/customers/{number}/delivery-locations/"
    answer = fill_in(client, f"{list_url}new/", "address", postal_code="9000", city="Odense")
    (location,) = economic.delivery_locations.of(number)

    opened = client.get(f"{list_url}{location.delivery_location_number}/")

    assert answer.status_code == 303
    assert "9000 is Aalborg." in get_text(opened.text)


def test_script_is_told_the_city_and_its_announcement(client: Client) -> None:
    answer = client.get(LOOKUP, {"postal_code": "8000", "city": "", "country": ""})

    assert answer.json() == {"city": "Aarhus C", "announcement": "City filled in: Aarhus C.", "warning": ""}


def test_script_is_told_of_another_city(client: Client) -> None:
    answer = client.get(LOOKUP, {"postal_code": "8000", "city": "Odense", "country": "Danmark"})

    assert answer.json()["warning"] == "8000 is Aarhus C."


def test_script_is_told_nothing_of_a_foreign_address(client: Client) -> None:
    answer = client.get(LOOKUP, {"postal_code": "8000", "city": "Zürich", "country": "Schweiz"})

    assert answer.json() == {"city": "", "announcement": "", "warning": ""}


def test_viewer_does_not_ask_for_cities(sign_in: Callable[..., Client]) -> None:
    assert sign_in("viewer").get(LOOKUP).status_code == 403
