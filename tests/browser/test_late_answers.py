"""A late response to an earlier request never replaces the response to a later one."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import HoldRequests


def test_outdated_search_request_is_cancelled(
    open_as: Callable[[str], Page], site: str, hold_requests: HoldRequests
) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")

    with hold_requests(page, re.compile("q=a&")):
        with page.expect_request(lambda request: "q=a&" in request.url):
            page.get_by_role("searchbox").fill("a")
        with page.expect_event("requestfailed", lambda request: "q=a&" in request.url):
            page.get_by_role("searchbox").fill("10003")

    expect(page.locator("#customer-table tbody tr")).to_have_count(1)
    expect(page).to_have_url(f"{site}/sandbox/customers/?q=10003")


def test_sorting_applies_to_the_search_being_typed(
    open_as: Callable[[str], Page], site: str, hold_requests: HoldRequests
) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")

    with hold_requests(page, re.compile("q=a&")):
        with page.expect_request(lambda request: "q=a&" in request.url):
            page.get_by_role("searchbox").fill("a")
        page.get_by_role("columnheader").get_by_role("link", name="Name").click()

    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    expect(page).to_have_url(f"{site}/sandbox/customers/?q=a&sort=name")


def test_next_page_is_dropped_while_a_search_is_pending(
    open_as: Callable[[str], Page], site: str, hold_requests: HoldRequests
) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/?size=25")

    with hold_requests(page, re.compile("q=10003")):
        with page.expect_request(lambda request: "q=10003" in request.url):
            page.get_by_role("searchbox").fill("10003")
        page.get_by_role("link", name="Next page").first.click()

    expect(page.locator("#customer-table tbody tr")).to_have_count(1)
    expect(page).to_have_url(f"{site}/sandbox/customers/?q=10003&size=25")
