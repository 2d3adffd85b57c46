"""A page is open while the session ends and somebody signs in in another tab of the same browser."""

from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Locator, Page, expect

from customers.drafting.line_order import list_lines
from customers.models import RecoveryCopy, WorkingDraft
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import Contact

CUSTOMER = 10001


@pytest.fixture
def tab(page: Page, site: str) -> Iterator[Page]:
    """The accountant's tab, signed in by the form."""
    sign_in(page, site, "accountant")
    yield page
    page.close(run_before_unload=False)


def sign_in(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/sign-in/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def sign_in_elsewhere(page: Page, site: str, name: str) -> None:
    """End the session, and sign in in another tab."""
    Session.objects.all().delete()
    other_tab = page.context.new_page()
    sign_in(other_tab, site, name)
    other_tab.close()


def open_draft(page: Page, site: str) -> None:
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/")
    page.get_by_role("button", name="New draft").click()
    expect(page.locator("#editor[data-ready]")).to_be_attached()


def write_text(page: Page, line: int, text: str) -> None:
    cell = page.get_by_label(f"Text, line {line}", exact=True)
    cell.fill(text)
    cell.press("Tab")


def get_alerts(page: Page) -> Locator:
    return page.locator("#alerts")


def list_texts() -> list[str]:
    return [line.content.description for line in list_lines(WorkingDraft.objects.get())]


def get_saved_lines(page: Page) -> Locator:
    return page.locator("#grid tbody tr:not([data-new])")


def test_unsent_draft_is_still_saved_for_the_same_person(tab: Page, site: str) -> None:
    open_draft(tab, site)
    write_text(tab, 1, "Before")
    expect(get_saved_lines(tab)).to_have_count(1)
    sign_in_elsewhere(tab, site, "accountant")

    write_text(tab, 2, "After")
    expect(get_saved_lines(tab)).to_have_count(2)
    write_text(tab, 3, "And on")

    expect(get_saved_lines(tab)).to_have_count(3)
    expect(tab.locator("#save-state")).to_contain_text("Saved here at")
    expect(get_alerts(tab)).to_be_empty()
    assert list_texts() == ["Before", "After", "And on"]


def test_sign_in_form_disappears_after_signing_in_in_another_tab(tab: Page, site: str) -> None:
    open_draft(tab, site)
    Session.objects.all().delete()
    write_text(tab, 1, "First")
    expect(tab.locator("#sign-in-again")).to_be_visible()
    expect(tab.locator("#save-state")).to_contain_text("The reason is at the top of the page.")
    sign_in_elsewhere(tab, site, "accountant")

    write_text(tab, 2, "Second")

    expect(get_saved_lines(tab)).to_have_count(2)
    expect(get_alerts(tab)).to_be_empty()
    assert sorted(list_texts()) == ["First", "Second"]


def test_outdated_sign_in_form_still_works(tab: Page, site: str) -> None:
    open_draft(tab, site)
    Session.objects.all().delete()
    write_text(tab, 1, "First")
    expect(tab.locator("#sign-in-again")).to_be_visible()
    sign_in_elsewhere(tab, site, "accountant")

    get_alerts(tab).get_by_label("Name").fill("accountant")
    get_alerts(tab).get_by_label("Password").fill("demo")
    get_alerts(tab).get_by_role("button", name="Sign in").click()

    expect(tab.locator("#signed-in")).to_be_visible()
    expect(get_saved_lines(tab)).to_have_count(1)
    assert list_texts() == ["First"]


def test_another_person_cannot_save_the_unsent_draft(tab: Page, site: str) -> None:
    open_draft(tab, site)
    write_text(tab, 1, "Before")
    expect(get_saved_lines(tab)).to_have_count(1)
    sign_in_elsewhere(tab, site, "admin")

    write_text(tab, 2, "Typed by the accountant")

    expect(get_alerts(tab)).to_contain_text("admin is signed in now")
    expect(tab.locator("#save-state")).to_contain_text("Not saved. The reason is at the top of the page.")
    expect(tab.get_by_label("Text, line 2", exact=True)).to_have_value("Typed by the accountant")
    assert list_texts() == ["Before"]
    sign_in_elsewhere(tab, site, "accountant")
    write_text(tab, 2, "Typed by the accountant, twice")

    expect(get_saved_lines(tab)).to_have_count(2)
    expect(get_alerts(tab)).to_be_empty()
    assert list_texts() == ["Before", "Typed by the accountant, twice"]


def test_customer_form_is_saved_after_its_recovery_copy(tab: Page, site: str, economic: Gateway) -> None:
    tab.goto(f"{site}/sandbox/customers/{CUSTOMER}/edit/")
    sign_in_elsewhere(tab, site, "accountant")

    tab.get_by_role("textbox", name="City").fill("Skagen")
    expect(tab.locator("[data-copy-status]")).to_contain_text("Recovery copy saved")
    tab.get_by_role("button", name="Save changes").click()

    expect(tab).to_have_url(f"{site}/sandbox/customers/{CUSTOMER}/")
    assert economic.customers.get(CUSTOMER).city == "Skagen"


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_customer_form_is_shown_again_and_can_be_saved(
    browser: Browser, site: str, economic: Gateway, scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    tab = context.new_page()
    sign_in(tab, site, "accountant")
    tab.goto(f"{site}/sandbox/customers/{CUSTOMER}/edit/")
    sign_in_elsewhere(tab, site, "accountant")

    tab.get_by_role("textbox", name="City").fill("Skagen")
    tab.get_by_role("button", name="Save changes").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Your last change is not saved yet")
    assert economic.customers.get(CUSTOMER).city != "Skagen"
    tab.get_by_role("button", name="Continue").click()

    expect(tab).to_have_url(f"{site}/sandbox/customers/{CUSTOMER}/")
    assert economic.customers.get(CUSTOMER).city == "Skagen"
    context.close()


def test_customer_form_is_not_shown_to_another_person(tab: Page, site: str, economic: Gateway) -> None:
    tab.goto(f"{site}/sandbox/customers/{CUSTOMER}/edit/")
    sign_in_elsewhere(tab, site, "admin")

    tab.get_by_role("textbox", name="City").fill("Skagen")
    expect(get_alerts(tab)).to_contain_text("admin is signed in now")
    expect(tab.get_by_role("textbox", name="City")).to_have_value("Skagen")
    tab.get_by_role("button", name="Save changes").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Someone else is signed in")

    assert "Skagen" not in tab.content()
    assert economic.customers.get(CUSTOMER).city != "Skagen"
    assert not RecoveryCopy.objects.exists()
    tab.goto(f"{site}/sandbox/customers/{CUSTOMER}/edit/")
    expect(tab.get_by_role("textbox", name="City")).not_to_have_value("Skagen")


def test_row_form_is_saved_by_its_button(tab: Page, site: str, economic: Gateway) -> None:
    economic.contacts.add(CUSTOMER, Contact.new_document(name="Ada Holm"))
    tab.goto(f"{site}/sandbox/customers/{CUSTOMER}/contacts/")
    tab.get_by_role("link", name="Edit Ada Holm").click()
    tab.get_by_role("textbox", name="Telephone").fill("98120440")
    sign_in_elsewhere(tab, site, "accountant")

    tab.get_by_role("button", name="Save", exact=True).click()

    expect(tab.get_by_role("row", name="Ada Holm")).to_contain_text("98 12 04 40")
    expect(tab.get_by_role("link", name="Edit Ada Holm")).to_be_focused()
    expect(get_alerts(tab)).to_be_empty()


def test_row_form_keeps_its_input_when_another_person_signed_in(tab: Page, site: str, economic: Gateway) -> None:
    economic.contacts.add(CUSTOMER, Contact.new_document(name="Ada Holm"))
    tab.goto(f"{site}/sandbox/customers/{CUSTOMER}/contacts/")
    tab.get_by_role("link", name="Edit Ada Holm").click()
    tab.get_by_role("textbox", name="Name").fill("Ada Kajgaard")
    sign_in_elsewhere(tab, site, "admin")

    tab.get_by_role("button", name="Save", exact=True).click()

    expect(get_alerts(tab)).to_contain_text("admin is signed in now")
    expect(tab.get_by_role("textbox", name="Name")).to_have_value("Ada Kajgaard")
    assert "Ada Kajgaard" not in [contact.name for contact in economic.contacts.of(CUSTOMER)]
