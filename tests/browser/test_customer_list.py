"""The customer list in a browser: htmx swaps, addresses and the back button."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from econ_admin.sandbox import Sandbox
from tests.browser.conftest import HoldRequests
from tests.browser.keyboard import tab_to


def get_names(page: Page) -> Locator:
    return page.locator("#customer-table tbody .name")


def test_filter_swaps_the_table_and_updates_the_address(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    count_before = get_names(page).count()

    page.get_by_role("combobox", name="Balance").select_option(label="Balance over 0")
    expect(page.get_by_role("link", name="Remove the filter Balance over 0")).to_be_visible()

    expect(page).to_have_url(re.compile("balance=over"))
    assert 0 < get_names(page).count() < count_before


def test_search_typed_before_the_scripts_came_is_made(
    open_as: Callable[[str], Page], site: str, hold_requests: HoldRequests
) -> None:
    page = open_as("viewer")
    with hold_requests(page, re.compile("htmx")):
        page.goto(f"{site}/sandbox/customers/", wait_until="commit")
        name = get_names(page).nth(4).inner_text()
        page.get_by_role("searchbox").fill(name)

    expect(page).to_have_url(re.compile("q="))
    expect(get_names(page)).to_have_text([name])


def test_filter_chip_removes_its_filter(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/?balance=over")

    page.get_by_role("link", name="Remove the filter Balance over 0").click()

    expect(page.get_by_role("combobox", name="Balance")).to_have_value("")
    expect(page).not_to_have_url(re.compile("balance"))


def test_table_header_sorts_and_reverses(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")

    page.get_by_role("columnheader").get_by_role("link", name="Balance").click()
    expect(page.get_by_role("columnheader", name="Balance")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("columnheader").get_by_role("link", name="Balance").click()

    expect(page.get_by_role("columnheader", name="Balance")).to_have_attribute("aria-sort", "ascending")
    expect(page).to_have_url(re.compile("sort=balance"))


def test_back_button_returns_to_earlier_queries(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    page.get_by_role("combobox", name="Balance").select_option(label="Balance over 0")
    expect(page).to_have_url(re.compile("balance=over"))
    page.get_by_role("columnheader").get_by_role("link", name="Name").click()
    expect(page).to_have_url(re.compile("sort=name"))

    page.go_back()
    expect(page.get_by_role("columnheader", name="No.")).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("combobox", name="Balance")).to_have_value("over")
    page.go_back()

    expect(page.get_by_role("combobox", name="Balance")).to_have_value("")


def test_search_keeps_the_focus_while_the_table_changes(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")

    page.keyboard.press("/")
    page.keyboard.type("10003", delay=20)
    expect(get_names(page)).to_have_count(1)

    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value("10003")


def test_customer_is_found_and_opened_by_keyboard(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")

    page.keyboard.press("/")
    page.keyboard.type("10003")
    expect(get_names(page)).to_have_count(1)
    link = page.get_by_role("rowheader").get_by_role("link")
    tab_to(link)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("10003")


def test_failed_list_shows_an_error_and_can_be_retried(
    open_as: Callable[[str], Page], site: str, sandbox: Sandbox
) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    sandbox.fault("GET", "/customers", "status:503", 3)  # as often as it is retried

    page.get_by_role("columnheader").get_by_role("link", name="Name").click()
    expect(page.get_by_role("heading", name="The customers could not be loaded")).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Customers")).to_be_visible()
    page.get_by_role("link", name="Try again").click()

    expect(get_names(page).first).to_be_visible()


def test_list_works_without_javascript(browser_without_scripts: Callable[[str], Page], site: str) -> None:
    page = browser_without_scripts("viewer")
    page.goto(f"{site}/sandbox/customers/")

    page.get_by_role("searchbox").fill("10003")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(get_names(page)).to_have_count(1)
    page.get_by_role("rowheader").get_by_role("link").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("10003")


def test_search_replaced_while_typing_is_no_error_in_the_console(
    site: str, open_as: Callable[[str], Page], hold_requests: HoldRequests
) -> None:
    page = open_as("viewer")
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text) if message.type == "error" else None)
    page.goto(f"{site}/sandbox/customers/")
    search = page.get_by_role("searchbox").first

    with hold_requests(page, "**/customers/?*"):
        with page.expect_request("**/customers/?*"):
            search.press_sequentially("a")
        with page.expect_event("requestfailed"):
            search.press_sequentially("b")

    expect(page).to_have_url(re.compile("q=ab"))
    assert messages == []
