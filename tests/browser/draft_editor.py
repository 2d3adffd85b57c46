"""What tests of the draft editor do in a browser."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from econ_admin.gateway import Gateway

CUSTOMER = 10001
PASTE_SCRIPT = """(text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
}"""


def get_cell(page: Page, column: str, line: int) -> Locator:
    return page.get_by_label(f"{column}, line {line}", exact=True)


def find_discounted_product(economic: Gateway, products: list[str]) -> str:
    """A product with a discount at a quantity of 100."""
    for number in products:
        single, hundred = (economic.templates.line(CUSTOMER, number, quantity) for quantity in (1, 100))
        prices = [(line.unit_net_price, line.discount_percentage) for line in (single, hundred)]
        if prices[0] != prices[1]:
            return number
    raise LookupError("the seed has no discount by quantity")


def write_lines(page: Page, products: list[str]) -> None:
    """Type a line for each product: number, Enter, quantity, Ctrl+Enter."""
    for quantity, number in enumerate(products, 1):
        page.keyboard.type(number)
        page.keyboard.press("Enter")
        page.keyboard.type(str(quantity))
        page.keyboard.press("Control+Enter")
    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(len(products))
    expect(page.locator("#grid tr[data-new] input").first).to_be_focused()


def send_draft(page: Page) -> None:
    press_send(page)
    expect(page.get_by_text("is in e-conomic. You can book it there")).to_be_visible()


def press_send(
    page: Page,
    press: Callable[[Page], None] = lambda page: page.keyboard.press("Alt+s"),
    send_anyway: str = "Send anyway",
) -> None:
    """Press send until no more warnings are shown; a warning counts as seen once it has been shown for a moment."""
    panel = page.locator("#before")
    expect(panel.locator("[name=seen], .good").first).to_be_attached()
    for _ in range(50):
        panel.evaluate("panel => panel.setAttribute('data-pressed', '')")
        press(page)
        expect(page.locator("#before[data-pressed]")).to_have_count(0)  # another panel, or another page
        if not page.get_by_role("button", name=send_anyway).is_visible():
            break
