"""Every page is accessible, and only its tables scroll sideways."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from econ_admin.access.models import Person
from econ_admin.sandbox import Sandbox

HOSTILE_CUSTOMER = 10051  # the first of the seed's customers with hostile text
PAGES = {
    "the front page": "",
    "overdue by age": "overview/ageing/",
    "booked per month": "overview/months/",
    "needs attention": "overview/attention/",
    "customers with a wrong EAN number": "customers/?check=ean&size=25",
    "invoices of an amount": "booked/?amount=57.481%2C25",
    "the sum of a list": "booked/sum/",
    "the list": "customers/?size=25",
    "a search": "customers/?q=a&balance=over&sort=-balance&size=25",
    "an empty list": "customers/?q=nobody+is+called+this",
    "behind the last page": "customers/?page=99",
    "an amount misread": "customers/?balance_min=1234.56",
    "a customer": "customers/10007/",
    "a hostile customer": f"customers/{HOSTILE_CUSTOMER}/",
    "a new customer": "customers/new/",
    "editing a customer": "customers/10007/edit/",
    "deleting a customer": "customers/10007/delete/",
    "contacts": "customers/10007/contacts/",
    "a new contact": "customers/10007/contacts/new/",
    "a new delivery location": "customers/10007/delivery-locations/new/",
    "saved views": "customers/views/",
    "delivery locations": "customers/10007/delivery-locations/",
    "who is late": "customers/?overdue=yes&sort=-overdue&size=25",
    "a customer's drafts": "customers/10007/drafts/",
    "a customer's booked invoices": "customers/10007/booked/",
    "a statement of account": "customers/10036/statement/",
    "an empty statement of account": "customers/10001/statement/",
    "search": "search/?q=an",
    "a search that finds nothing": "search/?q=nobody+is+called+this",
    "keyboard shortcuts": "keyboard/",
    "settings": "settings/",
    "an empty history": "history/",
    "a history misread": "history/?since=31-02-2026",
    "a customer's history": "customers/10007/history/",
    "the customer of a new draft": "drafts/new/",
    "no customer for a new draft": "drafts/new/?q=nobody+is+called+this",
    "no unsent drafts": "unsent/",
    "drafts": "drafts/?size=25",
    "no drafts that fit": "drafts/?q=nothing+is+called+this",
    "booked invoices": "booked/?size=25",
    "overdue invoices": "booked/?state=overdue&sort=date&size=25",
    "a date misread": "booked/?since=31-02-2026",
    "no such draft": "drafts/99999999/",
    "no such customer": "customers/999999/",
}
STATUSES = {
    PAGES["no such draft"]: 404,
    PAGES["no such customer"]: 404,
    PAGES["an amount misread"]: 422,
    PAGES["a date misread"]: 422,
    PAGES["a history misread"]: 422,
}


@pytest.mark.parametrize("path", PAGES.values(), ids=list(PAGES))
def test_page_is_accessible_and_never_scrolls_sideways(
    open_as: Callable[[str], Page], site: str, run_axe: Callable[[Page], str], people: dict[str, Person], path: str
) -> None:
    """English, light and wide; Danish, dark and narrow."""
    page = open_as("accountant")
    response = page.goto(f"{site}/sandbox/{path}")

    assert response
    assert response.status == STATUSES.get(path, 200)
    check_look(page, run_axe, "light", 1440)
    Person.objects.filter(pk=people["accountant"].pk).update(language="da")
    page.reload()
    assert page.locator("html").get_attribute("lang") == "da"
    check_look(page, run_axe, "dark", 360)


def check_look(page: Page, run_axe: Callable[[Page], str], scheme: Literal["light", "dark"], width: int) -> None:
    """Runs axe in a colour scheme at a width, and looks for sideways scrolling at all widths."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    assert run_axe(page) == "", (scheme, width)
    for width in (1440, 1024, 768, 390, 360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize("kind", ["drafts", "booked"])
def test_invoice_is_accessible_and_never_scrolls_sideways(
    open_as: Callable[[str], Page], site: str, run_axe: Callable[[Page], str], kind: str
) -> None:
    page = open_as("accountant")
    page.goto(f"{site}/sandbox/{kind}/")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Lines")).to_be_visible()

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert run_axe(page) == "", scheme
    for width in (1440, 1024, 768, 360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_sign_in_page_is_accessible(page: Page, site: str, run_axe: Callable[[Page], str]) -> None:
    page.goto(f"{site}/sign-in/")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert run_axe(page) == ""


def test_axe_reports_a_violation(page: Page, run_axe: Callable[[Page], str]) -> None:
    page.set_content('<html lang="en"><title>A page</title><main><h1>A page</h1><img src="data:,"></main></html>')

    assert "image-alt" in run_axe(page)


def test_failed_list_is_accessible(
    open_as: Callable[[str], Page], site: str, run_axe: Callable[[Page], str], sandbox: Sandbox
) -> None:
    page = open_as("editor")
    sandbox.fault("GET", "/customers", "status:503", times=99)
    page.goto(f"{site}/sandbox/customers/")

    expect(page.locator("#failed")).to_be_visible()
    assert run_axe(page) == ""


def test_hostile_text_runs_no_scripts(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("editor")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    for number in range(HOSTILE_CUSTOMER, HOSTILE_CUSTOMER + 10):
        page.goto(f"{site}/sandbox/customers/{number}/")
        expect(page.get_by_role("heading", level=1)).to_contain_text(str(number))

    assert dialogs == []
