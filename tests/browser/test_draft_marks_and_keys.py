"""Marks of changed figures, blocked sending, and keys of the draft editor."""

from collections.abc import Callable
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect

from customers.drafting.draft_json import change_record_json
from customers.drafting.line_order import list_lines
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.gateway import Gateway
from tests.browser.draft_editor import CUSTOMER, find_discounted_product, get_cell, write_lines

READING_TIME = 400  # milliseconds until a mark counts as looked at
# wait_for_function would need unsafe-eval, which the content security policy forbids
WAIT_UNTIL_SAVED = """() => new Promise((resolve) => {
  const isSaved = () => draftPage.countWaiting() === 0 && draftPage.entries().every(draftPage.isSaved);
  const poll = () => (isSaved() ? resolve() : setTimeout(poll, 20));
  poll();
})"""


def get_mark(page: Page, column: str, line: int) -> Locator:
    return get_cell(page, column, line).locator("xpath=..").locator(".was")


def set_barred(economic: Gateway, barred: bool) -> None:
    customer = economic.customers.get(CUSTOMER)
    economic.customers.replace(CUSTOMER, customer.with_changes(barred=barred), customer)


def expect_checked(page: Page) -> None:
    expect(page.locator("#before").locator("[name=seen], .good, .bad").first).to_be_attached()


def test_each_changed_figure_is_marked_until_it_is_looked_at(
    editor_page: Page, economic: Gateway, products: list[str]
) -> None:
    page, product = editor_page, find_discounted_product(economic, products)
    write_lines(page, [product])
    expect(page.locator("#send-form [name=revision]")).to_have_value("2")
    (line,) = list_lines(WorkingDraft.objects.get())
    cheaper = change_record_json(line.content, {"unit_net_price": Decimal("1.25")})
    WorkingDraftLine.objects.update(wire=cheaper)
    page.reload()
    expect(page.locator("#editor[data-ready]")).to_be_attached()
    page.clock.install()
    get_cell(page, "Quantity", 1).fill("100")
    get_cell(page, "Quantity", 1).press("Tab")
    expect(get_mark(page, "Price", 1)).to_have_text("Was 1,25")
    expect(get_mark(page, "Discount %", 1)).to_be_visible()
    expect(get_cell(page, "Price", 1)).to_have_accessible_description("Was 1,25")
    get_cell(page, "Text", 1).fill("Another text")
    get_cell(page, "Text", 1).press("Tab")
    expect(page.locator("#send-form [name=revision]")).to_have_value("4")
    expect(get_mark(page, "Price", 1)).to_be_visible()
    get_cell(page, "Price", 1).focus()
    page.clock.fast_forward(READING_TIME)
    page.keyboard.press("Shift+Tab")

    expect(get_mark(page, "Price", 1)).to_have_count(0)
    expect(get_mark(page, "Discount %", 1)).to_be_visible()
    expect(page.locator("#send-form [name=revision]")).to_have_value("4")  # looking changes nothing of the draft
    page.reload()
    expect(get_mark(page, "Discount %", 1)).to_be_visible()
    expect(get_mark(page, "Price", 1)).to_have_count(0)


def test_mark_that_was_passed_in_a_hurry_stays(editor_page: Page, economic: Gateway, products: list[str]) -> None:
    page, product = editor_page, find_discounted_product(economic, products)
    write_lines(page, [product])
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") + 60_000)
    get_cell(page, "Quantity", 1).fill("100")
    get_cell(page, "Quantity", 1).press("Tab")
    expect(get_mark(page, "Discount %", 1)).to_be_visible()
    get_cell(page, "Price", 1).focus()
    page.keyboard.press("Enter")
    expect(get_cell(page, "Discount %", 1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(get_cell(page, "Product", 2)).to_be_focused()
    get_cell(page, "Text", 1).fill("Another text")
    get_cell(page, "Text", 1).press("Tab")
    expect(page.locator("#send-form [name=revision]")).to_have_value("4")

    expect(get_mark(page, "Discount %", 1)).to_be_visible()


def test_blocked_send_says_why_and_goes_on_once_the_block_is_gone(
    editor_page: Page, economic: Gateway, products: list[str], run_axe: Callable[[Page], str]
) -> None:
    page, send = editor_page, editor_page.get_by_role("button", name="Send to e-conomic")
    write_lines(page, products[:1])
    set_barred(economic, True)
    get_cell(page, "Quantity", 1).fill("2")
    get_cell(page, "Quantity", 1).press("Tab")
    expect(send).to_have_attribute("aria-disabled", "true")
    expect(send).to_have_accessible_description("The customer is barred.")
    assert run_axe(page) == ""
    send.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_have_text("Not sent. The customer is barred.")
    expect(page.locator("#before .bad")).to_contain_text("The customer is barred.")
    expect(send).to_be_focused()
    expect(send).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_role("button", name="Send anyway")).to_have_count(0)
    get_cell(page, "Text", 1).focus()
    page.evaluate("document.getElementById('live').textContent = ''")
    page.keyboard.press("Alt+s")
    expect(page.locator("#live")).to_have_text("Not sent. The customer is barred.")
    expect(get_cell(page, "Text", 1)).to_be_focused()
    assert WorkingDraft.objects.get().state == WorkingDraft.State.OPEN
    set_barred(economic, False)
    send.click(force=True)  # aria-disabled still

    expect(page.get_by_text("is in e-conomic. You can book it there")).to_be_visible()


def test_send_of_a_barred_customer_comes_back_without_javascript(
    browser_without_scripts: Callable[[str], Page], site: str, economic: Gateway, products: list[str]
) -> None:
    page = browser_without_scripts("accountant")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/")
    page.get_by_role("button", name="New draft").click()
    get_cell(page, "Product", 1).fill(products[0])
    page.get_by_role("button", name="Add line 1").click()
    set_barred(economic, True)
    page.get_by_role("button", name="Send to e-conomic").click()
    expect(page.locator("#before")).to_contain_text("The customer is barred.")
    expect(page.get_by_role("button", name="Send to e-conomic")).to_have_accessible_description(
        "The customer is barred."
    )
    expect(page.get_by_role("button", name="Send anyway")).to_have_count(0)
    set_barred(economic, False)
    page.get_by_role("button", name="Send to e-conomic").click(force=True)  # aria-disabled still

    expect(page.get_by_text("is in e-conomic. You can book it there")).to_be_visible()


def test_undo_brings_the_focus_back_to_the_line(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:3])
    get_cell(page, "Quantity", 2).focus()
    page.keyboard.press("Control+Shift+Backspace")
    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(2)
    page.get_by_role("button", name="Undo").press("Enter")

    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(3)
    expect(get_cell(page, "Quantity", 2)).to_be_focused()
    expect(get_cell(page, "Product", 2)).to_have_value(products[1])
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


def test_undo_without_an_answer_can_be_pressed_again(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:2])
    page.evaluate(WAIT_UNTIL_SAVED)  # a save on its way would be the request that fails
    get_cell(page, "Quantity", 1).press("Control+Shift+Backspace")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.route("**/lines/*/", lambda route: route.abort(), times=1)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#undo:not([data-asked])")).to_be_attached()
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(2)
    expect(get_cell(page, "Quantity", 1)).to_be_focused()


def test_one_tab_leads_from_the_discount_to_the_next_product(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    for line in (1, 2):
        page.keyboard.type(products[line])
        for column, text in {"Quantity": "3", "Unit": "", "Price": "7,50", "Discount %": "5"}.items():
            page.keyboard.press("Enter")
            expect(get_cell(page, column, line)).to_be_focused()
            page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(page.locator("#grid .mark-line", has_text="Manual price and discount")).to_have_count(2)
    page.evaluate(WAIT_UNTIL_SAVED)

    for _ in range(2):
        for line in (1, 2):
            get_cell(page, "Discount %", line).focus()
            page.keyboard.press("Tab")
            expect(get_cell(page, "Product", line + 1)).to_be_focused()
        page.reload()
        expect(page.locator("#editor[data-ready]")).to_be_attached()


def test_enter_that_ends_a_composition_stays_in_the_cell(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:1])
    get_cell(page, "Text", 1).focus()
    press = """(options) => document.activeElement.dispatchEvent(
      new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...options }))"""

    for options in ({"isComposing": True}, {"keyCode": 229}):
        page.evaluate(press, options)
        expect(get_cell(page, "Text", 1)).to_be_focused()
    page.evaluate(press, {"keyCode": 13})
    expect(get_cell(page, "Quantity", 1)).to_be_focused()


def test_shift_enter_in_a_figure_moves_no_line(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:2])
    get_cell(page, "Quantity", 2).press("Shift+Enter")

    expect(get_cell(page, "Unit", 2)).to_be_focused()
    expect(get_cell(page, "Product", 2)).to_have_value(products[1])
