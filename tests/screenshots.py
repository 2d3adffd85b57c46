"""Takes screenshots of every page in Danish, wide and narrow, light and dark: `make screenshots`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.site import run_dashboard

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"

PAGES = {
    "overview": "/sandbox/",
    "customers": "/sandbox/customers/",
    "customers-filtered": "/sandbox/customers/?q=møl&sort=-balance",
    "customers-empty": "/sandbox/customers/?q=findes+ikke",
    "customers-overdue": "/sandbox/customers/?overdue=yes&sort=-overdue",
    "views": "/sandbox/customers/views/",
    "customer": "/sandbox/customers/10001/",
    "contacts": "/sandbox/customers/10001/contacts/",
    "contact": "/sandbox/customers/10001/contacts/new/",
    "delivery-locations": "/sandbox/customers/10001/delivery-locations/",
    "customer-edit": "/sandbox/customers/10001/edit/",
    "customer-new": "/sandbox/customers/new/",
    "customer-delete": "/sandbox/customers/10001/delete/",
    "customer-drafts": "/sandbox/customers/10001/drafts/",
    "customer-booked": "/sandbox/customers/10001/booked/",
    "drafts": "/sandbox/drafts/",
    "draft-new": "/sandbox/drafts/new/",
    "booked": "/sandbox/booked/",
    "booked-amount": "/sandbox/booked/?amount=57.481,25",
    "statement": "/sandbox/customers/10001/statement/",
    "booked-overdue": "/sandbox/booked/?state=overdue",
    "search": "/sandbox/search/?q=holm",
    "keyboard": "/sandbox/keyboard/",
    "settings": "/sandbox/settings/",
    "status": "/sandbox/status/",
    "people": "/sandbox/people/",
    "account": "/account/",
    "agreement": "/sandbox/agreement/",
    "agreements": "/agreements/",
    "agreement-add": "/agreements/add/",
    "not-found": "/sandbox/customers/99999999/",
}
HISTORIES = {
    "history": "/sandbox/history/",
    "history-today": "/sandbox/history/?person=me&since=t",
    "history-empty": "/sandbox/history/?outcome=unknown",
    "customer-history": "/sandbox/customers/10001/history/",
}
CITIES = {"1440": "Odense C", "1440-dark": "Vejle", "390": "Odense C", "390-dark": "Vejle"}  # each is a change
VIEWPORTS = {
    "1440": (1440, 900, "light"),
    "1440-dark": (1440, 900, "dark"),
    "390": (390, 844, "light"),
    "390-dark": (390, 844, "dark"),
}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with run_dashboard() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
        for look, (width, height, scheme) in VIEWPORTS.items():
            with _open_signed_in_page(browser, site, look, width, height, scheme) as page:
                for name, path in PAGES.items():
                    page.goto(site + path)
                    expect(page.locator("[aria-busy=true]")).to_have_count(0)
                    _capture(page, name, look)
                _capture_newest(page, site, look)
                _capture_palette(page, site, look)
                _capture_draft(page, site, look)
                _capture_history(page, site, look)
        browser.close()


def _capture(page: Page, name: str, look: str) -> None:
    page.screenshot(path=FOLDER / f"{name}-{look}.png")


def _capture_newest(page: Page, site: str, look: str) -> None:
    """The newest draft and the newest booked invoice."""
    for name, path in (("draft-invoice", "drafts"), ("booked-invoice", "booked")):
        page.goto(f"{site}/sandbox/{path}/")
        page.get_by_role("rowheader").get_by_role("link").first.click()
        page.get_by_role("heading", name="Linjer").wait_for()
        _capture(page, name, look)


def _capture_palette(page: Page, site: str, look: str) -> None:
    page.goto(f"{site}/sandbox/customers/")
    page.keyboard.press("Control+k")
    page.keyboard.type("holm")
    page.locator("#palette [data-part=found] [role=option]").first.wait_for()
    _capture(page, "palette", look)


def _capture_draft(page: Page, site: str, look: str) -> None:
    """Write a draft by keyboard, with a picture of the editor."""
    page.goto(f"{site}/sandbox/customers/10001/")
    page.get_by_role("button", name="Ny kladde").press("Enter")
    page.locator("#editor[data-ready]").wait_for(state="attached")
    for number, quantity in (("1001", "12"), ("1002", "3"), ("1003", "16,5")):
        page.keyboard.type(number)
        page.keyboard.press("Enter")
        page.keyboard.type(quantity)
        page.keyboard.press("Control+Enter")
    page.locator("#grid tbody tr:not([data-new])").nth(2).wait_for()
    page.keyboard.type("ar")
    page.locator(".options [role=option]").first.wait_for()
    _capture(page, "draft", look)
    page.goto(f"{site}/sandbox/unsent/")
    _capture(page, "unsent-drafts", look)


def _capture_history(page: Page, site: str, look: str) -> None:
    """Change a customer, with a picture of the message that takes it back, and of the histories."""
    page.goto(f"{site}/sandbox/customers/10001/edit/")
    page.get_by_label("By", exact=True).fill(CITIES[look])
    page.get_by_label("Hjemmeside").fill("https://nordlys.example")
    page.get_by_role("button", name="Gem").first.click()
    page.locator(".toasts").get_by_role("button", name="Fortryd").wait_for()
    _capture(page, "customer-saved", look)
    for name, path in HISTORIES.items():
        page.goto(site + path)
        _capture(page, name, look)


@contextmanager
def _open_signed_in_page(
    browser: Browser, site: str, look: str, width: int, height: int, scheme: str
) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="da-DK",
    )
    page = context.new_page()
    page.goto(f"{site}/sign-in/")
    _capture(page, "sign-in", look)
    page.get_by_label("Navn").fill("admin")
    page.get_by_label("Adgangskode").fill("demo")
    page.get_by_role("button", name="Log ind", exact=True).click()
    page.wait_for_url(f"{site}/sandbox/")
    yield page
    context.close()


if __name__ == "__main__":
    main()
