"""Room: what one acts on or decides by is in sight at every width, and no page scrolls sideways."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from econ_admin.sandbox import Sandbox

WIDTHS = (360, 768, 1024, 1280, 1440)
each_width = pytest.mark.parametrize("width", WIDTHS)


def is_in_sight(locator: Locator, width: int) -> bool:
    box = locator.bounding_box()
    return box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width


@each_width
def test_contact_can_be_edited_and_deleted_without_scrolling(
    width: int, open_as: Callable[[str], Page], site: str
) -> None:
    page = open_as("editor")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/sandbox/customers/10001/contacts/")

    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader")).first
    for name in ("Edit", "Delete"):
        expect(row.get_by_role("link", name=name)).to_be_visible()
        assert is_in_sight(row.get_by_role("link", name=name), width)
    assert is_in_sight(row.get_by_role("rowheader"), width)


@each_width
def test_amounts_of_a_draft_are_in_sight(
    width: int, open_as: Callable[[str], Page], site: str, sandbox: Sandbox
) -> None:
    number = sandbox.request("GET", "/invoices/drafts").json()["collection"][0]["draftInvoiceNumber"]
    page = open_as("editor")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/sandbox/drafts/{number}/")

    amounts = page.get_by_role("table", name="Lines").locator("tbody tr:has(th) td:last-child")
    expect(amounts.first).to_be_visible()
    assert all(is_in_sight(amount, width) for amount in amounts.all())


@each_width
@pytest.mark.parametrize("view", ["limit=over", "overdue=yes"])
def test_amounts_are_in_sight_with_two_more_columns(
    view: str, width: int, open_as: Callable[[str], Page], site: str
) -> None:
    page = open_as("editor")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/sandbox/customers/?{view}")
    page.get_by_text("Columns", exact=True).click()
    for name in ("Payment terms", "VAT zone", "Last changed"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("link", name="Clear filters")).to_be_visible()

    labels = ("Overdue",) if "overdue" in view else ("Credit limit", "Balance")
    for label in labels:
        cell = page.locator(f'#customer-table tbody tr:first-child td[data-label="{label}"]')
        expect(cell).to_be_visible()
        assert is_in_sight(cell, width)


@pytest.mark.parametrize("width", [320, *WIDTHS])
def test_no_page_scrolls_sideways(width: int, open_as: Callable[[str], Page], site: str, sandbox: Sandbox) -> None:
    number = sandbox.request("GET", "/invoices/drafts").json()["collection"][0]["draftInvoiceNumber"]
    page = open_as("editor")
    page.set_viewport_size({"width": width, "height": 900})
    addresses = (
        "customers/", "customers/?limit=over", "customers/new/", "customers/10001/", "customers/10001/edit/",
        "customers/10001/contacts/", "customers/10001/contacts/new/", "customers/10001/delete/",
        "customers/10001/delivery-locations/new/", "drafts/", f"drafts/{number}/", "booked/", "customers/views/",
    )  # fmt: skip
    too_wide = []
    for address in addresses:
        page.goto(f"{site}/sandbox/{address}")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            too_wide.append(address)

    assert too_wide == []
