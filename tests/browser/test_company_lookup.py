"""Looking up a company in the form of a new customer."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from econ_admin.company_register import CompanyRegister
from tests.browser.conftest import HoldRequests
from tests.browser.keyboard import tab_to
from tests.company_register_server import NUMBER, answer_with, serve_register
from tests.hostile.upstream import HostileUpstream


@pytest.fixture
def register(settings: Settings) -> Iterator[HostileUpstream]:
    with serve_register() as (server, url):
        settings.CVR_LOOKUP = CompanyRegister(url)
        yield server


@pytest.fixture
def form(register: HostileUpstream, new_customer: Page) -> Page:
    """The form of a new customer, where companies can be looked up."""
    return new_customer


def test_company_is_looked_up_and_saved_by_keyboard(form: Page, run_axe: Callable[[Page], str]) -> None:
    button = form.get_by_role("button", name="Look up the CVR number")
    tab_to(form.get_by_label("CVR number", exact=True))
    form.keyboard.type(NUMBER)
    tab_to(button)
    form.keyboard.press("Enter")

    expect(form.locator("#live")).to_contain_text("Found Nordlys Handel ApS. Filled in: Name, Address")
    expect(button).to_be_focused()
    expect(form.get_by_label("Name", exact=True)).to_have_value("Nordlys Handel ApS")
    expect(form.get_by_label("City", exact=True)).to_have_value("Aarhus C")
    expect(form.locator("#id_city_warning")).to_have_count(0)
    assert run_axe(form) == ""
    form.keyboard.press("Control+s")
    expect(form.get_by_text("Nordlys Handel ApS created with the number")).to_be_visible()


def test_what_is_typed_during_a_look_up_is_kept(form: Page, hold_requests: HoldRequests) -> None:
    form.get_by_label("CVR number", exact=True).fill(NUMBER)
    with hold_requests(form, "**/customers/new/"):
        form.get_by_role("button", name="Look up the CVR number").click()
        form.get_by_label("Name", exact=True).fill("Nordlys")

    expect(form.get_by_label("Address", exact=True)).to_have_value("Kajvej 2, 1.")
    expect(form.get_by_label("Name", exact=True)).to_have_value("Nordlys")


def test_company_that_is_not_found_is_announced(form: Page, register: HostileUpstream) -> None:
    register.behaviour = answer_with({"error": "NOT_FOUND"}, 404)
    form.get_by_label("CVR number", exact=True).fill(NUMBER)

    form.get_by_role("button", name="Look up the CVR number").click()

    expect(form.locator("#company-lookup")).to_have_text("No company has this CVR number.")
    expect(form.locator("#live")).to_have_text("No company has this CVR number.")


def test_enter_in_a_field_saves_and_does_not_look_up(form: Page, register: HostileUpstream) -> None:
    form.get_by_label("Name", exact=True).fill("Ada Holms Eftf.")

    form.get_by_label("Name", exact=True).press("Enter")

    expect(form.get_by_text("created with the number")).to_be_visible()
    assert register.requests == []


def test_company_is_looked_up_without_scripts(
    browser_without_scripts: Callable[[str], Page], site: str, register: HostileUpstream
) -> None:
    page = browser_without_scripts("editor")
    page.goto(f"{site}/sandbox/customers/new/")
    page.get_by_label("CVR number", exact=True).fill(NUMBER)
    page.get_by_label("Website").fill("nordlys.example")
    page.get_by_role("button", name="Look up the CVR number").click()
    expect(page.locator("#company-lookup p")).to_be_focused()
    expect(page.locator("#company-lookup")).to_contain_text("Filled in: Name, Address")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Nordlys Handel ApS")
    expect(page.get_by_label("Website")).to_have_value("nordlys.example")

    page.get_by_label("Website").press("Enter")

    expect(page.get_by_text("Nordlys Handel ApS created with the number")).to_be_visible()
