"""Contacts and delivery locations in their place: what only a browser shows."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Dialog, Page, expect

from customers.models import RecoveryCopy
from econ_admin.access.models import Person
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import Contact
from econ_admin.sandbox import Sandbox

CUSTOMER = 10001


@pytest.fixture
def contacts(site: str, economic: Gateway, signed_in: Callable[[str], Page]) -> Iterator[Page]:
    """The page of a customer's contacts, one of whom is Ada Holm, as an editor sees it."""
    economic.contacts.add(CUSTOMER, Contact.new_document(name="Ada Holm", email="ada@quxholm.dk"))
    page = signed_in("editor")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/contacts/")
    yield page
    if not page.is_closed():  # what is unsaved would be sent while it closes, and the database is gone by then
        page.evaluate("document.querySelectorAll('form[data-keep]').forEach((form) => form.remove())")


def open_ada(page: Page) -> None:
    page.get_by_role("link", name="Edit Ada Holm").click()
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()


def names(economic: Gateway) -> list[str]:
    return [each.name for each in economic.contacts.of(CUSTOMER)]


def test_a_contact_is_added_in_its_place_by_keyboard(contacts: Page, economic: Gateway) -> None:
    page, before = contacts, len(economic.contacts.of(CUSTOMER))
    page.get_by_role("link", name="Add a contact").press("Enter")
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type("Eva Kajgaard")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="Edit Eva Kajgaard")).to_be_focused()
    expect(page.locator("#live")).to_have_text("Eva Kajgaard is saved.")
    expect(page.locator("#contacts-count")).to_have_text(str(before + 1))
    assert "Eva Kajgaard" in names(economic)


def test_a_contact_is_changed_in_its_row_and_the_page_stays(contacts: Page, economic: Gateway) -> None:
    page, url = contacts, contacts.url
    page.evaluate("document.body.dataset.same = 'yes'")
    open_ada(page)
    page.get_by_role("textbox", name="Telephone").fill("98120440")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("link", name="Edit Ada Holm")).to_be_focused()
    expect(page.get_by_role("row", name="Ada Holm")).to_contain_text("98 12 04 40")
    assert (page.url, page.evaluate("document.body.dataset.same")) == (url, "yes")


def test_leaving_a_form_as_it_is_puts_the_focus_back(contacts: Page) -> None:
    page = contacts
    open_ada(page)
    page.get_by_role("link", name="Cancel").click()

    expect(page.get_by_role("link", name="Edit Ada Holm")).to_be_focused()


def test_a_refusal_takes_the_focus_and_leads_to_the_field(contacts: Page) -> None:
    page = contacts
    open_ada(page)
    page.get_by_role("textbox", name="Name").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#form-errors")).to_be_focused()

    page.get_by_role("link", name="Name: This field is required.").click()

    expect(page.get_by_role("textbox", name="Name")).to_be_focused()


def test_a_warning_takes_the_focus_and_then_lets_pass(contacts: Page, economic: Gateway) -> None:
    page = contacts
    open_ada(page)
    page.get_by_role("textbox", name="E-mail").fill("ada@quxholm")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Not saved yet: look once more")).to_be_visible()

    page.get_by_role("button", name="Save anyway").click()

    expect(page.get_by_role("row", name="Ada Holm")).to_contain_text("ada@quxholm")


def test_a_contact_is_deleted_after_it_is_named(contacts: Page, economic: Gateway) -> None:
    page = contacts
    page.get_by_role("link", name="Delete Ada Holm").click()
    expect(page.get_by_role("link", name="Keep")).to_be_focused()
    assert "Ada Holm" in names(economic)

    page.get_by_role("button", name="Delete Ada Holm").click()

    expect(page.get_by_role("heading", name="Contacts")).to_be_focused()
    expect(page.locator("#live")).to_have_text("Ada Holm is deleted.")
    assert "Ada Holm" not in names(economic)


def test_a_write_in_doubt_is_asked_again_where_one_is(contacts: Page, economic: Gateway, sandbox: Sandbox) -> None:
    page = contacts
    open_ada(page)
    sandbox.fault("PUT", "/customers", "silence-after")
    page.get_by_role("textbox", name="Name").fill("Ada Kajgaard")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#opened")).to_contain_text("may or may not have been made")

    page.get_by_role("button", name="Ask again").click()

    expect(page.get_by_role("link", name="Edit Ada Kajgaard")).to_be_focused()
    assert names(economic).count("Ada Kajgaard") == 1


def test_leaving_with_unsaved_changes_asks(contacts: Page) -> None:
    page, asked = contacts, list[str]()

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    open_ada(page)
    page.get_by_role("textbox", name="Name").fill("Ada Kajgaard")
    page.get_by_role("link", name="Cancel").click()
    page.get_by_role("link", name="Overview").click()

    expect(page.get_by_role("textbox", name="Name")).to_have_value("Ada Kajgaard")
    assert asked == ["confirm", "beforeunload"]


def test_leaving_without_changes_asks_nothing(contacts: Page) -> None:
    page = contacts
    page.on("dialog", lambda _: pytest.fail("nobody should be asked"))
    open_ada(page)
    page.get_by_role("link", name="Overview").click()

    expect(page.get_by_role("link", name="Overview")).to_have_attribute("aria-current", "page")


def test_what_was_typed_is_found_again_after_a_crash(contacts: Page, economic: Gateway) -> None:
    page, url = contacts, contacts.url
    open_ada(page)
    page.get_by_role("textbox", name="Notes").fill("Ring først\nefter ti")
    expect(page.locator("[data-kept]")).to_contain_text("Copy kept")
    page.close()

    again = page.context.new_page()
    again.goto(url)
    again.get_by_role("link", name="Edit Ada Holm").click()
    again.get_by_role("link", name="Take it up again").click()

    expect(again.get_by_role("textbox", name="Notes")).to_have_value("Ring først\nefter ti")
    again.get_by_role("button", name="Save").click()
    expect(again.get_by_role("link", name="Edit Ada Holm")).to_be_focused()
    assert not RecoveryCopy.objects.exists()


def test_what_was_typed_last_is_kept_while_the_page_closes(contacts: Page) -> None:
    page, url = contacts, contacts.url
    page.on("dialog", lambda dialog: dialog.accept())
    open_ada(page)
    page.get_by_role("textbox", name="Name").fill("Ada Kajgaard")
    with page.expect_response("**/customers/recovery/"):  # what is sent by a page that is really gone cannot be awaited
        page.evaluate("dispatchEvent(new Event('pagehide'))")

    page.goto(url)
    page.get_by_role("link", name="Edit Ada Holm").click()
    page.get_by_role("link", name="Take it up again").click()

    expect(page.get_by_role("textbox", name="Name")).to_have_value("Ada Kajgaard")


def test_a_copy_is_thrown_away_in_its_place(
    contacts: Page, people: dict[str, Person], economic: Gateway, site: str
) -> None:
    page = contacts
    form = f"/sandbox/customers/{CUSTOMER}/contacts/new/"
    agreement = people["editor"].memberships.get().agreement
    RecoveryCopy.objects.create(person=people["editor"], agreement=agreement, form=form, fields="name=Eva")
    page.get_by_role("link", name="Add a contact").click()
    page.get_by_role("button", name="Throw it away").click()

    expect(page.get_by_text("Thrown away.")).to_be_focused()
    assert not RecoveryCopy.objects.exists()


def test_an_ended_session_leaves_the_form_and_saves_after_signing_in(contacts: Page, economic: Gateway) -> None:
    page = contacts
    open_ada(page)
    page.get_by_role("textbox", name="Telephone").fill("98120440")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save").click()
    alert = page.get_by_role("alert")
    alert.get_by_label("Name").fill("editor")
    alert.get_by_label("Password").fill("demo")
    alert.get_by_role("button", name="Sign in").click()
    expect(page.locator("#signed-in")).to_be_focused()

    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("row", name="Ada Holm")).to_contain_text("98 12 04 40")


def test_two_people_change_one_field_and_the_second_decides(
    contacts: Page, economic: Gateway, axe: Callable[[Page], str]
) -> None:
    page = contacts
    open_ada(page)
    ada = next(each for each in economic.contacts.of(CUSTOMER) if each.name == "Ada Holm")
    economic.contacts.replace(CUSTOMER, ada.customer_contact_number, ada.with_changes(phone="22222222"))
    page.get_by_role("textbox", name="Telephone").fill("11111111")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="has saved changes here while you were editing")).to_be_visible()
    assert axe(page) == ""

    page.get_by_role("radio", name="22222222").check()
    page.get_by_role("button", name="Save my choices").click()

    expect(page.get_by_role("row", name="Ada Holm")).to_contain_text("22 22 22 22")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_axe_finds_nothing_on_anything_that_opens(
    contacts: Page, site: str, axe: Callable[[Page], str], scheme: str, width: int
) -> None:
    page = contacts
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    here = f"{site}/sandbox/customers/{CUSTOMER}"
    found = []
    for tail in ("/contacts/new/", "/delivery-locations/new/", "/contacts/"):
        page.goto(here + tail)
        found.append(axe(page))
    page.get_by_role("link", name="Delete Ada Holm").click()
    expect(page.get_by_role("link", name="Keep")).to_be_focused()
    found.append(axe(page))
    page.get_by_role("link", name="Keep").click()
    open_ada(page)
    page.get_by_role("textbox", name="Name").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#form-errors")).to_be_focused()
    found.append(axe(page))
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.get_by_role("textbox", name="Name").fill("Ada Holm")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Edit Ada Holm")).to_be_focused()

    assert found == [""] * 5
    assert not wide


def test_all_of_it_works_without_javascript(
    browser: object, site: str, people: dict[str, Person], economic: Gateway
) -> None:
    client = Client()
    client.force_login(people["editor"])
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]  # playwright's Browser
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page: Page = context.new_page()
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/contacts/")
    page.get_by_role("link", name="Add a contact").click()
    page.get_by_role("textbox", name="Name").fill("Eva Kajgaard")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Edit Eva Kajgaard").click()
    page.get_by_role("textbox", name="Telephone").fill("98120440")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="Eva Kajgaard")).to_contain_text("98 12 04 40")
    page.get_by_role("link", name="Delete Eva Kajgaard").click()

    page.get_by_role("button", name="Delete Eva Kajgaard").click()

    expect(page.get_by_text("Eva Kajgaard is deleted.")).to_be_visible()
    assert "Eva Kajgaard" not in names(economic)
    context.close()
