"""Several agreements: the switcher by keyboard and without JavaScript, and the look of their pages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from econ_admin.access.models import Agreement, Person
from tests.agreements.conftest import SignIn, add, anna, both, office, office_stores, sign_in_person
from tests.browser.test_every_page import check_look

__all__ = ["add", "anna", "both", "office", "office_stores", "sign_in_person"]

PAGES = ("/agreements/", "/agreements/add/", "/alfa-as/agreement/", "/alfa-as/agreement/remove/", "/bravo-as/")


@pytest.fixture
def session_cookie(site: str, anna: Person, sign_in_person: SignIn, both: dict[str, Agreement]) -> dict[str, str]:
    client = sign_in_person(anna)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}


@pytest.fixture
def signed_in(page: Page, session_cookie: dict[str, str]) -> Page:
    page.context.add_cookies([session_cookie])  # type: ignore[list-item]  # a TypedDict
    return page


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible_and_never_scroll_sideways(
    signed_in: Page, site: str, run_axe: Callable[[Page], str], path: str
) -> None:
    response = signed_in.goto(f"{site}{path}")

    assert response
    assert response.status == 200
    expect(signed_in.locator("[aria-busy=true]")).to_have_count(0)
    check_look(signed_in, run_axe, "light", 1440)
    check_look(signed_in, run_axe, "dark", 360)


def test_the_open_switcher_is_accessible_at_all_widths(
    signed_in: Page, site: str, run_axe: Callable[[Page], str]
) -> None:
    signed_in.goto(f"{site}/alfa-as/customers/")
    signed_in.get_by_role("button", name="Agreement: Alfa A/S. Switch").click()

    expect(signed_in.get_by_role("link", name="Bravo A/S")).to_be_visible()
    check_look(signed_in, run_axe, "light", 1440)
    check_look(signed_in, run_axe, "dark", 360)


def test_agreements_are_switched_by_keyboard(signed_in: Page, site: str) -> None:
    signed_in.goto(f"{site}/alfa-as/customers/")
    signed_in.get_by_role("button", name="Agreement: Alfa A/S. Switch").focus()

    signed_in.keyboard.press("Enter")
    signed_in.keyboard.press("Tab")
    expect(signed_in.get_by_role("navigation", name="Agreements").get_by_role("link", name="Alfa A/S")).to_be_focused()
    signed_in.keyboard.press("Tab")
    signed_in.keyboard.press("Enter")

    signed_in.wait_for_url(f"{site}/bravo-as/")
    expect(signed_in.get_by_role("button", name="Agreement: Bravo A/S. Switch")).to_be_visible()


def test_agreements_are_switched_without_javascript(
    browser: Browser, site: str, session_cookie: dict[str, str]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([session_cookie])  # type: ignore[list-item]  # a TypedDict
    page = context.new_page()
    page.goto(f"{site}/alfa-as/customers/")

    page.get_by_role("button", name="Agreement: Alfa A/S. Switch").click()
    page.get_by_role("link", name="All agreements").first.click()

    expect(page.get_by_role("row", name="Bravo A/S")).to_contain_text("DKK")
    page.get_by_role("link", name="Bravo A/S").click()
    expect(page).to_have_title("Overview · Bravo A/S")
    context.close()
