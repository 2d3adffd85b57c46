"""What tests of the draft editor do in a browser."""

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
