"""The draft editor in a browser."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from customers.drafting.draft_json import change_record_json
from customers.drafting.line_order import list_lines
from customers.editing.unresolved_writes import RETRY_WINDOW
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import DraftInvoice
from econ_admin.sandbox import Sandbox
from tests.browser.conftest import HoldRequests
from tests.browser.draft_editor import (
    CUSTOMER,
    PASTE_SCRIPT,
    find_discounted_product,
    get_cell,
    press_send,
    send_draft,
    write_lines,
)

LINES = 10


def list_contents(draft: DraftInvoice) -> list[tuple[str, Decimal | None]]:
    return [(line.product.product_number if line.product else "", line.quantity) for line in draft.lines]


def get_sent_draft(economic: Gateway) -> DraftInvoice:
    number = WorkingDraft.objects.get().draft_number
    assert number
    return economic.drafts.get(number)


def test_ten_lines_are_typed_by_keyboard_and_sent(editor_page: Page, economic: Gateway, products: list[str]) -> None:
    page = editor_page
    discounted_product = find_discounted_product(economic, products)
    chosen_products = [
        discounted_product,
        *[product for product in products if product != discounted_product][: LINES - 1],
    ]
    write_lines(page, chosen_products)
    get_cell(page, "Quantity", 1).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("100")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(get_cell(page, "Price", 2)).to_be_focused()
    page.keyboard.type("77,50")
    page.keyboard.press("ArrowDown")
    expect(get_cell(page, "Price", 3)).to_be_focused()
    page.keyboard.press("Alt+Shift+ArrowDown")
    expect(get_cell(page, "Product", 4)).to_have_value(chosen_products[2])
    expect(get_cell(page, "Price", 4)).to_be_focused()
    expect(page.locator("#grid .was").first).to_be_visible()
    send_draft(page)

    draft = get_sent_draft(economic)
    expected = [(number, Decimal(quantity)) for quantity, number in enumerate(chosen_products, 1)]
    expected[0], expected[2], expected[3] = (discounted_product, Decimal(100)), expected[3], expected[2]
    assert list_contents(draft) == expected
    assert draft.lines[1].unit_net_price == Decimal("77.50")
    price_per_hundred = economic.templates.line(CUSTOMER, discounted_product, 100)
    assert draft.lines[0].discount_percentage == price_per_hundred.discount_percentage
    assert draft.lines[0].unit_net_price == price_per_hundred.unit_net_price


def test_typing_continues_while_a_line_is_priced(
    editor_page: Page, hold_requests: HoldRequests, products: list[str]
) -> None:
    page = editor_page
    with hold_requests(page, "**/lines/**"):
        page.keyboard.type(products[0])
        page.keyboard.press("Enter")
        expect(get_cell(page, "Quantity", 1)).to_be_focused()
        page.keyboard.type("12")
    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(1)

    expect(get_cell(page, "Quantity", 1)).to_have_value("12")
    expect(get_cell(page, "Quantity", 1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(get_cell(page, "Unit", 1)).to_be_focused()
    expect(get_cell(page, "Price", 1)).not_to_have_value("")


def test_product_is_found_by_its_name(editor_page: Page, economic: Gateway, products: list[str]) -> None:
    page, name = editor_page, economic.products.get(products[0]).name
    get_cell(page, "Product", 1).focus()
    page.keyboard.type(name[:12])
    expect(page.locator(".options [role=option]").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".options [role=option]")).to_have_count(0)
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".options [role=option][aria-selected=true]")).to_be_visible()
    page.keyboard.press("Enter")

    expect(get_cell(page, "Quantity", 1)).to_be_focused()
    expect(get_cell(page, "Quantity", 1)).to_have_value("1")
    expect(get_cell(page, "Text", 1)).not_to_have_value("")


def test_enter_waits_for_the_product_list(
    editor_page: Page, sandbox: Sandbox, economic: Gateway, products: list[str]
) -> None:
    page, name = editor_page, economic.products.get(products[0]).name
    sandbox.fault("GET", f"/customers/{CUSTOMER}/templates/invoiceline", "slow:300")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(get_cell(page, "Quantity", 1)).to_be_focused()
    page.keyboard.type("3")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("ar")
    page.keyboard.press("Enter")
    expect(page.locator(".options [role=option]").nth(1)).to_be_visible()
    expect(get_cell(page, "Product", 2)).to_be_focused()
    expect(get_cell(page, "Product", 2)).to_have_value("ar")
    page.keyboard.press("Enter")
    expect(get_cell(page, "Quantity", 2)).to_be_focused()
    page.keyboard.type("1")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("there is no such thing")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No product matches").first).to_be_visible()

    expect(get_cell(page, "Product", 3)).to_have_value("there is no such thing")
    lines = list_lines(WorkingDraft.objects.get())
    assert [line.content.quantity for line in lines] == [3, 1]
    assert lines[0].product_number == products[0]


def test_line_is_removed_and_restored_and_a_cell_copied(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:2])
    get_cell(page, "Text", 1).focus()
    page.keyboard.press("Control+Shift+Backspace")
    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(1)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(2)
    expect(get_cell(page, "Product", 1)).to_have_value(products[0])

    get_cell(page, "Product", 3).focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(3)
    assert [line.product_number for line in list_lines(WorkingDraft.objects.get())] == [*products[:2], products[1]]


def test_rows_are_pasted(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    get_cell(page, "Product", 1).focus()
    page.evaluate(PASTE_SCRIPT, f"{products[0]}\t2\n{products[1]}\t3\t9,50")

    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(2)
    expect(get_cell(page, "Price", 2)).to_have_value("9,50")
    expect(get_cell(page, "Product", 3)).to_have_value("")


def test_invalid_input_is_kept_and_takes_no_focus(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:1])
    get_cell(page, "Quantity", 1).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("1234.56")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Did you mean 1.234,56?").first).to_be_visible()

    expect(get_cell(page, "Quantity", 1)).to_have_value("1234.56")
    expect(get_cell(page, "Unit", 1)).to_be_focused()


def test_two_tabs_keep_each_others_changes(editor_page: Page, products: list[str]) -> None:
    page, other_tab = editor_page, editor_page.context.new_page()
    write_lines(page, products[:2])
    other_tab.goto(page.url)
    get_cell(page, "Quantity", 1).fill("5")
    get_cell(page, "Quantity", 1).press("Tab")
    expect(page.locator("#save-state")).to_contain_text("Saved here")
    expect(page.locator("#totals .total")).to_be_visible()
    get_cell(other_tab, "Quantity", 2).fill("6")
    get_cell(other_tab, "Quantity", 2).press("Tab")
    get_cell(other_tab, "Text", 1).fill("Of the other tab")
    get_cell(other_tab, "Text", 1).press("Tab")

    expect(get_cell(other_tab, "Quantity", 1)).to_have_value("5")
    lines = list_lines(WorkingDraft.objects.get())
    assert [line.content.quantity for line in lines] == [5, 6]
    assert lines[0].content.description == "Of the other tab"
    other_tab.close(run_before_unload=False)


def test_one_save_sends_old_and_new_input_one_after_the_other(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:1])
    expect(page.locator("#send-form [name=revision]")).to_have_value("2")
    page.evaluate("""() => {
      const row = draftPage.rows()[0];
      draftPage.cellAt(row, "quantity").value = "5";
      draftPage.cellAt(row, "description").value = "Both";
      row.behind = { quantity: "1" }; // typed over an older revision than the text
      draftPage.save(row);
    }""")

    expect(page.locator("#send-form [name=revision]")).to_have_value("4")
    (line,) = list_lines(WorkingDraft.objects.get())
    assert (line.content.quantity, line.content.description) == (Decimal(5), "Both")


def test_field_changed_in_another_tab_is_accepted_or_overruled(editor_page: Page) -> None:
    page = editor_page
    other_tab = page.context.new_page()
    for tab in (page, other_tab):
        tab.goto(page.url)
        tab.get_by_text("Invoice details").click()
    reference, entry = page.get_by_label("Their reference"), page.get_by_label("Public entry number")
    for field in (reference, entry):
        field.fill("Theirs")
        field.press("Tab")
    expect(page.locator("#send-form [name=revision]")).to_have_value("3")
    held_routes: list[Route] = []
    other_tab.route("**/fields/", lambda route: held_routes.append(route), times=1)  # answered only when both are typed
    for name in ("Their reference", "Public entry number"):
        other_tab.get_by_label(name).fill("Mine")
        other_tab.get_by_label(name).press("Tab")
    held_routes[0].continue_()
    expect(other_tab.locator("#head-form").get_by_text("Someone changed this to: Theirs")).to_have_count(2)
    other_tab.get_by_role("link", name="Use their value Their reference").press("Enter")
    expect(other_tab.get_by_label("Their reference")).to_be_focused()
    other_tab.get_by_role("button", name="Keep my value Public entry number").press("Enter")

    expect(other_tab.locator("#head-form").get_by_text("Someone changed this to: Theirs")).to_have_count(0)
    expect(other_tab.locator("#send-form [name=revision]")).to_have_value("4")
    header = WorkingDraft.objects.get().header
    assert (header.references.other, header.recipient.public_entry_number) == ("Theirs", "Mine")
    other_tab.close(run_before_unload=False)


def test_panel_shows_that_it_is_checking_again(
    editor_page: Page, hold_requests: HoldRequests, products: list[str]
) -> None:
    page, panel = editor_page, editor_page.locator("#before")
    write_lines(page, products[:1])
    expect(panel.locator("[name=seen], .good").first).to_be_attached()
    expect(page.locator("#looking")).to_be_empty()
    with hold_requests(page, "**/lines/**"):
        get_cell(page, "Quantity", 1).fill("4")
        get_cell(page, "Quantity", 1).press("Tab")
        expect(page.locator("#looking")).to_have_text("Checking …")
    get_cell(page, "Text", 2).fill("5 hours")
    get_cell(page, "Quantity", 2).fill("5")
    get_cell(page, "Quantity", 2).press("Tab")

    expect(panel.get_by_text("saves the line as text and drops the amount")).to_be_visible()
    expect(page.locator("#looking")).to_be_empty()
    expect(panel).to_have_attribute("data-revision", str(WorkingDraft.objects.get().revision))


def test_refusal_is_shown_at_its_cell_and_can_be_corrected(
    editor_page: Page, economic: Gateway, sandbox: Sandbox, products: list[str]
) -> None:
    page = editor_page
    write_lines(page, products[:2])
    sandbox.fault("POST", "/invoices/drafts", "refuse:lines.1.quantity:E06010")
    press_send(page)
    page.get_by_role("alert").get_by_role("link", name="Go to field").press("Enter")
    expect(get_cell(page, "Quantity", 2)).to_be_focused()
    expect(get_cell(page, "Quantity", 2)).to_have_accessible_description("Quantity is refused.")
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    expect(page.locator("#grid .mark-line.bad")).to_have_count(0)
    page.keyboard.press("Alt+s")

    expect(page.get_by_text("is in e-conomic. You can book it there")).to_be_visible()
    assert list_contents(get_sent_draft(economic))[1] == (products[1], Decimal(7))


def test_double_click_on_send_makes_one_draft(editor_page: Page, economic: Gateway, products: list[str]) -> None:
    page, count_before = editor_page, economic.drafts.page().results
    write_lines(page, products[:1])
    press_send(page, lambda page: page.locator("#send").dblclick())

    expect(page.get_by_text("is in e-conomic. You can book it there")).to_be_visible()
    assert economic.drafts.page().results == count_before + 1


def test_draft_deleted_in_economic_can_be_sent_as_new(
    editor_page: Page, economic: Gateway, products: list[str], run_axe: Callable[[Page], str]
) -> None:
    page = editor_page
    write_lines(page, products[:1])
    send_draft(page)
    old_number = get_sent_draft(economic).draft_invoice_number
    page.get_by_role("button", name="Edit").press("Enter")
    expect(page.locator("#before .good, #before .warn").first).to_be_attached()
    economic.drafts.remove(old_number)
    get_cell(page, "Quantity", 1).fill("8")
    get_cell(page, "Quantity", 1).press("Tab")
    expect(page.get_by_text(f"Draft {old_number} is no longer in e-conomic")).to_be_visible()
    assert run_axe(page) == ""
    page.get_by_role("button", name="Send as new draft").press("Enter")

    expect(page.get_by_text("is in e-conomic. You can book it there")).to_be_visible()
    new_draft = economic.drafts.get(WorkingDraft.objects.latest("pk").draft_number or 0)
    assert list_contents(new_draft) == [(products[0], Decimal(8))]


def test_lines_are_repriced_in_place(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:3])
    get_cell(page, "Price", 3).fill("7,50")
    get_cell(page, "Price", 3).press("Tab")
    expect(page.locator(".mark-line", has_text="Manual")).to_be_visible()
    line = list_lines(WorkingDraft.objects.get())[0]
    price = get_cell(page, "Price", 1).input_value()
    old_price = {"unit_net_price": Decimal("1.25")}
    WorkingDraftLine.objects.filter(pk=line.pk).update(wire=change_record_json(line.content, old_price))
    page.get_by_role("button", name="Reprice all lines").press("Enter")

    expect(page.locator("#repriced")).to_have_text("2 lines repriced. Manual prices kept: 1. 1 line changed.")
    expect(page.get_by_role("button", name="Reprice all lines")).to_be_focused()
    expect(page.get_by_text("Was 1,25")).to_be_visible()
    expect(get_cell(page, "Price", 1)).to_have_value(price)
    expect(get_cell(page, "Price", 3)).to_have_value("7,50")


def test_manual_price_is_kept_when_a_draft_is_edited(editor_page: Page, economic: Gateway, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:1])
    get_cell(page, "Quantity", 1).fill("25")
    get_cell(page, "Price", 1).fill("1.234,50")
    get_cell(page, "Price", 1).press("Tab")
    expect(page.locator("#grid").locator(".mark-line", has_text="Manual")).to_be_visible()
    send_draft(page)
    page.get_by_role("button", name="Edit").press("Enter")
    expect(page.locator("#editor[data-ready]")).to_be_attached()
    expect(page.locator("#grid").locator(".mark-line", has_text="Manual")).to_have_count(0)
    get_cell(page, "Quantity", 1).fill("26")
    get_cell(page, "Quantity", 1).press("Tab")

    expect(page.locator("#grid").locator(".mark-line", has_text="Manual")).to_be_visible()
    expect(page.locator("#live")).to_have_text("Manual price kept. Reprice the line to get e-conomic's price.")
    expect(get_cell(page, "Price", 1)).to_have_value("1.234,50")
    page.get_by_role("button", name="Reprice line 1").press("Enter")
    expect(get_cell(page, "Price", 1)).not_to_have_value("1.234,50")


def test_chosen_but_unapplied_currency_stops_sending(
    editor_page: Page, economic: Gateway, products: list[str], run_axe: Callable[[Page], str]
) -> None:
    page = editor_page
    write_lines(page, products[:1])
    page.get_by_text("Invoice details").click()
    expect(page.locator("#before [name=seen], #before .good").first).to_be_attached()
    page.get_by_label("Currency").select_option("EUR")
    pending_note = page.get_by_text("Not changed yet. The draft is still in DKK.")
    expect(page.locator("#currency-pending")).to_be_visible()
    page.keyboard.press("Alt+s")
    question = page.locator("#before").get_by_text("EUR is chosen, but the draft is still in DKK.")
    expect(question).to_be_visible()
    expect(page.get_by_role("heading", name="Before sending")).to_be_focused()
    assert run_axe(page) == ""
    page.locator("#before").get_by_role("link", name="Keep DKK").press("Enter")
    expect(page.get_by_label("Currency")).to_have_value("DKK")
    expect(page.get_by_label("Currency")).to_be_focused()
    expect(page.locator("#currency-pending")).to_be_hidden()
    expect(question).to_have_count(0)
    expect(page.locator("#before [name=seen], #before .good").first).to_be_attached()

    page.get_by_label("Currency").select_option("EUR")
    page.keyboard.press("Alt+s")
    page.locator("#before").get_by_role("button", name="Change currency and keep prices").press("Enter")
    expect(page.get_by_text("Not converted from DKK")).to_be_visible()
    expect(page.locator("#before").get_by_text("has not been converted to EUR")).to_be_visible()
    expect(pending_note).to_be_hidden()
    send_draft(page)

    assert get_sent_draft(economic).currency == "EUR"


def test_unsaved_blank_line_stops_sending(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:1])
    expect(page.locator("#before [name=seen], #before .good").first).to_be_attached()
    get_cell(page, "Quantity", 2).fill("4")
    page.keyboard.press("Alt+s")

    expect(page.locator("#live")).to_have_text("Not sent. This is not saved yet.")
    expect(get_cell(page, "Product", 2)).to_be_focused()
    assert WorkingDraft.objects.get().state == WorkingDraft.State.OPEN


def test_send_of_unknown_outcome_is_retried_and_makes_one_draft(
    editor_page: Page, economic: Gateway, sandbox: Sandbox, products: list[str]
) -> None:
    page, count_before = editor_page, economic.drafts.page().results
    write_lines(page, products[:1])
    sandbox.fault("POST", "/invoices/drafts", "silence-after")
    press_send(page)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(get_cell(page, "Quantity", 1)).to_be_disabled()
    page.get_by_role("button", name="Try again").press("Enter")

    expect(page.get_by_text("is in e-conomic. You can book it there")).to_be_visible()
    assert economic.drafts.page().results == count_before + 1


def test_input_after_the_session_ended_is_saved_after_signing_in(editor_page: Page, products: list[str]) -> None:
    page = editor_page
    write_lines(page, products[:1])
    expect(page.locator("#before [name=seen], #before .good").first).to_be_attached()
    Session.objects.all().delete()
    page.keyboard.type(products[1])
    page.keyboard.press("Enter")
    alert = page.get_by_role("alert")
    expect(alert.get_by_label("Password")).to_be_visible()
    get_cell(page, "Quantity", 1).fill("7")
    get_cell(page, "Quantity", 1).press("Tab")
    alert.get_by_label("Name").fill("accountant")
    alert.get_by_label("Password").fill("demo")
    alert.get_by_role("button", name="Sign in").click()

    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(2)
    expect(page.locator("#save-state")).to_contain_text("Saved here at")
    expect(page.locator("#send-form [name=revision]")).to_have_value("4")
    lines = list_lines(WorkingDraft.objects.get())
    assert [(line.product_number, line.content.quantity) for line in lines] == [
        (products[0], Decimal(7)),
        (products[1], Decimal(1)),
    ]


@pytest.fixture
def unresolved_page(editor_page: Page, sandbox: Sandbox, economic: Gateway, products: list[str]) -> Page:
    """The editor of a draft whose send timed out, after the retry window has ended."""
    page = editor_page
    write_lines(page, products[:1])
    sandbox.fault("POST", "/invoices/drafts", "silence-after")
    press_send(page)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    long_ago = timezone.now() - RETRY_WINDOW
    WorkingDraft.objects.update(attempted_at=long_ago)
    page.reload()
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    return page


def test_expired_send_is_resolved_by_choosing_its_draft(unresolved_page: Page, economic: Gateway) -> None:
    page, drafts = unresolved_page, economic.drafts.of(CUSTOMER, size=1000).items
    newest_number = max(draft.draft_invoice_number for draft in drafts)
    expect(get_cell(page, "Quantity", 1)).to_be_disabled()
    page.get_by_role("button", name=f"It is draft {newest_number}").press("Enter")

    expect(page).to_have_url(re.compile(f"/drafts/{newest_number}/$"))
    assert WorkingDraft.objects.get().draft_number == newest_number
    assert economic.drafts.of(CUSTOMER, size=1000).results == len(drafts)


def test_expired_send_can_be_resolved_as_not_made(unresolved_page: Page) -> None:
    page = unresolved_page
    page.get_by_role("button", name="None of these: edit the draft again").press("Enter")

    expect(get_cell(page, "Quantity", 1)).to_be_enabled()
    expect(page.locator("#send")).to_be_visible()
    assert WorkingDraft.objects.get().state == WorkingDraft.State.OPEN


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_draft_editor_is_accessible(
    editor_page: Page, run_axe: Callable[[Page], str], products: list[str], scheme: str, site: str
) -> None:
    page = editor_page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    write_lines(page, products[:3])
    get_cell(page, "Price", 1).fill("7,50")
    get_cell(page, "Price", 1).press("Tab")
    expect(page.locator(".mark-line", has_text="Manual")).to_be_visible()
    expect(page.locator("#before [name=seen], #before .good").first).to_be_attached()
    reports = [run_axe(page)]
    page.get_by_text("Invoice details").click()
    get_cell(page, "Product", 4).focus()
    page.keyboard.type("a")
    expect(page.locator(".options [role=option]").first).to_be_visible()
    reports.append(run_axe(page))
    for width in (1440, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.goto(f"{site}/sandbox/unsent/")
    reports.append(run_axe(page))

    assert reports == [""] * 3


def test_draft_is_written_and_sent_without_javascript(
    browser_without_scripts: Callable[[str], Page], site: str, economic: Gateway, products: list[str]
) -> None:
    page = browser_without_scripts("accountant")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/")
    page.get_by_role("button", name="New draft").click()
    for line, number in enumerate(products[:2], 1):
        get_cell(page, "Product", line).fill(number)
        get_cell(page, "Quantity", line).fill("4")
        page.get_by_role("button", name=f"Add line {line}").click()
    get_cell(page, "Price", 2).fill("7,50")
    page.get_by_role("button", name="Save line 2").click()
    page.get_by_role("button", name="Move line 2 up").click()
    expect(get_cell(page, "Price", 1)).to_have_value("7,50")
    page.get_by_role("link", name="Review warnings").click()
    page.get_by_role("button", name="Send to e-conomic").click()

    expect(page.get_by_text("is in e-conomic. You can book it there")).to_be_visible()
    assert list_contents(get_sent_draft(economic)) == [(products[1], Decimal(4)), (products[0], Decimal(4))]
    assert get_sent_draft(economic).lines[0].unit_net_price == Decimal("7.50")
