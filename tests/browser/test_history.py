"""The history in a browser: filters without a reload, and Back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway
from econ_admin.gateway.trail import Intent
from econ_admin.sandbox import Sandbox
from econ_admin.trail.database_trail import DatabaseTrail
from econ_admin.trail.erasure import blank_entries
from econ_admin.trail.findings import record_finding
from econ_admin.trail.models import Entry, State, Subject
from tests.browser.test_every_page import check_look
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


def test_everything_is_undone_and_restored_without_scripts(
    browser_without_scripts: Callable[[str], Page], site: str, people: dict[str, Person]
) -> None:
    page = browser_without_scripts("editor")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/edit/")
    page.get_by_label("City").fill("Odense")
    page.get_by_role("button", name="Save").click()
    colleague = Client()
    colleague.force_login(people["admin"])
    fill_in(colleague, f"/sandbox/customers/{CUSTOMER}/edit/", mobile_phone="12 34 56 78")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/history/")
    details = page.get_by_label("Customer details")

    page.get_by_role("button", name="Undo").last.click()
    expect(page.locator(".toasts")).to_contain_text("Change undone.")
    expect(details).not_to_contain_text("Odense")
    expect(details).to_contain_text("12 34 56 78")
    page.locator(".toasts").get_by_role("button", name="Undo").click()
    expect(details).to_contain_text("Odense")
    expect(details).to_contain_text("12 34 56 78")

    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/contacts/")
    name = page.get_by_role("rowheader").first.inner_text().strip()
    page.get_by_role("link", name=f"Delete {name}").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("rowheader").filter(has_text=name)).to_have_count(0)
    page.locator(".toasts").get_by_role("button", name="Restore").click()
    expect(page.locator(".toasts")).to_contain_text("restored with the new number")
    expect(page.get_by_role("rowheader").filter(has_text=name)).to_have_count(1)


@pytest.fixture
def eventful_site(
    site: str, people: dict[str, Person], economic: Gateway, sandbox: Sandbox, agreement: Agreement
) -> dict[str, str]:
    """A history of everything there is, and the paths of its pages."""
    editor = Client()
    editor.force_login(people["editor"])
    url = f"/sandbox/customers/{CUSTOMER}/"
    fill_in(editor, f"{url}edit/", city="Odense", address="En meget lang adresse " * 8, website="https://ada.example")
    sandbox.fault("PUT", f"/customers/{CUSTOMER}", "refuse:city:E04300")
    fill_in(editor, f"{url}edit/", city="Ribe")
    fill_in(editor, f"{url}contacts/new/", name="Bo Lund", phone="98 12 04 40")
    contact = Subject.objects.get(noun="contacts").number
    creation = Entry.objects.get(noun="contacts").pk
    fill_in(editor, f"{url}contacts/{contact}/", name="Bo Holm")
    draft = economic.drafts.page(size=1).items[0].draft_invoice_number
    before = economic.drafts.get(draft)
    economic.drafts.replace(draft, before.with_changes(date=before.date - timedelta(days=1)), before)
    trail = DatabaseTrail(agreement, people["admin"])
    for _ in range(3):
        trail.begin(Intent("", "customers", str(CUSTOMER), "PUT", f"customers/{CUSTOMER}", b'{"name":"Ny"}', b"{}"))
    unknown, found, old = Entry.objects.filter(state=State.UNKNOWN)
    Entry.objects.filter(pk__in=(unknown.pk, found.pk)).update(at=timezone.now() - timedelta(hours=2))
    record_finding(found, people["accountant"], was_done=False)
    blank_entries([old])
    return {
        "history": "history/",
        "customer": f"customers/{CUSTOMER}/history/",
        "contact": f"customers/{CUSTOMER}/contacts/{contact}/history/",
        "draft": f"drafts/{draft}/history/",
        "unknown": f"history/{unknown.pk}/outcome/",
        "found": f"history/{found.pk}/outcome/",
        "status": "status/",
        "creation": f"history/{creation}/undo/",
    }


@pytest.mark.parametrize("language", ["en", "da"])
def test_every_history_is_accessible_and_never_scrolls_sideways(
    open_as: Callable[[str], Page],
    site: str,
    run_axe: Callable[[Page], str],
    people: dict[str, Person],
    eventful_site: dict[str, str],
    language: str,
) -> None:
    Person.objects.filter(pk=people["admin"].pk).update(language=language)
    page = open_as("admin")
    for name, path in eventful_site.items():
        if name == "creation":
            page.goto(f"{site}/sandbox/history/")
            page.locator(f"form[action$='{path}'] button").click()
            expect(page.locator("#changed-title")).to_be_visible()
        else:
            page.goto(f"{site}/sandbox/{path}")
        check_look(page, run_axe, "light" if language == "en" else "dark", 1440 if language == "en" else 360)


def test_unknown_outcome_is_resolved_from_the_status_page(
    open_as: Callable[[str], Page], site: str, eventful_site: dict[str, str]
) -> None:
    page = open_as("admin")
    page.goto(f"{site}/sandbox/status/")

    page.get_by_role("region", name="Not confirmed by e-conomic").get_by_role("link", name="Customer").click()
    expect(page.get_by_role("heading", name="In e-conomic now")).to_be_visible()
    page.get_by_role("button", name="It was not done").click()

    expect(page.locator(".history")).to_contain_text("looked in e-conomic on")
    page.goto(f"{site}/sandbox/status/")
    expect(page.get_by_role("heading", name="Not confirmed by e-conomic")).to_have_count(0)


def test_draft_is_changed_back_from_its_toast(
    open_as: Callable[[str], Page], site: str, economic: Gateway, people: dict[str, Person]
) -> None:
    draft = economic.drafts.page(size=1).items[0].draft_invoice_number
    before = economic.drafts.get(draft)
    economic.drafts.replace(draft, before.with_changes(currency=before.currency, date=before.date), before)
    changed = {**before.with_changes(), "notes": {"heading": "Forkert overskrift"}}
    economic.drafts.replace(draft, changed, before)
    page = open_as("accountant")
    page.goto(f"{site}/sandbox/drafts/{draft}/history/")

    page.get_by_role("button", name="Undo").first.click()

    expect(page.locator(".toasts")).to_contain_text("Change undone.")
    expect(page.locator("main")).not_to_contain_text("Forkert overskrift")
    page.locator(".toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("main")).to_contain_text("Forkert overskrift")


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
