"""A sheet, written by keyboard alone."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from customers.drafting.draft_json import change_record_json
from customers.drafting.line_order import list_lines
from customers.editing.unresolved_writes import RETRY_WINDOW
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import DraftInvoice
from econ_admin.sandbox import Sandbox
from tests.browser.conftest import Hold

CUSTOMER = 10001
LINES = 10
PASTE = """(text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
}"""


@pytest.fixture
def sheet(site: str, signed_in: Callable[[str], Page]) -> Iterator[Page]:
    """A new sheet, as an accountant sees it."""
    page = signed_in("accountant")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/")
    page.get_by_role("button", name="New draft").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("New draft for")
    expect(page.locator("#sheet[data-ready]")).to_be_attached()
    expect(cell(page, "Product", 1)).to_be_focused()
    yield page
    if not page.is_closed():
        page.close(run_before_unload=False)


@pytest.fixture
def products(economic: Gateway) -> list[str]:
    """Products that can be sold, more than a sheet of the tests has lines."""
    every = economic.products.page(size=100).items
    return [each.product_number for each in every if not each.barred]


def cell(page: Page, column: str, line: int) -> Locator:
    return page.get_by_label(f"{column}, line {line}", exact=True)


def discounted(economic: Gateway, products: list[str]) -> str:
    """A product that costs less a piece by the hundred."""
    for number in products:
        one, many = (economic.templates.line(CUSTOMER, number, many) for many in (1, 100))
        if (one.unit_net_price, one.discount_percentage) != (many.unit_net_price, many.discount_percentage):
            return number
    raise LookupError("the seed has no discount by quantity")


def write(page: Page, products: list[str]) -> None:
    """A line for each product: number, Enter, quantity, and on to the next line."""
    for many, number in enumerate(products, 1):
        page.keyboard.type(number)
        page.keyboard.press("Enter")
        page.keyboard.type(str(many))
        page.keyboard.press("Control+Enter")
    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(len(products))


def contents(draft: DraftInvoice) -> list[tuple[str, Decimal | None]]:
    return [(each.product.product_number if each.product else "", each.quantity) for each in draft.lines]


def send(page: Page) -> None:
    press_send(page)
    expect(page.get_by_text("is in e-conomic. An invoice")).to_be_visible()


def press_send(page: Page, press: Callable[[Page], None] = lambda page: page.keyboard.press("Alt+s")) -> None:
    """Send, and once more for as long as warnings are answered: one counts as seen when it has stood for a moment."""
    panel = page.locator("#before")
    expect(panel.locator("[name=seen], .good").first).to_be_attached()
    for _ in range(50):
        panel.evaluate("panel => panel.setAttribute('data-pressed', '')")
        press(page)
        expect(page.locator("#before[data-pressed]")).to_have_count(0)  # another panel, or another page
        if not page.get_by_role("button", name="Send all the same").is_visible():
            break


def sent(economic: Gateway) -> DraftInvoice:
    number = WorkingDraft.objects.get().draft_number
    assert number
    return economic.drafts.get(number)


def test_ten_lines_by_keyboard_alone_become_a_draft(sheet: Page, economic: Gateway, products: list[str]) -> None:
    page = sheet
    stepped = discounted(economic, products)
    chosen = [stepped, *[each for each in products if each != stepped][: LINES - 1]]
    write(page, chosen)
    cell(page, "Quantity", 1).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("100")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(cell(page, "Price", 2)).to_be_focused()
    page.keyboard.type("77,50")
    page.keyboard.press("ArrowDown")
    expect(cell(page, "Price", 3)).to_be_focused()
    page.keyboard.press("Alt+Shift+ArrowDown")
    expect(cell(page, "Product", 4)).to_have_value(chosen[2])
    expect(cell(page, "Price", 4)).to_be_focused()
    expect(page.locator("#grid .step")).to_be_visible()
    send(page)

    draft = sent(economic)
    wanted = [(number, Decimal(many)) for many, number in enumerate(chosen, 1)]
    wanted[0], wanted[2], wanted[3] = (stepped, Decimal(100)), wanted[3], wanted[2]
    assert contents(draft) == wanted
    assert draft.lines[1].unit_net_price == Decimal("77.50")
    by_hundred = economic.templates.line(CUSTOMER, stepped, 100)
    assert draft.lines[0].discount_percentage == by_hundred.discount_percentage
    assert draft.lines[0].unit_net_price == by_hundred.unit_net_price


def test_typing_goes_on_while_a_line_is_priced(sheet: Page, hold_requests: Hold, products: list[str]) -> None:
    page = sheet
    with hold_requests(page, "**/lines/**"):
        page.keyboard.type(products[0])
        page.keyboard.press("Enter")
        expect(cell(page, "Quantity", 1)).to_be_focused()
        page.keyboard.type("12")
    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(1)

    expect(cell(page, "Quantity", 1)).to_have_value("12")
    expect(cell(page, "Quantity", 1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(cell(page, "Unit", 1)).to_be_focused()
    expect(cell(page, "Price", 1)).not_to_have_value("")


def test_a_product_is_found_by_its_name(sheet: Page, economic: Gateway, products: list[str]) -> None:
    page, name = sheet, economic.products.get(products[0]).name
    cell(page, "Product", 1).focus()
    page.keyboard.type(name[:12])
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[role=option]")).to_have_count(0)
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_be_visible()
    page.keyboard.press("Enter")

    expect(cell(page, "Quantity", 1)).to_be_focused()
    expect(cell(page, "Quantity", 1)).to_have_value("1")
    expect(cell(page, "Text", 1)).not_to_have_value("")


def test_a_name_and_enter_before_the_list_has_come_waits_for_it(
    sheet: Page, sandbox: Sandbox, economic: Gateway, products: list[str]
) -> None:
    page, name = sheet, economic.products.get(products[0]).name
    sandbox.fault("GET", f"/customers/{CUSTOMER}/templates/invoiceline", "slow:300")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(cell(page, "Quantity", 1)).to_be_focused()
    page.keyboard.type("3")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("ar")
    page.keyboard.press("Enter")
    expect(page.locator("[role=option]").nth(1)).to_be_visible()
    expect(cell(page, "Product", 2)).to_be_focused()
    expect(cell(page, "Product", 2)).to_have_value("ar")
    page.keyboard.press("Enter")
    expect(cell(page, "Quantity", 2)).to_be_focused()
    page.keyboard.type("1")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("there is no such thing")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No product has the number or the name").first).to_be_visible()

    expect(cell(page, "Product", 3)).to_have_value("there is no such thing")
    lines = list_lines(WorkingDraft.objects.get())
    assert [line.content.quantity for line in lines] == [3, 1]
    assert lines[0].product_number == products[0]


def test_a_line_is_removed_and_brought_back_and_a_cell_copied(sheet: Page, products: list[str]) -> None:
    page = sheet
    write(page, products[:2])
    cell(page, "Text", 1).focus()
    page.keyboard.press("Control+Shift+Backspace")
    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(1)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(2)
    expect(cell(page, "Product", 1)).to_have_value(products[0])

    cell(page, "Product", 3).focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(3)
    assert [line.product_number for line in list_lines(WorkingDraft.objects.get())] == [*products[:2], products[1]]


def test_rows_are_pasted(sheet: Page, products: list[str]) -> None:
    page = sheet
    cell(page, "Product", 1).focus()
    page.evaluate(PASTE, f"{products[0]}\t2\n{products[1]}\t3\t9,50")

    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(2)
    expect(cell(page, "Price", 2)).to_have_value("9,50")
    expect(cell(page, "Product", 3)).to_have_value("")


def test_what_is_wrong_stays_typed_and_takes_no_focus(sheet: Page, products: list[str]) -> None:
    page = sheet
    write(page, products[:1])
    cell(page, "Quantity", 1).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("1234.56")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Did you mean 1.234,56?").first).to_be_visible()

    expect(cell(page, "Quantity", 1)).to_have_value("1234.56")
    expect(cell(page, "Unit", 1)).to_be_focused()


def test_two_tabs_lose_nothing(sheet: Page, products: list[str]) -> None:
    page, other = sheet, sheet.context.new_page()
    write(page, products[:2])
    other.goto(page.url)
    cell(page, "Quantity", 1).fill("5")
    cell(page, "Quantity", 1).press("Tab")
    expect(page.locator("#kept")).to_contain_text("Kept here")
    expect(page.locator("#totals .total")).to_be_visible()
    cell(other, "Quantity", 2).fill("6")
    cell(other, "Quantity", 2).press("Tab")
    cell(other, "Text", 1).fill("Of the other tab")
    cell(other, "Text", 1).press("Tab")

    expect(cell(other, "Quantity", 1)).to_have_value("5")
    lines = list_lines(WorkingDraft.objects.get())
    assert [line.content.quantity for line in lines] == [5, 6]
    assert lines[0].content.description == "Of the other tab"
    other.close(run_before_unload=False)


def test_a_field_changed_in_another_tab_is_taken_or_overruled(sheet: Page) -> None:
    page = sheet
    other = page.context.new_page()
    for each in (page, other):
        each.goto(page.url)
        each.get_by_text("Invoice details").click()
    reference, heading = page.get_by_label("Their reference"), page.get_by_label("Heading")
    for field in (reference, heading):
        field.fill("Theirs")
        field.press("Tab")
    expect(page.locator("#send-form [name=revision]")).to_have_value("3")
    held: list[Route] = []
    other.route("**/fields/", lambda route: held.append(route), times=1)  # no answer before both are typed
    for name in ("Their reference", "Heading"):
        other.get_by_label(name).fill("Mine")
        other.get_by_label(name).press("Tab")
    held[0].continue_()
    expect(other.locator("#head-form").get_by_text("meanwhile to: Theirs")).to_have_count(2)
    other.get_by_role("link", name="Take theirs Their reference").press("Enter")
    expect(other.get_by_label("Their reference")).to_be_focused()
    other.get_by_role("button", name="Keep mine Heading").press("Enter")

    expect(other.locator("#head-form").get_by_text("meanwhile to: Theirs")).to_have_count(0)
    expect(other.locator("#send-form [name=revision]")).to_have_value("4")
    head = WorkingDraft.objects.get().header
    assert (head.references.other, head.notes.heading) == ("Theirs", "Mine")
    other.close(run_before_unload=False)


def test_the_panel_says_at_once_that_it_looks_again(sheet: Page, hold_requests: Hold, products: list[str]) -> None:
    page, panel = sheet, sheet.locator("#before")
    write(page, products[:1])
    expect(panel.locator("[name=seen], .good").first).to_be_attached()
    expect(page.locator("#looking")).to_be_empty()
    with hold_requests(page, "**/lines/**"):
        cell(page, "Quantity", 1).fill("4")
        cell(page, "Quantity", 1).press("Tab")
        expect(page.locator("#looking")).to_have_text("Looking again …")
    cell(page, "Text", 2).fill("5 hours")
    cell(page, "Quantity", 2).fill("5")
    cell(page, "Quantity", 2).press("Tab")

    expect(panel.get_by_text("Without a product the amount would be lost")).to_be_visible()
    expect(page.locator("#looking")).to_be_empty()
    expect(panel).to_have_attribute("data-revision", str(WorkingDraft.objects.get().revision))


def test_what_e_conomic_refuses_is_said_at_its_cell_and_can_be_mended(
    sheet: Page, economic: Gateway, sandbox: Sandbox, products: list[str]
) -> None:
    page = sheet
    write(page, products[:2])
    sandbox.fault("POST", "/invoices/drafts", "refuse:lines.1.quantity:E06010")
    press_send(page)
    page.get_by_role("alert").get_by_role("link", name="Go there").press("Enter")
    expect(cell(page, "Quantity", 2)).to_be_focused()
    expect(cell(page, "Quantity", 2)).to_have_accessible_description("Quantity is refused.")
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    expect(page.locator("#grid .mark-line.bad")).to_have_count(0)
    page.keyboard.press("Alt+s")

    expect(page.get_by_text("is in e-conomic. An invoice")).to_be_visible()
    assert contents(sent(economic))[1] == (products[1], Decimal(7))


def test_a_double_click_on_send_makes_one_draft(sheet: Page, economic: Gateway, products: list[str]) -> None:
    page, before = sheet, economic.drafts.page().results
    write(page, products[:1])
    press_send(page, lambda page: page.locator("#send").dblclick())

    expect(page.get_by_text("is in e-conomic. An invoice")).to_be_visible()
    assert economic.drafts.page().results == before + 1


def test_a_sheet_whose_draft_went_meanwhile_becomes_a_new_one(
    sheet: Page, economic: Gateway, products: list[str], axe: Callable[[Page], str]
) -> None:
    page = sheet
    write(page, products[:1])
    send(page)
    old = sent(economic).draft_invoice_number
    page.get_by_role("button", name="Edit").press("Enter")
    expect(page.locator("#before .good, #before .warn").first).to_be_attached()
    economic.drafts.remove(old)
    cell(page, "Quantity", 1).fill("8")
    cell(page, "Quantity", 1).press("Tab")
    expect(page.get_by_text(f"e-conomic has no draft {old} any more")).to_be_visible()
    assert axe(page) == ""
    page.get_by_role("button", name="Send as a new draft").press("Enter")

    expect(page.get_by_text("is in e-conomic. An invoice")).to_be_visible()
    made = economic.drafts.get(WorkingDraft.objects.latest("pk").draft_number or 0)
    assert contents(made) == [(products[0], Decimal(8))]


def test_all_lines_are_repriced_in_their_places(sheet: Page, products: list[str]) -> None:
    page = sheet
    write(page, products[:3])
    cell(page, "Price", 3).fill("7,50")
    cell(page, "Price", 3).press("Tab")
    expect(page.get_by_text("By hand")).to_be_visible()
    line = list_lines(WorkingDraft.objects.get())[0]
    price = cell(page, "Price", 1).input_value()
    was = {"unit_net_price": Decimal("1.25")}
    WorkingDraftLine.objects.filter(pk=line.pk).update(wire=change_record_json(line.content, was))
    page.get_by_role("button", name="Reprice all lines").press("Enter")

    expect(page.locator("#repriced")).to_have_text("2 lines repriced, 1 set by hand left. 1 has changed.")
    expect(page.get_by_role("button", name="Reprice all lines")).to_be_focused()
    expect(page.get_by_text("Price was 1,25")).to_be_visible()
    expect(cell(page, "Price", 1)).to_have_value(price)
    expect(cell(page, "Price", 3)).to_have_value("7,50")


def test_what_was_set_by_hand_stays_by_hand_when_a_draft_is_edited(
    sheet: Page, economic: Gateway, products: list[str]
) -> None:
    page = sheet
    write(page, products[:1])
    cell(page, "Quantity", 1).fill("25")
    cell(page, "Price", 1).fill("1.234,50")
    cell(page, "Price", 1).press("Tab")
    expect(page.locator("#grid").get_by_text("By hand")).to_be_visible()
    send(page)
    page.get_by_role("button", name="Edit").press("Enter")
    expect(page.locator("#sheet[data-ready]")).to_be_attached()
    expect(page.locator("#grid").get_by_text("By hand")).to_have_count(0)
    cell(page, "Quantity", 1).fill("26")
    cell(page, "Quantity", 1).press("Tab")

    expect(page.locator("#grid").get_by_text("By hand")).to_be_visible()
    expect(page.locator("#live")).to_have_text("Set by hand, so it stays. Reprice takes e-conomic's price instead.")
    expect(cell(page, "Price", 1)).to_have_value("1.234,50")
    page.get_by_role("button", name="Reprice line 1").press("Enter")
    expect(cell(page, "Price", 1)).not_to_have_value("1.234,50")


def test_a_currency_that_is_only_chosen_says_so_and_is_asked_about(
    sheet: Page, economic: Gateway, products: list[str], axe: Callable[[Page], str]
) -> None:
    page = sheet
    write(page, products[:1])
    page.get_by_text("Invoice details").click()
    expect(page.locator("#before [name=seen], #before .good").first).to_be_attached()
    page.get_by_label("Currency").select_option("EUR")
    pending = page.get_by_text("Not changed yet: the draft is still in DKK.")
    expect(page.locator("#currency-pending")).to_be_visible()
    page.keyboard.press("Alt+s")
    asked = page.locator("#before").get_by_text("EUR is chosen, but the draft is still in DKK.")
    expect(asked).to_be_visible()
    expect(page.get_by_role("heading", name="Before sending")).to_be_focused()
    assert axe(page) == ""
    page.locator("#before").get_by_role("link", name="Leave it in DKK").press("Enter")
    expect(page.get_by_label("Currency")).to_have_value("DKK")
    expect(page.get_by_label("Currency")).to_be_focused()
    expect(page.locator("#currency-pending")).to_be_hidden()
    expect(asked).to_have_count(0)
    expect(page.locator("#before [name=seen], #before .good").first).to_be_attached()

    page.get_by_label("Currency").select_option("EUR")
    page.keyboard.press("Alt+s")
    page.locator("#before").get_by_role("button", name="Change, and keep the numbers").press("Enter")
    expect(page.get_by_text("Not converted from DKK")).to_be_visible()
    expect(page.locator("#before").get_by_text("was not converted to EUR")).to_be_visible()
    expect(pending).to_be_hidden()
    send(page)

    assert sent(economic).currency == "EUR"


def test_a_blank_line_with_a_quantity_alone_is_not_lost_unsaid(sheet: Page, products: list[str]) -> None:
    page = sheet
    write(page, products[:1])
    expect(page.locator("#before [name=seen], #before .good").first).to_be_attached()
    cell(page, "Quantity", 2).fill("4")
    page.keyboard.press("Alt+s")

    expect(page.locator("#live")).to_have_text("Not sent: what is typed here is not kept yet.")
    expect(cell(page, "Product", 2)).to_be_focused()
    assert WorkingDraft.objects.get().state == WorkingDraft.State.OPEN


def test_silence_after_the_deed_makes_one_draft(
    sheet: Page, economic: Gateway, sandbox: Sandbox, products: list[str]
) -> None:
    page, before = sheet, economic.drafts.page().results
    write(page, products[:1])
    sandbox.fault("POST", "/invoices/drafts", "silence-after")
    press_send(page)
    expect(page.get_by_role("button", name="Ask again")).to_be_visible()
    expect(cell(page, "Quantity", 1)).to_be_disabled()
    page.get_by_role("button", name="Ask again").press("Enter")

    expect(page.get_by_text("is in e-conomic. An invoice")).to_be_visible()
    assert economic.drafts.page().results == before + 1


def test_what_is_typed_after_the_session_ended_is_kept_when_signed_in_again(sheet: Page, products: list[str]) -> None:
    page = sheet
    write(page, products[:1])
    expect(page.locator("#before [name=seen], #before .good").first).to_be_attached()
    Session.objects.all().delete()
    page.keyboard.type(products[1])
    page.keyboard.press("Enter")
    alert = page.get_by_role("alert")
    expect(alert.get_by_label("Password")).to_be_visible()
    cell(page, "Quantity", 1).fill("7")
    cell(page, "Quantity", 1).press("Tab")
    alert.get_by_label("Name").fill("accountant")
    alert.get_by_label("Password").fill("demo")
    alert.get_by_role("button", name="Sign in").click()

    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(2)
    expect(page.locator("#kept")).to_contain_text("Kept here at")
    expect(page.locator("#send-form [name=revision]")).to_have_value("4")
    lines = list_lines(WorkingDraft.objects.get())
    assert [(line.product_number, line.content.quantity) for line in lines] == [
        (products[0], Decimal(7)),
        (products[1], Decimal(1)),
    ]


@pytest.fixture
def long_in_doubt(sheet: Page, sandbox: Sandbox, economic: Gateway, products: list[str]) -> Page:
    """A sheet that became a draft in silence, looked at an hour later."""
    page = sheet
    write(page, products[:1])
    sandbox.fault("POST", "/invoices/drafts", "silence-after")
    press_send(page)
    expect(page.get_by_role("button", name="Ask again")).to_be_visible()
    ago = timezone.now() - RETRY_WINDOW
    WorkingDraft.objects.update(attempted_at=ago)
    page.reload()
    expect(page.get_by_role("button", name="Ask again")).to_have_count(0)
    return page


def test_after_fifty_minutes_the_person_says_which_draft_it_is(long_in_doubt: Page, economic: Gateway) -> None:
    page, every = long_in_doubt, economic.drafts.of(CUSTOMER, size=1000).items
    made = max(each.draft_invoice_number for each in every)
    expect(cell(page, "Quantity", 1)).to_be_disabled()
    page.get_by_role("button", name=f"It is draft {made}").press("Enter")

    expect(page).to_have_url(re.compile(f"/drafts/{made}/$"))
    assert WorkingDraft.objects.get().draft_number == made
    assert economic.drafts.of(CUSTOMER, size=1000).results == len(every)


def test_after_fifty_minutes_it_may_be_none_of_them(long_in_doubt: Page) -> None:
    page = long_in_doubt
    page.get_by_role("button", name="None of them: open the sheet again").press("Enter")

    expect(cell(page, "Quantity", 1)).to_be_enabled()
    expect(page.locator("#send")).to_be_visible()
    assert WorkingDraft.objects.get().state == WorkingDraft.State.OPEN


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_sheet(
    sheet: Page, axe: Callable[[Page], str], products: list[str], scheme: str, site: str
) -> None:
    page = sheet
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    write(page, products[:3])
    cell(page, "Price", 1).fill("7,50")
    cell(page, "Price", 1).press("Tab")
    expect(page.get_by_text("By hand")).to_be_visible()
    expect(page.locator("#before [name=seen], #before .good").first).to_be_attached()
    found = [axe(page)]
    page.get_by_text("Invoice details").click()
    cell(page, "Product", 4).focus()
    page.keyboard.type("a")
    expect(page.locator("[role=option]").first).to_be_visible()
    found.append(axe(page))
    for width in (1440, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.goto(f"{site}/sandbox/sheets/")
    found.append(axe(page))

    assert found == [""] * 3


def test_a_draft_is_written_without_scripts(
    browser_without_scripts: Callable[[str], Page], site: str, economic: Gateway, products: list[str]
) -> None:
    page = browser_without_scripts("accountant")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/")
    page.get_by_role("button", name="New draft").click()
    for line, number in enumerate(products[:2], 1):
        cell(page, "Product", line).fill(number)
        cell(page, "Quantity", line).fill("4")
        page.get_by_role("button", name=f"Add line {line}").click()
    cell(page, "Price", 2).fill("7,50")
    page.get_by_role("button", name="Keep line 2").click()
    page.get_by_role("button", name="Move line 2 up").click()
    expect(cell(page, "Price", 1)).to_have_value("7,50")
    page.get_by_role("link", name="Look what deserves a thought").click()
    page.get_by_role("button", name="Send to e-conomic").click()

    expect(page.get_by_text("is in e-conomic. An invoice")).to_be_visible()
    assert contents(sent(economic)) == [(products[1], Decimal(4)), (products[0], Decimal(4))]
    assert sent(economic).lines[0].unit_net_price == Decimal("7.50")
