"""Rows pasted into the draft editor in a browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from customers.drafting.line_order import list_lines
from customers.models import WorkingDraft
from econ_admin.gateway import Gateway
from tests.browser.draft_editor import CUSTOMER, PASTE_SCRIPT, get_cell

TEXT_CELL = "[data-cell=description] :is(input, textarea)"


@pytest.fixture
def page(site: str, open_as: Callable[[str], Page]) -> Page:
    """The editor of a new draft."""
    page = open_as("accountant")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/")
    page.get_by_role("button", name="New draft").press("Enter")
    expect(page.locator("#editor[data-ready]")).to_be_attached()
    expect(get_cell(page, "Product", 1)).to_be_focused()
    return page


@pytest.fixture
def products(economic: Gateway) -> list[str]:
    return [product.product_number for product in economic.products.page(size=100).items if not product.barred]


def list_saved_rows(page: Page) -> Locator:
    return page.locator("#grid tbody tr:not([data-new])")


def test_column_with_windows_line_ends_becomes_lines(page: Page, products: list[str]) -> None:
    page.evaluate(PASTE_SCRIPT, "".join(f"{number}\r\n" for number in products[:3]))

    expect(list_saved_rows(page)).to_have_count(3)
    expect(page.locator("#paste-area summary")).to_contain_text("3 lines added.")
    assert [line.product_number for line in list_lines(WorkingDraft.objects.get())] == products[:3]


def test_lines_pasted_into_a_text_cell_stay_text(page: Page) -> None:
    page.locator(TEXT_CELL).first.focus()

    prevented = page.evaluate(
        PASTE_SCRIPT.replace("dispatchEvent(paste);", "dispatchEvent(paste); return paste.defaultPrevented;"),
        "one\r\ntwo",
    )

    assert prevented is False
    expect(list_saved_rows(page)).to_have_count(0)


def test_bad_rows_go_to_the_paste_area_and_are_added_once_corrected(page: Page, products: list[str]) -> None:
    page.evaluate(PASTE_SCRIPT, f"Varenr\tAntal\n{products[0]}\t2\nNIX\t1\n{products[1]}\t1.5\n")

    expect(list_saved_rows(page)).to_have_count(1)
    box = page.locator("#pasted")
    expect(box).to_be_focused()
    expect(box).to_have_value(f"NIX\t1\n{products[1]}\t1.5")
    expect(page.get_by_text("Row 2: Did you mean 1,50?")).to_be_visible()
    expect(page.locator("#live")).to_have_text(
        "1 line added. 2 rows are still in the paste area. Header row skipped: Varenr, Antal."
    )

    box.fill(f"{products[2]}\t1\n{products[1]}\t1,5")
    page.get_by_role("button", name="Add rows").press("Enter")

    expect(list_saved_rows(page)).to_have_count(3)
    expect(box).to_have_value("")
    expect(page.locator("#paste-area summary")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/unsent/\d+/$"))


def test_second_paste_keeps_the_rows_left_of_the_first(page: Page) -> None:
    for number in ("NIX", "NUL"):
        get_cell(page, "Product", 1).focus()
        page.evaluate(PASTE_SCRIPT, f"{number}\t1")
        expect(page.locator("#pasted")).to_have_value(re.compile(number))

    expect(page.locator("#pasted")).to_have_value("NIX\t1\nNUL\t1")


def test_pasted_rows_are_kept_without_an_answer(page: Page, products: list[str]) -> None:
    page.route("**/paste/", lambda route: route.abort())

    page.evaluate(PASTE_SCRIPT, f"{products[0]}\t2\n{products[1]}\t3")

    expect(page.locator("#pasted")).to_have_value(f"{products[0]}\t2\n{products[1]}\t3")
    expect(page.locator("#save-state")).to_have_text("The rows were not added. They are in the paste area below.")


def test_panel_is_not_ready_while_a_cell_is_refused(page: Page, products: list[str]) -> None:
    page.evaluate(PASTE_SCRIPT, f"{products[0]}\t2\n{products[1]}\t3")
    panel = page.get_by_role("complementary", name="Before sending")
    expect(panel.get_by_text("Ready to send.")).to_be_visible()

    get_cell(page, "Quantity", 1).fill("1234.56")
    get_cell(page, "Quantity", 1).press("Tab")

    expect(panel.get_by_text("Some input could not be read. It is not part of the draft.")).to_be_visible()
    expect(panel.get_by_text("Ready to send.")).to_be_hidden()
    panel.get_by_role("link", name="Go to field").click()
    expect(get_cell(page, "Quantity", 1)).to_be_focused()

    get_cell(page, "Quantity", 1).fill("5")
    get_cell(page, "Quantity", 1).press("Tab")
    expect(panel.get_by_text("Ready to send.")).to_be_visible()


def test_panel_is_not_ready_while_rows_are_left(page: Page, products: list[str]) -> None:
    page.evaluate(PASTE_SCRIPT, f"{products[0]}\t2\nNIX\t3")
    panel = page.get_by_role("complementary", name="Before sending")

    expect(panel.get_by_text("The rows in the paste area are not lines of the draft yet.")).to_be_visible()
    expect(panel.get_by_text("Ready to send.")).to_be_hidden()
