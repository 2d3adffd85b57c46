"""Takes screenshots of every page, wide and narrow, light and dark: `make screenshots`."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.site import run_dashboard

ROOT = Path(__file__).resolve().parent.parent
SCREENSHOT_FOLDER = ROOT / "var" / "screenshots"
DOCS_FOLDER = ROOT / "docs" / "screenshots"

PAGES = {
    "customers": "/sandbox/customers/",
    "customers-filtered": "/sandbox/customers/?q=møl&sort=-balance",
    "customers-empty": "/sandbox/customers/?q=findes+ikke",
    "customer": "/sandbox/customers/10001/",
    "contacts": "/sandbox/customers/10001/contacts/",
    "delivery-locations": "/sandbox/customers/10001/delivery-locations/",
    "customer-edit": "/sandbox/customers/10001/edit/",
    "customer-new": "/sandbox/customers/new/",
    "customer-delete": "/sandbox/customers/10001/delete/",
    "overdue-customers": "/sandbox/customers/?overdue=yes&sort=-overdue",
    "drafts": "/sandbox/drafts/",
    "booked": "/sandbox/booked/",
    "booked-overdue": "/sandbox/booked/?state=overdue",
    "customer-booked": "/sandbox/customers/10001/booked/",
    "status": "/sandbox/status/",
    "not-found": "/sandbox/customers/99999999/",
}
VIEWPORTS = {
    "1440": (1440, 900, "light"),
    "1440-dark": (1440, 900, "dark"),
    "390": (390, 844, "light"),
    "320": (320, 640, "light"),
}
DOCS_PICTURES = (
    "customers-1440",
    "customers-390",
    "customer-1440",
    "customer-1440-dark",
    "draft-1440",
    "draft-390",
)


def main() -> None:
    SCREENSHOT_FOLDER.mkdir(parents=True, exist_ok=True)
    with run_dashboard() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
        for look, (width, height, scheme) in VIEWPORTS.items():
            with _open_signed_in_page(browser, site, width, height, scheme) as page:
                for name, path in PAGES.items():
                    page.goto(site + path)
                    page.screenshot(path=SCREENSHOT_FOLDER / f"{name}-{look}.png")
                for name in ("drafts", "booked"):  # the newest of each
                    page.goto(f"{site}/sandbox/{name}/")
                    page.get_by_role("rowheader").get_by_role("link").first.click()
                    page.screenshot(path=SCREENSHOT_FOLDER / f"{name}-one-{look}.png")
                _capture_draft(page, site, look)
        browser.close()
    DOCS_FOLDER.mkdir(parents=True, exist_ok=True)
    for name in DOCS_PICTURES:
        shutil.copy(SCREENSHOT_FOLDER / f"{name}.png", DOCS_FOLDER)


def _capture_draft(page: Page, site: str, look: str) -> None:
    """Write a draft by keyboard, with pictures of the editor on the way."""
    page.goto(f"{site}/sandbox/customers/10001/")
    page.get_by_role("button", name="New draft").press("Enter")
    page.locator("#editor[data-ready]").wait_for(state="attached")
    page.screenshot(path=SCREENSHOT_FOLDER / f"draft-new-{look}.png")
    for number, quantity in (("1001", "12"), ("1002", "3"), ("1003", "16,5")):
        page.keyboard.type(number)
        page.keyboard.press("Enter")
        page.keyboard.type(quantity)
        page.keyboard.press("Control+Enter")
    page.locator("#grid tbody tr:not([data-new])").nth(2).wait_for()
    page.keyboard.type("ar")
    page.locator("[role=option]").first.wait_for()
    page.screenshot(path=SCREENSHOT_FOLDER / f"draft-{look}.png")
    page.goto(f"{site}/sandbox/unsent/")
    page.screenshot(path=SCREENSHOT_FOLDER / f"unsent-drafts-{look}.png")


@contextmanager
def _open_signed_in_page(browser: Browser, site: str, width: int, height: int, scheme: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(f"{site}/sign-in/")
    page.screenshot(path=SCREENSHOT_FOLDER / f"sign-in-{width}-{scheme}.png")
    page.get_by_label("Name").fill("admin")
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{site}/sandbox/customers/")
    yield page
    context.close()


if __name__ == "__main__":
    main()
