"""Views, columns, previous and next, and the export of the list, in a browser."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from econ_admin.sandbox import Sandbox

WIDTHS = (1440, 768, 390, 320)


def test_saved_view_shows_a_colleague_the_same_list(
    open_as: Callable[[str], Page], site: str, run_axe: Callable[[Page], str]
) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/")
    page.get_by_role("combobox", name="Balance").select_option(label="Balance over 0")
    expect(page).to_have_url(re.compile("balance=over"))

    page.get_by_text("Save view").click()
    assert run_axe(page) == ""
    page.get_by_label("View name").fill("Who owes us")
    page.keyboard.press("Enter")
    tab = page.get_by_role("navigation", name="Views").get_by_role("link", name="Who owes us")
    expect(tab).to_have_attribute("aria-current", "page")
    rows = page.get_by_role("rowheader").all_inner_texts()
    address = tab.get_attribute("href") or ""

    colleague = open_as("viewer")
    colleague.goto(f"{site}{address}")
    expect(colleague.get_by_role("link", name="Remove the filter Balance over 0")).to_be_visible()
    assert colleague.get_by_role("rowheader").all_inner_texts() == rows


def test_deleted_view_is_restored_from_the_message(
    open_as: Callable[[str], Page], site: str, run_axe: Callable[[Page], str]
) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/?barred=no")
    page.get_by_text("Save view").click()
    page.get_by_label("View name").fill("Not barred")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Not barred", exact=True)).to_have_attribute("aria-current", "page")

    page.goto(f"{site}/sandbox/customers/views/")
    page.get_by_role("button", name="Delete Not barred").press("Enter")
    expect(page.get_by_role("status").get_by_text("View Not barred deleted.")).to_be_visible()
    assert run_axe(page) == ""
    page.get_by_role("button", name="Restore").press("Enter")

    expect(page.get_by_role("link", name="Not barred", exact=True)).to_have_attribute(
        "href", "/sandbox/customers/?barred=no"
    )


def test_view_saves_the_latest_query(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/")
    page.get_by_text("Save view").click()
    page.get_by_label("View name").fill("In between")
    page.get_by_role("combobox", name="Balance").select_option(label="Balance over 0")
    expect(page.get_by_role("link", name="Remove the filter Balance over 0")).to_be_visible()

    expect(page.get_by_label("View name")).to_have_value("In between")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page).to_have_url(re.compile("balance=over"))
    expect(page.get_by_role("link", name="In between")).to_have_attribute("aria-current", "page")


def test_taken_view_name_is_an_error_at_its_field(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("editor")

    def save_view() -> None:
        page.goto(f"{site}/sandbox/customers/?barred=no")
        page.get_by_text("Save view").click()
        page.get_by_label("View name").fill("Mine")
        page.get_by_role("button", name="Save", exact=True).click()

    save_view()
    expect(page.get_by_role("link", name="Mine", exact=True)).to_have_attribute("aria-current", "page")
    save_view()

    expect(page.get_by_text("You already have a view with this name.")).to_be_visible()
    expect(page.get_by_label("View name")).to_have_value("Mine")
    expect(page.get_by_label("View name")).to_be_focused()


def test_tabs_follow_the_query(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    tabs = page.get_by_role("navigation", name="Views")
    expect(tabs.get_by_role("link", name="All")).to_have_attribute("aria-current", "page")

    page.get_by_text("More filters").click()
    page.get_by_role("combobox", name="Status").select_option(label="Barred")

    expect(tabs.get_by_role("link", name="Barred")).to_have_attribute("aria-current", "page")
    expect(tabs.get_by_role("link", name="All")).not_to_have_attribute("aria-current", "page")


def test_columns_are_chosen_without_javascript(browser_without_scripts: Callable[[str], Page], site: str) -> None:
    page = browser_without_scripts("viewer")
    page.goto(f"{site}/sandbox/customers/?balance=over")

    page.locator("summary", has_text="Columns").click()
    page.get_by_role("checkbox", name="Credit limit").check()
    page.get_by_role("button", name="Apply").click()

    expect(page.get_by_role("columnheader", name="Credit limit")).to_be_visible()
    expect(page).to_have_url(f"{site}/sandbox/customers/?balance=over")


def test_columns_and_page_size_are_chosen(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/?sort=name")

    page.locator("summary", has_text="Columns").click()
    page.get_by_role("checkbox", name="E-mail").uncheck()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("columnheader", name="E-mail")).to_have_count(0)
    page.get_by_role("button", name="25", exact=True).click()

    expect(page).to_have_url(re.compile("sort=name&size=25"))
    expect(page.get_by_role("rowheader")).to_have_count(25)


def test_list_is_walked_by_keyboard(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/?sort=-name&size=25")
    names = page.locator("#customer-table tbody .name").all_inner_texts()

    page.get_by_role("rowheader").get_by_role("link").nth(23).click()
    expect(page.get_by_text("24 of 60")).to_be_visible()
    for position in ("25 of 60", "26 of 60"):
        page.get_by_role("link", name=re.compile("^Next: ")).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text(position)).to_be_visible()
    page.get_by_role("link", name=re.compile("^Previous: ")).click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(names[24])


@pytest.mark.parametrize("name", ["CSV", "Excel"])
def test_list_is_downloaded(open_as: Callable[[str], Page], site: str, tmp_path: Path, name: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/?limit=over")
    rows = page.get_by_role("rowheader").count()

    page.get_by_text("Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()

    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name.startswith("sandbox-over-limit-2")
    if name == "Excel":
        worksheet = load_workbook(file).active
        assert worksheet is not None
        assert worksheet.max_row == rows + 1
    else:
        assert len(file.read_text("utf-8-sig").splitlines()) == rows + 1
    expect(page.locator("#live")).to_have_text("File created.")


def test_failed_export_shows_an_error_on_the_page(open_as: Callable[[str], Page], site: str, sandbox: Sandbox) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/?q=a")
    sandbox.fault("GET", "/customers", "status:503", times=99)

    page.get_by_text("Export").click()
    page.get_by_role("link", name="CSV").click()

    expect(page.locator("#alerts")).to_contain_text("No file was created")
    expect(page.get_by_role("rowheader").first).to_be_visible()
    expect(page).to_have_url(f"{site}/sandbox/customers/?q=a")


@pytest.mark.parametrize("path", ["?limit=over", "views/", "10007/?from="])
def test_list_pages_are_accessible_and_never_scroll_sideways(
    open_as: Callable[[str], Page], site: str, run_axe: Callable[[Page], str], path: str
) -> None:
    page = open_as("editor")
    response = page.goto(f"{site}/sandbox/customers/{path}")

    assert response
    assert response.ok
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert run_axe(page) == "", scheme
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_many_columns_scroll_only_inside_the_table(
    open_as: Callable[[str], Page], site: str, run_axe: Callable[[Page], str]
) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    page.locator("summary", has_text="Columns").click()
    assert run_axe(page) == ""
    for box in page.locator(".columns").get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("columnheader", name="Last changed")).to_be_visible()

    assert run_axe(page) == ""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
