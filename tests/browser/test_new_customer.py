"""A new customer by the keyboard: the city comes from the postal code."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from econ_admin.access.models import Person
from econ_admin.gateway import Gateway, where
from tests.browser.keyboard import tab_to


def get_city(economic: Gateway, name: str) -> str:
    (customer,) = economic.customers.page(where("name").eq(name)).items
    return customer.city


@pytest.mark.parametrize(("language", "created"), [("en", "created with the number"), ("da", "er oprettet med nummer")])
def test_name_and_postal_code_are_enough_for_a_new_customer(
    open_as: Callable[[str], Page],
    site: str,
    people: dict[str, Person],
    economic: Gateway,
    language: str,
    created: str,
) -> None:
    people["editor"].language = language
    people["editor"].save()
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/new/")

    page.keyboard.type("Ada Holms Eftf.")
    tab_to(page.locator("#id_zip"))
    page.keyboard.type("8000")
    expect(page.locator("#live")).to_contain_text("Aarhus C")
    expect(page.locator("#id_zip")).to_be_focused()
    expect(page.locator("#id_city")).to_have_value("Aarhus C")
    page.keyboard.press("Control+s")

    expect(page.get_by_text(re.compile(created))).to_be_visible()
    assert get_city(economic, "Ada Holms Eftf.") == "Aarhus C"


def test_city_follows_the_postal_code_until_it_is_typed(new_customer: Page) -> None:
    page = new_customer
    postal_code, city = page.get_by_label("Postal code"), page.get_by_label("City", exact=True)
    postal_code.press_sequentially("8000")
    expect(city).to_have_value("Aarhus C")

    postal_code.fill("DK-9000")
    expect(city).to_have_value("Aalborg")
    postal_code.fill("900")
    expect(city).to_have_value("")
    city.fill("Odense")
    postal_code.fill("8000")

    expect(page.locator("#id_city_warning")).to_have_text("8000 is Aarhus C.")
    expect(city).to_have_value("Odense")
    expect(city).to_have_accessible_description("8000 is Aarhus C.")


def test_warning_about_the_city_goes_when_it_is_right(new_customer: Page) -> None:
    page = new_customer
    page.get_by_label("City", exact=True).fill("Odense")
    page.get_by_label("Postal code").fill("8000")
    expect(page.get_by_text("8000 is Aarhus C.").first).to_be_visible()

    page.get_by_label("Country").fill("Schweiz")
    page.get_by_label("Country").press("Tab")

    expect(page.locator("#id_city_warning")).to_have_count(0)


def test_city_of_a_new_delivery_location_is_filled_in(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/10001/delivery-locations/")
    page.get_by_role("link", name="Add delivery location").first.click()

    page.get_by_label("Postal code").press_sequentially("9990")
    expect(page.get_by_label("City", exact=True)).to_have_value("Skagen")
    page.keyboard.press("Control+s")

    expect(page.get_by_role("cell", name="Skagen", exact=True)).to_be_visible()


def test_city_in_the_draft_editor_is_filled_in_and_saved(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("accountant")
    page.goto(f"{site}/sandbox/customers/10001/")
    page.get_by_role("button", name="New draft").click()
    page.locator("#details > summary").click()
    recipient_city = page.locator("[name='recipient.city']")
    recipient_city.fill("")
    with page.expect_response(lambda response: "Skagen" in (response.request.post_data or "")) as saved:
        page.locator("[name='recipient.zip']").fill("9990")
    assert saved.value.ok
    expect(recipient_city).to_have_value("Skagen")

    page.reload()

    expect(recipient_city).to_have_value("Skagen")


def test_city_is_filled_in_on_save_without_scripts(
    browser_without_scripts: Callable[[str], Page], site: str, economic: Gateway
) -> None:
    page = browser_without_scripts("editor")
    page.goto(f"{site}/sandbox/customers/new/")
    page.get_by_label("Name", exact=True).fill("Ada Holms Eftf.")
    page.get_by_label("Postal code").fill("8000")

    page.get_by_role("button", name="Create customer").click()

    expect(page.get_by_text("created with the number")).to_be_visible()
    assert get_city(economic, "Ada Holms Eftf.") == "Aarhus C"
