"""An accountant's day without a mouse. What the page shows before each Send is in e-conomic to the last digit."""

from collections.abc import Callable
from decimal import Decimal

from playwright.sync_api import Page, expect

from customers.models import WorkingDraft
from customers.shared.parsing import parse_amount
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import DraftInvoice
from tests.browser.draft_editor import CUSTOMER, PASTE_SCRIPT, get_cell, send_draft, write_lines

WRITTEN, PASTED = 8, 2


def press(page: Page, name: str) -> None:
    """Presses a button or follows a link by the keyboard."""
    page.get_by_role("button", name=name).press("Enter")


def type_over(page: Page, column: str, text: str, key: str) -> None:
    """Types over a figure of the second line and presses the key; waits until the total has followed."""
    total = page.locator("#send-totals .total dd")
    total_before = total.inner_text()
    get_cell(page, column, 2).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press(key)
    expect(total).not_to_have_text(total_before)


def read_total(page: Page) -> Decimal:
    """The total shown beside Send."""
    total = page.locator("#send-totals .total dd")
    expect(total).not_to_have_text("–")
    return parse_amount(total.inner_text()) or Decimal()


def send_and_compare(page: Page, economic: Gateway) -> DraftInvoice:
    """Sends the draft; its total in e-conomic is the one that the page showed before."""
    expect(page.locator("#editor[data-ready]")).to_be_attached()
    shown_total = read_total(page)
    working_draft = WorkingDraft.objects.order_by("-changed")[0]
    send_draft(page)
    working_draft.refresh_from_db()
    sent = economic.drafts.get(working_draft.draft_number or 0)
    assert sent.gross_amount == shown_total
    assert working_draft.differences == []
    return sent


def test_accountants_day_without_a_mouse(open_as: Callable[[str], Page], site: str, economic: Gateway) -> None:
    products = [product.product_number for product in economic.products.page(size=100).items if not product.barred]
    page = open_as("accountant")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/")
    press(page, "New draft")
    expect(get_cell(page, "Product", 1)).to_be_focused()

    # Lines, one with a price by hand
    write_lines(page, products[:WRITTEN])
    type_over(page, "Price", "1.234,57", "Control+s")

    # Rows from a spreadsheet, one of them bad
    page.locator("#grid tbody tr[data-new] [name=product]").last.focus()
    rows = [f"{products[WRITTEN]}\t3", "NIX\t1", f"{products[WRITTEN + 1]}\t2,5"]
    page.evaluate(PASTE_SCRIPT, "\r\n".join(rows))
    expect(page.locator("#pasted")).to_be_focused()
    expect(page.locator("#pasted")).to_have_value("NIX\t1")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(WRITTEN + PASTED)
    sent = send_and_compare(page, economic)
    assert len(sent.lines) == WRITTEN + PASTED
    assert sent.lines[1].unit_net_price == Decimal("1234.57")

    # The sent draft is edited
    press(page, "Edit")
    expect(page.locator("#editor[data-ready]")).to_be_attached()
    type_over(page, "Quantity", "26", "Tab")
    edited = send_and_compare(page, economic)
    assert edited.draft_invoice_number == sent.draft_invoice_number
    assert (edited.lines[1].quantity, edited.lines[1].unit_net_price) == (Decimal(26), Decimal("1234.57"))

    # A booked invoice is credited
    booked = economic.booked.page(size=1).items[0]
    page.goto(f"{site}/sandbox/booked/{booked.booked_invoice_number}/")
    press(page, "Create credit note")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{booked.booked_invoice_number}")
    credit_note = send_and_compare(page, economic)
    assert credit_note.gross_amount == -(booked.gross_amount or Decimal())
