"""Room: what one acts on or decides by is in sight at every width."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from econ_admin.sandbox import Sandbox

WIDTHS = (360, 768, 1024, 1280, 1440)


def list_out_of_sight(page: Page, locator: Locator) -> list[tuple[int, str]]:
    """At which widths which of the elements are not in sight."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for element in locator.all():
            box = element.bounding_box()
            if box is None or box["x"] < 0 or box["x"] + box["width"] > width:
                found.append((width, element.inner_text()))
    return found


def test_contact_can_be_edited_and_deleted_without_scrolling(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/10001/contacts/")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader")).first

    buttons = row.get_by_role("link", name=re.compile("^(Edit|Delete)"))
    expect(buttons).to_have_count(2)
    assert list_out_of_sight(page, buttons) == []
    assert list_out_of_sight(page, row.get_by_role("rowheader")) == []


def test_amounts_of_a_draft_are_in_sight(open_as: Callable[[str], Page], site: str, sandbox: Sandbox) -> None:
    number = sandbox.request("GET", "/invoices/drafts").json()["collection"][0]["draftInvoiceNumber"]
    page = open_as("editor")
    page.goto(f"{site}/sandbox/drafts/{number}/")

    amounts = page.get_by_role("table", name="Lines").locator("tbody tr:has(th) td:last-child")
    expect(amounts.first).to_be_visible()
    assert list_out_of_sight(page, amounts) == []


@pytest.mark.parametrize(
    ("view", "labels"), [("limit=over", ("Credit limit", "Balance")), ("overdue=yes", ("Overdue", "Days overdue"))]
)
def test_amounts_are_in_sight_with_more_columns(
    view: str, labels: tuple[str, str], open_as: Callable[[str], Page], site: str
) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/?{view}")
    page.get_by_text("Columns", exact=True).click()
    for name in ("Payment terms", "VAT zone", "Last changed"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Apply").click()
    expect(page.locator('#customer-table td[data-label="VAT zone"]').first).to_be_attached()

    page.goto(f"{site}/sandbox/customers/?{view}")
    for label in labels:
        cells = page.locator(f'#customer-table tbody tr:first-child td[data-label="{label}"]')
        expect(cells).to_have_count(1)
        assert list_out_of_sight(page, cells) == []
