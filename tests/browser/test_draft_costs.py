"""Cost and margin of a draft's lines: an optional second line of the grid, also by keyboard."""

import re

from playwright.sync_api import Page, expect

from tests.browser.draft_editor import get_cell, write_lines


def test_costs_are_shown_and_hidden_without_leaving_the_page(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:1])
    page.evaluate("window.isSamePage = true")
    expect(get_cell(page, "Cost price", 1)).to_be_hidden()

    page.get_by_role("link", name="Show cost and margin").click()

    expect(get_cell(page, "Cost price", 1)).to_be_visible()
    expect(page.get_by_role("link", name="Hide cost and margin")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?costs=1$"))
    page.get_by_role("link", name="Hide cost and margin").press("Enter")
    expect(get_cell(page, "Cost price", 1)).to_be_hidden()
    expect(page).not_to_have_url(re.compile("costs"))
    assert page.evaluate("window.isSamePage")


def test_cost_price_is_entered_by_keyboard_and_changes_the_margin(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:1])
    get_cell(page, "Text", 2).fill("Only a text")
    get_cell(page, "Text", 2).press("Enter")
    expect(get_cell(page, "Product", 3)).to_be_visible()
    get_cell(page, "Product", 3).fill(products[1])
    get_cell(page, "Product", 3).press("Tab")
    expect(get_cell(page, "Price", 3)).not_to_have_value("")
    page.get_by_role("link", name="Show cost and margin").click()
    margin = page.locator("#grid .l-margin output").first
    before = margin.text_content() or ""

    get_cell(page, "Discount %", 1).focus()
    page.keyboard.press("Enter")
    expect(get_cell(page, "Cost price", 1)).to_be_focused()
    page.keyboard.type("1,5")
    page.keyboard.press("ArrowDown")  # past the text line, which has no cost

    expect(get_cell(page, "Cost price", 3)).to_be_focused()
    expect(get_cell(page, "Cost price", 1)).to_have_value("1,50")
    expect(margin).not_to_have_text(before)
    page.keyboard.press("Enter")  # from the last cell to the next line
    expect(get_cell(page, "Product", 4)).to_be_focused()


def test_enter_skips_costs_that_are_not_shown(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:1])

    get_cell(page, "Discount %", 1).press("Enter")

    expect(get_cell(page, "Product", 2)).to_be_focused()
