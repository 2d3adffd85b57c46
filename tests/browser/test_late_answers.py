"""A late answer to an earlier question never takes the place of the answer to a later one."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Hold


def test_a_question_that_is_overtaken_is_dropped(
    signed_in: Callable[[str], Page], site: str, hold_requests: Hold
) -> None:
    page = signed_in("viewer")
    page.goto(f"{site}/sandbox/customers/")

    with hold_requests(page, re.compile("q=a&")):
        with page.expect_request(lambda request: "q=a&" in request.url):
            page.get_by_role("searchbox").fill("a")
        with page.expect_event("requestfailed", lambda request: "q=a&" in request.url):
            page.get_by_role("searchbox").fill("10003")

    expect(page.locator("#customer-table tbody tr")).to_have_count(1)
    expect(page).to_have_url(f"{site}/sandbox/customers/?q=10003")


def test_a_head_that_is_clicked_sorts_what_is_being_searched_for(
    signed_in: Callable[[str], Page], site: str, hold_requests: Hold
) -> None:
    page = signed_in("viewer")
    page.goto(f"{site}/sandbox/customers/")

    with hold_requests(page, re.compile("q=a&")):
        with page.expect_request(lambda request: "q=a&" in request.url):
            page.get_by_role("searchbox").fill("a")
        page.get_by_role("columnheader").get_by_role("link", name="Name").click()

    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    expect(page).to_have_url(f"{site}/sandbox/customers/?q=a&sort=name")


def test_a_page_is_not_turned_while_another_question_is_asked(
    signed_in: Callable[[str], Page], site: str, hold_requests: Hold
) -> None:
    page = signed_in("viewer")
    page.goto(f"{site}/sandbox/customers/?size=25")

    with hold_requests(page, re.compile("q=10003")):
        with page.expect_request(lambda request: "q=10003" in request.url):
            page.get_by_role("searchbox").fill("10003")
        page.get_by_role("link", name="Next page").first.click()

    expect(page.locator("#customer-table tbody tr")).to_have_count(1)
    expect(page).to_have_url(f"{site}/sandbox/customers/?q=10003&size=25")
