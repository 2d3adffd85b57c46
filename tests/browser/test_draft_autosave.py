"""The draft editor saves within two seconds of the last key, while the cell is still being typed in."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Page, Request, expect

from customers.drafting.line_order import list_lines
from customers.models import WorkingDraft, WorkingDraftLine
from tests.browser.conftest import HoldRequests
from tests.browser.draft_editor import get_cell, write_lines

WITHIN = 2000  # milliseconds after the last key


@pytest.fixture
def clock_page(editor_page: Page, products: list[str]) -> Page:
    """The editor of a draft with one line, with a clock that the test moves."""
    page = editor_page
    write_lines(page, products[:1])
    expect(page.locator("#send-form [name=revision]")).to_have_value("2")
    page.clock.install()
    page.reload()
    expect(page.locator("#editor[data-ready]")).to_be_attached()
    expect(page.locator("#before").locator("[name=seen], .good").first).to_be_attached()
    return page


@pytest.fixture
def other_page(clock_page: Page) -> Iterator[Page]:
    """Another tab, to look at the draft in."""
    page = clock_page.context.new_page()
    yield page
    page.close(run_before_unload=False)


def expect_revision(page: Page, revision: int) -> None:
    expect(page.locator("#send-form [name=revision]")).to_have_value(str(revision))


def wait_for_save(page: Page) -> None:
    """Move the clock on, and see the save start in that time."""
    saves: list[Request] = []
    page.on("request", lambda request: saves.append(request) if request.method == "POST" else None)
    page.clock.fast_forward(WITHIN)
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert saves


def get_caret(page: Page) -> list[int]:
    caret: list[int] = page.evaluate("[document.activeElement.selectionStart, document.activeElement.selectionEnd]")
    return caret


def test_cell_is_saved_while_it_is_still_being_typed_in(clock_page: Page, other_page: Page) -> None:
    page = clock_page
    get_cell(page, "Text", 1).press("Control+a")
    page.keyboard.type("Four chairs")
    page.keyboard.press("ArrowLeft")
    wait_for_save(page)
    expect_revision(page, 3)
    other_page.goto(page.url)

    expect(get_cell(other_page, "Text", 1)).to_have_value("Four chairs")
    expect(get_cell(page, "Text", 1)).to_be_focused()
    assert get_caret(page) == [10, 10]
    page.keyboard.type("!")
    expect(get_cell(page, "Text", 1)).to_have_value("Four chair!s")


def test_text_above_the_lines_is_saved_while_it_is_typed(clock_page: Page, other_page: Page) -> None:
    page = clock_page
    text = page.get_by_label("Text above the lines")
    text.focus()
    page.keyboard.type("Thank you for ")
    wait_for_save(page)
    expect_revision(page, 3)
    other_page.goto(page.url)

    expect(other_page.get_by_label("Text above the lines")).to_have_value("Thank you for")
    expect(text).to_be_focused()
    expect(text).to_have_value("Thank you for ")
    assert get_caret(page) == [14, 14]
    page.keyboard.type("your order")
    page.clock.fast_forward(WITHIN)
    expect_revision(page, 4)
    assert WorkingDraft.objects.get().header.notes.text_line1 == "Thank you for your order"


def test_new_line_is_saved_while_its_product_is_typed(clock_page: Page, other_page: Page, products: list[str]) -> None:
    page = clock_page
    get_cell(page, "Product", 2).focus()
    page.keyboard.type(products[1])
    expect(page.locator(".options [role=option][aria-selected=true]")).to_be_visible()
    wait_for_save(page)
    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(2)
    other_page.goto(page.url)

    expect(get_cell(other_page, "Product", 2)).to_have_value(products[1])
    expect(get_cell(page, "Product", 2)).to_be_focused()
    expect(page.locator("#grid tbody [data-new]")).to_have_count(1)


def test_product_is_not_looked_up_before_it_is_typed(clock_page: Page) -> None:
    page = clock_page
    get_cell(page, "Product", 2).focus()
    page.keyboard.type("ar")
    expect(page.locator(".options [role=option]").first).to_be_visible()
    page.clock.fast_forward(WITHIN)
    get_cell(page, "Text", 1).fill("Saved after it")
    page.clock.fast_forward(WITHIN)
    expect_revision(page, 3)

    expect(page.locator("#grid tbody tr")).to_have_count(3)  # leaving the cell looks "ar" up, and asks
    expect(page.locator("#grid .mark-line.bad")).to_contain_text("Choose one.")
    assert WorkingDraftLine.objects.count() == 1


def test_unfinished_figure_has_no_message_until_its_cell_is_left(clock_page: Page) -> None:
    page = clock_page
    get_cell(page, "Price", 1).press("Control+a")
    page.keyboard.type("1.")
    with page.expect_response("**/lines/*/"):
        page.clock.fast_forward(WITHIN)
    get_cell(page, "Price", 1).evaluate("() => new Promise(requestAnimationFrame)")
    expect(page.locator("#grid .mark-line.bad")).to_have_count(0)
    expect(get_cell(page, "Price", 1)).to_have_value("1.")
    assert get_caret(page) == [2, 2]
    page.keyboard.type("23")
    page.keyboard.press("Tab")
    expect(page.locator("#grid .mark-line.bad")).to_have_count(1)
    expect(get_cell(page, "Price", 1)).to_have_value("1.23")
    get_cell(page, "Price", 1).press("Control+a")
    page.keyboard.type("1.234,5")
    page.clock.fast_forward(WITHIN)

    expect(page.locator("#grid .mark-line.bad")).to_have_count(0)
    expect(get_cell(page, "Price", 1)).to_have_value("1.234,5")
    page.keyboard.press("Tab")
    expect(get_cell(page, "Price", 1)).to_have_value("1.234,50")
    assert list_lines(WorkingDraft.objects.get())[0].content.unit_net_price == Decimal("1234.50")


def test_unfinished_date_has_no_message_until_its_field_is_left(clock_page: Page) -> None:
    page = clock_page
    page.get_by_text("Invoice details").click()
    date = page.locator("#head-form").get_by_label("Invoice date", exact=True)
    date.press("Control+a")
    page.keyboard.type("24-")
    with page.expect_response("**/fields/"):
        page.clock.fast_forward(WITHIN)
    date.evaluate("() => new Promise(requestAnimationFrame)")
    expect(page.locator("#head-form [aria-invalid=true]")).to_have_count(0)
    expect(date).to_have_value("24-")
    expect(date).to_be_focused()
    page.keyboard.press("Tab")

    expect(page.locator("#head-form [aria-invalid=true]")).to_have_count(1)
    expect(date).to_have_value("24-")


def test_late_answer_never_replaces_newer_typing(clock_page: Page, hold_requests: HoldRequests) -> None:
    page = clock_page
    get_cell(page, "Quantity", 1).press("Control+a")
    with hold_requests(page, "**/lines/**"):
        page.keyboard.type("2")
        with page.expect_request("**/lines/**"):
            page.clock.fast_forward(WITHIN)
        page.keyboard.type("25")
    expect_revision(page, 3)

    expect(get_cell(page, "Quantity", 1)).to_have_value("225")
    assert get_caret(page) == [3, 3]
    page.clock.fast_forward(WITHIN)
    expect_revision(page, 4)
    assert list_lines(WorkingDraft.objects.get())[0].content.quantity == Decimal(225)


def test_readable_cells_are_saved_beside_one_that_is_not(clock_page: Page) -> None:
    page = clock_page
    page.evaluate("""() => {
      const row = draftPage.rows()[0];
      draftPage.cellAt(row, "quantity").value = "1234.56";
      draftPage.cellAt(row, "description").value = "Kept";
      draftPage.save(row);
    }""")

    expect(page.locator("#grid .mark-line.bad")).to_contain_text("Did you mean 1.234,56?")
    expect(get_cell(page, "Text", 1)).to_have_value("Kept")
    assert list_lines(WorkingDraft.objects.get())[0].content.description == "Kept"
