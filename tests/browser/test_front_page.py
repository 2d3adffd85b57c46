"""The front page on narrow screens and on paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def front(open_as: Callable[[str], Page], site: str) -> Page:
    """The front page, after its panels have loaded."""
    page = open_as("accountant")
    page.goto(f"{site}/sandbox/")
    for panel in ("ageing", "months", "attention"):
        expect(page.locator(f"#panel-{panel}")).to_have_attribute("aria-busy", "false")
    return page


@pytest.mark.parametrize("width", [320, 360, 768])
def test_amounts_of_months_stay_in_their_columns(front: Page, width: int) -> None:
    front.set_viewport_size({"width": width, "height": 900})
    long = "12.345.678,90"
    front.locator(".months .num").evaluate_all(f"cells => cells.forEach(cell => (cell.textContent = '{long}'))")

    overflow = front.locator(".months").evaluate(
        """table => [...table.querySelectorAll(".num")].filter(cell => cell.scrollWidth > cell.clientWidth
            || cell.getBoundingClientRect().right > table.parentElement.getBoundingClientRect().right - 8).length"""
    )

    assert overflow == 0


def test_printed_charts_have_their_keys_and_one_total(front: Page) -> None:
    front.emulate_media(media="print")

    assert front.locator(".key.this").evaluate("key => getComputedStyle(key).printColorAdjust") == "exact"
    for foot in front.locator(".bars tfoot").all():  # a table-footer-group is repeated on each page
        assert foot.evaluate("foot => getComputedStyle(foot).display") == "table-row-group"
