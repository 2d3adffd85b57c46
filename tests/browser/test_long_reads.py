"""A list that takes many requests to read: its progress, Cancel, a reload, and no jump of the focus."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from customers.shared import long_read, read_step

LIST = "customers/?overdue=yes"


@pytest.fixture
def slow_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were many thousands of invoices, and a second passed after each page."""
    for module, name, value in (
        (long_read, "MAX_PAGE_SIZE", 1),
        (long_read, "MAX_PAGES_IN_A_REQUEST", 1),
        (read_step, "PAGES_AT_ONCE", 1),
        (read_step, "STEP_SECONDS", 0),
    ):
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr("customers.shared.list_response.MIN_DELAY", 0.3)


def test_progress_leads_to_the_list(
    slow_reads: None, open_as: Callable[[str], Page], site: str, run_axe: Callable[[Page], str]
) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/{LIST}")

    expect(page.get_by_role("progressbar", name="Reading from e-conomic")).to_be_visible()
    assert run_axe(page) == ""
    page.get_by_role("link", name="Cancel").focus()
    expect(page.get_by_role("rowheader").first).to_be_visible(timeout=30_000)

    assert page.url == f"{site}/sandbox/{LIST}"
    expect(page.locator("#live")).to_contain_text("Customers")


def test_focus_stays_on_cancel_while_reading(slow_reads: None, open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/{LIST}")
    page.get_by_role("link", name="Cancel").focus()
    first = page.get_by_role("progressbar").get_attribute("value")

    expect(page.get_by_role("progressbar")).not_to_have_attribute("value", str(first))

    expect(page.get_by_role("link", name="Cancel")).to_be_focused()


def test_reading_is_cancelled_by_keyboard(slow_reads: None, open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/{LIST}")

    page.get_by_role("link", name="Cancel").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("rowheader").first).to_be_visible()
    assert page.url == f"{site}/sandbox/customers/"


def test_reading_survives_a_reload(slow_reads: None, open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/{LIST}")
    first = page.get_by_role("progressbar").get_attribute("value")
    expect(page.get_by_role("progressbar")).not_to_have_attribute("value", str(first))
    reached = int(page.get_by_role("progressbar").get_attribute("value") or 0)

    page.reload()

    bar = page.get_by_role("progressbar").or_(page.get_by_role("rowheader").first)
    expect(bar).to_be_visible()
    if page.get_by_role("progressbar").is_visible():
        assert int(page.get_by_role("progressbar").get_attribute("value") or 0) >= reached > int(first or 0)


def test_reading_goes_on_without_scripts(
    slow_reads: None, browser_without_scripts: Callable[[str], Page], site: str
) -> None:
    page = browser_without_scripts("viewer")
    page.goto(f"{site}/sandbox/{LIST}")

    expect(page.get_by_role("rowheader").first).to_be_visible(timeout=60_000)


def test_long_export_is_offered_when_it_is_ready(slow_reads: None, open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/customers.csv?overdue=yes")
    expect(page.get_by_role("progressbar")).to_be_visible()

    expect(page.get_by_role("heading", name="The file is ready")).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()

    assert download.value.suggested_filename.endswith(".csv")
