"""The history in a browser: filters without a reload, and Back."""

from collections.abc import Callable

from django.test import Client
from playwright.sync_api import Page, expect

from econ_admin.access.models import Person
from tests.customers.form_data import fill_in

CUSTOMER = 10007


def test_filters_apply_at_once_and_back_returns(
    open_as: Callable[[str], Page], site: str, people: dict[str, Person], run_axe: Callable[[Page], str]
) -> None:
    editor = Client()
    editor.force_login(people["editor"])
    fill_in(editor, f"/sandbox/customers/{CUSTOMER}/edit/", city="Odense")
    page = open_as("admin")
    page.goto(f"{site}/sandbox/history/")
    expect(page.get_by_text("Odense")).to_be_visible()

    page.get_by_label("Person").select_option(label="You")

    expect(page.get_by_text("Nothing matches these filters").last).to_be_attached()
    expect(page).to_have_url(f"{site}/sandbox/history/?person=me")
    page.go_back()
    expect(page.get_by_text("Odense")).to_be_visible()
    assert run_axe(page) == ""


def test_history_opens_with_its_keys(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.keyboard.press("g")
    page.keyboard.press("h")

    expect(page).to_have_url(f"{site}/sandbox/history/")
    expect(page.get_by_role("heading", level=1)).to_have_text("History")


def test_change_is_undone_and_redone_from_its_toast(
    open_as: Callable[[str], Page], site: str, people: dict[str, Person], run_axe: Callable[[Page], str]
) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/edit/")
    page.get_by_label("City").fill("Odense")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".toasts")).to_contain_text("saved")
    colleague = Client()
    colleague.force_login(people["admin"])
    fill_in(colleague, f"/sandbox/customers/{CUSTOMER}/edit/", mobile_phone="12 34 56 78")

    page.locator(".toasts").get_by_role("button", name="Undo").click()
    expect(page.locator(".toasts")).to_contain_text("Change undone.")
    expect(page.get_by_label("Customer details")).not_to_contain_text("Odense")
    expect(page.get_by_label("Customer details")).to_contain_text("12 34 56 78")
    page.locator(".toasts").get_by_role("button", name="Undo").click()

    expect(page.get_by_label("Customer details")).to_contain_text("Odense")
    expect(page.get_by_label("Customer details")).to_contain_text("12 34 56 78")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/history/")
    expect(page.get_by_role("button", name="Undo")).to_have_count(4)
    assert run_axe(page) == ""


def test_change_is_undone_without_scripts(browser_without_scripts: Callable[[str], Page], site: str) -> None:
    page = browser_without_scripts("editor")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/edit/")
    page.get_by_label("City").fill("Odense")
    page.get_by_role("button", name="Save").click()
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/history/")

    page.get_by_role("button", name="Undo").click()

    expect(page.locator(".toasts")).to_contain_text("Change undone.")
    expect(page.get_by_label("Customer details")).not_to_contain_text("Odense")


def test_deleted_contact_is_restored_from_its_panel(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/contacts/")
    name = page.get_by_role("rowheader").first.inner_text().strip()
    page.get_by_role("link", name=f"Delete {name}").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#contacts .notice")).to_contain_text(f"{name} deleted.")

    page.get_by_role("button", name="Restore").click()

    expect(page.locator(".toasts")).to_contain_text("restored with the new number")
    expect(page.get_by_role("rowheader").filter(has_text=name)).to_have_count(1)
