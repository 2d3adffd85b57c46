"""Forms in a browser: focus, keys, and rows that are links."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_new_customer_is_named_at_once_and_saved_by_ctrl_s(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/new/")

    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type("Ada Holms Eftf.")
    page.keyboard.press("Control+s")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Holms Eftf.")
    expect(page.get_by_text("created with the number")).to_be_visible()


def test_contact_is_saved_by_ctrl_s_in_its_row(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/10001/contacts/new/")

    page.get_by_label("Name", exact=True).fill("Eva Holm")
    page.keyboard.press("Control+s")

    expect(page.get_by_role("rowheader", name="Eva Holm")).to_be_visible()


def test_required_fields_are_marked(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/new/")

    required = page.locator("[aria-required=true]")
    expect(required).to_have_count(5)
    for control in required.all():
        label = page.locator(f"label[for={control.get_attribute('id')}]")
        assert label.evaluate("label => getComputedStyle(label, '::after').content").startswith('" *"')
    expect(page.get_by_text("Fields marked * are required.")).to_be_visible()


def test_customer_saved_again_after_back_asks_first(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/new/")
    page.get_by_label("Name", exact=True).fill("Ada Holms Eftf.")
    page.get_by_role("button", name="Create customer").click()
    expect(page.get_by_text("created with the number")).to_be_visible()
    created_url = page.url

    page.go_back()
    page.get_by_label("Name", exact=True).fill("Ada Holms Eftf.")
    page.get_by_label("City", exact=True).fill("Vejle")
    page.get_by_role("button", name="Create customer").click()

    expect(page.get_by_text(re.compile("already (been saved|created)")).first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(r"^Ada Holms Eftf\. \(\d+\)$")).first).to_have_attribute(
        "href", created_url.removeprefix(site)
    )


def test_view_name_is_focused_when_its_menu_opens(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")

    page.get_by_text("Save view").press("Enter")

    expect(page.get_by_label("View name")).to_be_focused()


def test_click_anywhere_in_a_row_opens_its_customer(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    row = page.locator("#customer-table tbody tr").nth(2)
    address = row.get_by_role("rowheader").get_by_role("link").get_attribute("href") or ""

    row.locator("td").last.click()

    expect(page).to_have_url(f"{site}{address}")


def test_ctrl_click_in_a_row_opens_its_customer_in_a_new_tab(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    row = page.locator("#customer-table tbody tr").nth(2)

    with page.context.expect_page() as new_page:
        row.locator("td").last.click(modifiers=["Control"])

    expect(new_page.value).to_have_url(re.compile(r"/customers/\d+/"))
    expect(page).to_have_url(f"{site}/sandbox/customers/")
