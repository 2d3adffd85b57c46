"""The draft editor's grid at all widths: room for the text, and everything one acts on in sight."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from customers.drafting.line_order import list_lines
from customers.models import WorkingDraft
from econ_admin.access.models import Person
from econ_admin.gateway import Gateway
from tests.browser.draft_editor import PASTE_SCRIPT, get_cell, write_lines

WIDTHS = (320, 360, 768, 834, 1024, 1200, 1280, 1440)
TABLE_FROM = 768  # px; a block per line below
MANY = 100
HEADING_EDGES = """() => [...document.querySelectorAll("#grid thead th:not(.sr, .l-end)")].map((heading) => {
  const range = document.createRange();
  range.selectNodeContents(heading);
  const { left, right } = range.getBoundingClientRect();
  return [left, right];
})"""
BUTTONS_OUTSIDE = """() => [...document.querySelectorAll("#main :is(button, summary, a, input, select, textarea)")]
  .filter((element) => element.checkVisibility() && !element.closest(".sr"))
  .filter((element) => element.getBoundingClientRect().left < 0 || element.getBoundingClientRect().right > innerWidth)
  .map((element) => element.outerHTML)"""


def set_width(page: Page, width: int) -> None:
    page.set_viewport_size(ViewportSize(width=width, height=800))


def expect_uncovered(page: Page, locator: Locator) -> None:
    """Expect the element in the viewport, with nothing over it."""
    expect(locator).to_be_in_viewport(ratio=0.99)
    is_on_top = """(element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    }"""
    assert locator.evaluate(is_on_top)


@pytest.fixture
def long_page(editor_page: Page, products: list[str]) -> Page:
    """The editor of a draft with a hundred lines."""
    rows = "\n".join(f"{products[index % 20]}\t{index + 1}" for index in range(MANY))
    editor_page.evaluate(PASTE_SCRIPT, rows)
    expect(editor_page.locator("#grid tbody tr:not([data-new])")).to_have_count(MANY)
    expect(editor_page.locator("#before").locator("[name=seen], .good").first).to_be_attached()
    return editor_page


def test_text_column_has_room_and_headings_stand_apart(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:1])

    for width in [width for width in WIDTHS if width >= TABLE_FROM]:
        set_width(page, width)
        assert get_cell(page, "Text", 1).evaluate("cell => cell.getBoundingClientRect().width") >= 240, width
        edges = page.evaluate(HEADING_EDGES)
        gaps = [after[0] - before[1] for before, after in pairwise(edges)]
        assert min(gaps) >= 8, (width, gaps)


def test_heading_totals_and_send_stay_in_sight(long_page: Page) -> None:
    page = long_page

    for width in WIDTHS:
        set_width(page, width)
        get_cell(page, "Quantity", 3).focus()
        get_cell(page, "Quantity", MANY // 2).evaluate("cell => cell.scrollIntoView({ block: 'center' })")
        expect(get_cell(page, "Quantity", MANY // 2)).to_be_in_viewport()
        if width >= TABLE_FROM:
            expect_uncovered(page, page.get_by_role("columnheader", name="Product"))
        expect_uncovered(page, page.locator("#send-totals .total dd"))
        expect_uncovered(page, page.get_by_role("button", name="Send to e-conomic"))


def test_focus_is_never_under_a_sticky_bar(long_page: Page) -> None:
    page = long_page

    for width in (360, 768, 1440):
        set_width(page, width)
        get_cell(page, "Quantity", 2).focus()
        for _ in range(30):
            page.keyboard.press("ArrowDown")
        expect(get_cell(page, "Quantity", 32)).to_be_focused()
        expect_uncovered(page, get_cell(page, "Quantity", 32))
        for _ in range(25):
            page.keyboard.press("ArrowUp")
        expect(get_cell(page, "Quantity", 7)).to_be_focused()
        expect_uncovered(page, get_cell(page, "Quantity", 7))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_outside_the_page_at_any_width(
    editor_page: Page, run_axe: Callable[[Page], str], products: list[str], scheme: str
) -> None:
    page = editor_page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    write_lines(page, products[:3])
    get_cell(page, "Price", 1).fill("1.234.567,50")
    get_cell(page, "Text", 1).fill("Several lines\nof a text that is quite long, so that it needs more than one row")
    get_cell(page, "Quantity", 2).fill("1234.56")
    get_cell(page, "Discount %", 2).fill("200")
    get_cell(page, "Discount %", 2).press("Tab")
    expect(page.locator("#grid .mark-line")).to_have_count(3)
    expect(page.locator("#before").locator("[name=seen], .good").first).to_be_attached()

    for width in WIDTHS:
        set_width(page, width)
        get_cell(page, "Text", 2).focus()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(BUTTONS_OUTSIDE) == [], width
        assert run_axe(page) == "", width


def test_messages_stand_below_the_row_in_one_line(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:2])
    get_cell(page, "Price", 1).fill("7,50")
    get_cell(page, "Quantity", 1).fill("1234.56")
    get_cell(page, "Quantity", 1).press("Tab")
    expect(page.locator("#grid .mark-line")).to_have_count(2)

    for width in [width for width in WIDTHS if width >= TABLE_FROM]:
        set_width(page, width)
        row, messages = (page.locator(selector).first.bounding_box() for selector in ("#grid tbody tr", ".l-messages"))
        price = get_cell(page, "Price", 1).bounding_box()
        assert row
        assert messages
        assert price
        assert messages["y"] >= price["y"] + price["height"]
        assert messages["width"] > row["width"] - 4
        assert messages["height"] <= 32, width


def test_buttons_of_a_line_are_reached_by_keyboard_and_pointer(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:2])
    expect(page.get_by_role("button", name="Duplicate line 2")).to_have_css("opacity", "1")
    buttons = page.locator("#grid tr").nth(1).locator(".row-buttons")
    expect(buttons).to_have_css("opacity", "0")
    page.locator("#grid tr").nth(1).hover()
    expect(buttons).to_have_css("opacity", "1")
    get_cell(page, "Text", 2).focus()
    page.keyboard.press("Alt+Enter")
    expect(page.get_by_role("button", name="Move line 2 up")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Duplicate line 2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(get_cell(page, "Text", 2)).to_be_focused()
    page.keyboard.press("Alt+Enter")
    page.keyboard.press("Enter")

    expect(get_cell(page, "Product", 1)).to_have_value(products[1])
    expect(page.get_by_role("button", name="Move line 1 up")).to_be_focused()


def test_text_with_line_breaks_is_typed_pasted_sent_and_shown(
    editor_page: Page, economic: Gateway, products: list[str]
) -> None:
    page = editor_page
    write_lines(page, products[:2])
    text = get_cell(page, "Text", 1)
    one_line_high = text.evaluate("cell => cell.clientHeight")
    text.press("Control+a")
    page.keyboard.type("Typed")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("in two lines")
    assert text.evaluate("cell => cell.clientHeight") > one_line_high
    page.keyboard.press("Enter")
    expect(get_cell(page, "Quantity", 1)).to_be_focused()
    get_cell(page, "Text", 2).focus()
    page.keyboard.press("Control+a")
    page.evaluate("text => navigator.clipboard.writeText(text)", "Pasted\nin two lines")
    page.keyboard.press("Control+v")
    expect(get_cell(page, "Text", 2)).to_have_value("Pasted\nin two lines")
    page.keyboard.press("Enter")
    expect(page.locator("#before").locator("[name=seen], .good").first).to_be_attached()
    page.keyboard.press("Alt+s")
    expect(page.get_by_text("is in e-conomic. You can book it there")).to_be_visible()

    draft = economic.drafts.get(WorkingDraft.objects.get().draft_number or 0)
    assert [line.description for line in draft.lines] == ["Typed\nin two lines", "Pasted\nin two lines"]
    expect(page.get_by_text("Typed").first).to_have_text(re.compile("Typed\\s*in two lines"), use_inner_text=True)


def test_arrows_move_inside_a_text_before_they_leave_it(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:3])
    get_cell(page, "Text", 2).fill("First\nsecond")
    get_cell(page, "Text", 2).press("Control+End")
    page.keyboard.press("ArrowUp")
    expect(get_cell(page, "Text", 2)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(get_cell(page, "Text", 1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(get_cell(page, "Text", 2)).to_be_focused()
    page.keyboard.press("ArrowDown")

    expect(get_cell(page, "Text", 3)).to_be_focused()


def test_take_over_is_in_sight_on_a_narrow_screen(
    editor_page: Page, people: dict[str, Person], site: str, products: list[str]
) -> None:
    page = editor_page
    write_lines(page, products[:1])
    draft = WorkingDraft.objects.get()
    WorkingDraft.objects.update(person=people["admin"])
    page.goto(f"{site}/sandbox/unsent/{draft.pk}/")

    for width in WIDTHS:
        set_width(page, width)
        expect_uncovered(page, page.get_by_role("button", name="Take over"))
        assert page.evaluate(BUTTONS_OUTSIDE) == [], width
    assert len(list_lines(draft)) == 1
