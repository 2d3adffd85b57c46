"""Sign in, find a customer, open it, go back."""

import re

from playwright.sync_api import Page, expect


def test_somebody_signs_in_finds_a_customer_opens_it_and_goes_back(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_label("Name").fill("viewer")
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="Overview")).to_be_visible()
    page.get_by_label("Main menu").get_by_role("link", name="Customers").click()
    expect(page.get_by_role("heading", level=1, name="Customers")).to_be_visible()
    row = page.get_by_role("table").get_by_role("row").nth(5)
    name = row.get_by_role("cell").nth(0).inner_text()

    page.get_by_role("searchbox").fill(name)
    expect(page).to_have_url(re.compile("q="))
    page.get_by_role("rowheader").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    page.go_back()

    expect(page.get_by_role("searchbox")).to_have_value(name)
    expect(page.get_by_role("table")).to_contain_text(name)
