"""The look of pages: density, print, the weight of actions, and amounts that are shown whole."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from econ_admin.access.models import Density, Person
from econ_admin.sandbox import Sandbox
from tests.browser.draft_editor import get_cell, write_lines

LARGE = "99.999.999,99"
WIDTHS = (360, 768, 1024, 1200, 1280, 1440)
NOT_PRINTED = "#main :is(button, .btn, iframe), .mainnav, .jump, .person, .tabs, #main nav a"
GET_RGB = "(element, property) => getComputedStyle(element)[property]"


def get_height(locator: Locator) -> float:
    height: float = locator.evaluate("element => element.getBoundingClientRect().height")
    return height


def is_cut_off(locator: Locator) -> bool:
    """Tells whether a control or a cell is too narrow for its text."""
    is_cut: bool = locator.evaluate("element => element.scrollWidth > element.clientWidth")
    return is_cut


@pytest.mark.parametrize(("density", "height"), [(Density.COMFORTABLE, 40), (Density.COMPACT, 30)])
def test_rows_of_a_list_are_as_high_as_a_person_chooses(
    browser_without_scripts: Callable[[str], Page], site: str, density: Density, height: int
) -> None:
    page = browser_without_scripts("viewer")
    page.goto(f"{site}/sandbox/settings/")
    page.get_by_role("radio", name=str(density.label)).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Settings saved.")).to_be_visible()

    page.goto(f"{site}/sandbox/customers/")
    row = page.locator("tbody tr").first
    assert get_height(row) == pytest.approx(height, abs=1)
    assert get_height(row.get_by_role("link").first) >= 24


def test_compact_rows_of_a_draft_keep_targets_of_24_px(
    editor_page: Page, people: dict[str, Person], products: list[str]
) -> None:
    page = editor_page
    write_lines(page, products[:2])
    roomy_height = get_height(get_cell(page, "Product", 1))
    Person.objects.filter(pk=people["accountant"].pk).update(density=Density.COMPACT)
    page.reload()
    expect(page.locator("#editor[data-ready]")).to_be_attached()

    assert roomy_height == 40
    assert get_height(get_cell(page, "Product", 1)) == 30
    for button in page.locator("#grid tr").nth(1).locator(".row-buttons button").all():
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24


def test_amounts_of_a_draft_are_whole_at_every_width(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:1])
    get_cell(page, "Quantity", 1).fill("1")
    get_cell(page, "Price", 1).fill(LARGE)
    get_cell(page, "Discount %", 1).fill("0")
    get_cell(page, "Discount %", 1).press("Tab")
    line_total = page.locator("#grid output").first
    expect(line_total).to_have_text(LARGE)

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert not is_cut_off(get_cell(page, "Price", 1)), width
        assert not is_cut_off(line_total), width
        assert get_height(line_total) <= 48, width


def test_line_total_of_an_invoice_is_in_sight_on_a_tablet(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/booked/")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    page.set_viewport_size({"width": 768, "height": 800})
    table = page.get_by_role("group", name="Lines, scrollable table")

    expect(table).to_be_visible()
    assert not is_cut_off(table)


def test_parts_of_an_invoice_never_overlap_on_a_phone(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{site}/sandbox/booked/?state=unpaid")
    expect(page.locator("tbody tr").first).to_be_visible()

    overlaps = page.locator("tbody tr").evaluate_all("""rows => rows.flatMap(row => {
      const boxes = [...row.children].map(cell => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        const [text, box] = [range.getBoundingClientRect(), cell.getBoundingClientRect()];  // labels: in the box
        return { left: Math.min(text.left, box.left), right: Math.max(text.right, box.right),
                 top: box.top, bottom: box.bottom, width: text.width };
      }).filter(box => box.width);
      return boxes.filter((a, i) => boxes.slice(i + 1).some(b =>
        a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
    }).length""")
    assert overlaps == 0


@pytest.mark.parametrize("path", ["customers/10009/", "drafts/", "booked/", "unsent"])
def test_print_is_black_on_white_without_controls(
    open_as: Callable[[str], Page], site: str, editor_page: Page, path: str
) -> None:
    """Also from dark mode. Printed: the agreement, the time of the data, and what the page is about."""
    page = editor_page
    page.emulate_media(color_scheme="dark")
    if path != "unsent":
        page.goto(f"{site}/sandbox/{path}")
    if path in ("drafts/", "booked/"):
        page.get_by_role("rowheader").get_by_role("link").first.click()
        expect(page.get_by_role("heading", name="Lines")).to_be_visible()
    page.emulate_media(color_scheme="dark", media="print")

    expect(page.locator(NOT_PRINTED).filter(visible=True)).to_have_count(0)
    expect(page.locator(".agreement")).to_be_visible()
    printed: Any = page.locator("#data-age time").evaluate("time => getComputedStyle(time, '::after').content")
    assert re.fullmatch(r'"\d\d-\d\d-\d{4} \d\d:\d\d"', printed)
    assert page.locator("h1").evaluate(GET_RGB, "color") == "rgb(0, 0, 0)"
    assert page.locator("body").evaluate(GET_RGB, "backgroundColor") == "rgb(255, 255, 255)"


def test_tables_stay_tables_on_paper(open_as: Callable[[str], Page], site: str) -> None:
    """A4 is narrower than the width below which rows become blocks; header rows repeat, rows are not split."""
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/booked/")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Lines")).to_be_visible()
    page.set_viewport_size({"width": 703, "height": 1000})
    page.emulate_media(media="print")

    assert page.locator(".list thead").evaluate(GET_RGB, "display") == "table-header-group"
    assert page.locator(".list tbody tr").first.evaluate(GET_RGB, "display") == "table-row"
    assert page.locator(".list tbody tr").first.evaluate(GET_RGB, "breakInside") == "avoid"
    assert page.evaluate("document.documentElement.scrollWidth") <= 703


def test_delete_is_never_as_prominent_as_the_main_action(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/10001/")
    expect(page.get_by_role("link", name="Edit")).to_have_class(re.compile("btn-primary"))
    expect(page.get_by_role("link", name="Delete")).to_have_class(re.compile("btn-quiet"))

    page.goto(f"{site}/sandbox/drafts/")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Lines")).to_be_visible()
    assert page.locator(".btn-primary").count() <= 1
    for delete in page.get_by_role("button", name="Delete").all():
        expect(delete).to_have_class(re.compile("btn-quiet"))


def test_contacts_that_are_missing_can_be_added_at_once(
    open_as: Callable[[str], Page], site: str, sandbox: Sandbox
) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/10001/delivery-locations/")
    expect(page.get_by_text("No delivery locations yet.")).to_be_visible()
    page.get_by_role("link", name="Add delivery location").click()
    page.get_by_label("Address").fill("Kajen 1")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("rowheader").or_(page.get_by_role("cell")).filter(has_text="Kajen 1")).to_be_visible()
