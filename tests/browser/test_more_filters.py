"""The filters behind "More filters": in sight at every width, accessible, and applied as they are filled in."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.draft_editor import get_cell, write_lines

WIDTHS = (320, 360, 768, 1024, 1280, 1440, 1600, 1920)


@pytest.mark.parametrize("path", ["customers/", "booked/", "drafts/"])
def test_filters_are_inside_the_window_at_every_width(open_as: Callable[[str], Page], site: str, path: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/{path}")
    page.get_by_text("More filters").click()
    menu = page.locator(".menu.in-two")
    expect(menu).to_be_visible()

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        box = menu.bounding_box()
        assert box
        assert box["x"] >= 0, width
        assert box["x"] + box["width"] <= width, width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["customers/", "booked/"])
def test_opened_filters_are_accessible(
    open_as: Callable[[str], Page], site: str, path: str, run_axe: Callable[[Page], str]
) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/{path}")
    page.get_by_text("More filters").click()
    expect(page.locator(".menu.in-two")).to_be_visible()

    assert run_axe(page) == ""


def test_text_filter_is_applied_when_it_is_left(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    page.get_by_text("More filters").click()

    page.get_by_role("textbox", name="Country").fill("sverige")
    page.get_by_role("textbox", name="Country").press("Tab")

    expect(page.get_by_role("link", name="Country: sverige")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?country=sverige$"))
    expect(page.locator(".menu.in-two")).to_be_visible()
    page.get_by_label("Last changed from").fill("32-1")
    page.get_by_label("Last changed from").press("Tab")
    expect(page.locator("#changed-says")).to_contain_text("This date does not exist")


def test_grid_with_costs_is_accessible(editor_page: Page, products: list[str], run_axe: Callable[[Page], str]) -> None:
    page = editor_page
    write_lines(page, products[:2])
    page.get_by_role("link", name="Show cost and margin").click()
    expect(get_cell(page, "Cost price", 2)).to_be_visible()

    assert run_axe(page) == ""
