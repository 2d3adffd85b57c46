"""The contacts page in a browser."""

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
def contacts_page(site: str, economic: Gateway, open_as: Callable[[str], Page]) -> Iterator[Page]:
    """The contacts page of a customer, with the contact Ada Holm, for an editor."""
    economic.contacts.add(CUSTOMER, Contact.new_document(name="Ada Holm", email="ada@quxholm.dk"))
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/contacts/")
    yield page
    if not page.is_closed():  # unsaved input would be sent on closing, when the database is gone
        page.evaluate("document.querySelectorAll('form[data-recovery]').forEach((form) => form.remove())")


def open_ada_form(page: Page) -> None:
    page.get_by_role("link", name="Edit Ada Holm").click()
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()


def list_names(economic: Gateway) -> list[str]:
    return [contact.name for contact in economic.contacts.of(CUSTOMER)]


def test_contact_is_added_by_keyboard(contacts_page: Page, economic: Gateway) -> None:
    page, count_before = contacts_page, len(economic.contacts.of(CUSTOMER))
    page.get_by_role("link", name="Add contact").press("Enter")
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type("Eva Kajgaard")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="Edit Eva Kajgaard")).to_be_focused()
    expect(page.locator("#live")).to_have_text("Eva Kajgaard saved.")
    expect(page.locator("#contacts-count")).to_have_text(str(count_before + 1))
    assert "Eva Kajgaard" in list_names(economic)


def test_contact_is_changed_in_its_row_without_a_page_load(contacts_page: Page, economic: Gateway) -> None:
    page, url = contacts_page, contacts_page.url
    page.evaluate("document.body.dataset.same = 'yes'")
    open_ada_form(page)
    page.get_by_role("textbox", name="Telephone").fill("98120440")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("link", name="Edit Ada Holm")).to_be_focused()
    expect(page.get_by_role("row", name="Ada Holm")).to_contain_text("98 12 04 40")
    assert (page.url, page.evaluate("document.body.dataset.same")) == (url, "yes")


def test_cancelling_a_form_returns_the_focus(contacts_page: Page) -> None:
    page = contacts_page
    open_ada_form(page)
    page.get_by_role("link", name="Cancel").click()

    expect(page.get_by_role("link", name="Edit Ada Holm")).to_be_focused()


def test_refusal_takes_the_focus_and_links_to_its_field(contacts_page: Page) -> None:
    page = contacts_page
    open_ada_form(page)
    page.get_by_role("textbox", name="Name").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#form-errors")).to_be_focused()

    page.get_by_role("link", name="Name: This field is required.").click()

    expect(page.get_by_role("textbox", name="Name")).to_be_focused()


def test_warning_can_be_acknowledged(contacts_page: Page, economic: Gateway) -> None:
    page = contacts_page
    open_ada_form(page)
    page.get_by_role("textbox", name="E-mail").fill("ada@quxholm")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Not saved yet. Check the marked fields")).to_be_visible()

    page.get_by_role("button", name="Save anyway").click()

    expect(page.get_by_role("row", name="Ada Holm")).to_contain_text("ada@quxholm")


def test_contact_is_deleted_after_confirmation(contacts_page: Page, economic: Gateway) -> None:
    page = contacts_page
    page.get_by_role("link", name="Delete Ada Holm").click()
    expect(page.get_by_role("link", name="Cancel")).to_be_focused()
    assert "Ada Holm" in list_names(economic)

    page.get_by_role("button", name="Delete Ada Holm").click()

    expect(page.get_by_role("heading", name="Contacts")).to_be_focused()
    expect(page.locator("#live")).to_have_text("Ada Holm deleted.")
    assert "Ada Holm" not in list_names(economic)


def test_write_of_unknown_outcome_is_retried_in_place(contacts_page: Page, economic: Gateway, sandbox: Sandbox) -> None:
    page = contacts_page
    open_ada_form(page)
    sandbox.fault("PUT", "/customers", "silence-after")
    page.get_by_role("textbox", name="Name").fill("Ada Kajgaard")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#opened")).to_contain_text("whether the change was made")

    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("link", name="Edit Ada Kajgaard")).to_be_focused()
    assert list_names(economic).count("Ada Kajgaard") == 1


def test_leaving_with_unsaved_changes_asks_for_confirmation(contacts_page: Page) -> None:
    page, dialog_types = contacts_page, list[str]()

    def dismiss(dialog: Dialog) -> None:
        dialog_types.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", dismiss)
    open_ada_form(page)
    page.get_by_role("textbox", name="Name").fill("Ada Kajgaard")
    page.get_by_role("link", name="Cancel").click()
    page.get_by_label("Customer pages").get_by_role("link", name="Overview").click()

    expect(page.get_by_role("textbox", name="Name")).to_have_value("Ada Kajgaard")
    assert dialog_types == ["confirm", "beforeunload"]


def test_leaving_without_changes_does_not_ask(contacts_page: Page) -> None:
    page = contacts_page
    page.on("dialog", lambda _: pytest.fail("nobody should be asked"))
    open_ada_form(page)
    page.get_by_label("Customer pages").get_by_role("link", name="Overview").click()

    expect(page.get_by_label("Customer pages").get_by_role("link", name="Overview")).to_have_attribute(
        "aria-current", "page"
    )


def test_input_is_recovered_after_a_crash(contacts_page: Page, economic: Gateway) -> None:
    page, url = contacts_page, contacts_page.url
    open_ada_form(page)
    page.get_by_role("textbox", name="Notes").fill("Ring først\nefter ti")
    expect(page.locator("[data-copy-status]")).to_contain_text("Recovery copy saved")
    page.close()

    new_page = page.context.new_page()
    new_page.goto(url)
    new_page.get_by_role("link", name="Edit Ada Holm").click()
    new_page.get_by_role("link", name="Continue editing").click()

    expect(new_page.get_by_role("textbox", name="Notes")).to_have_value("Ring først\nefter ti")
    new_page.get_by_role("button", name="Save").click()
    expect(new_page.get_by_role("link", name="Edit Ada Holm")).to_be_focused()
    assert not RecoveryCopy.objects.exists()


def test_input_is_saved_as_the_page_closes(contacts_page: Page) -> None:
    page, url = contacts_page, contacts_page.url
    page.on("dialog", lambda dialog: dialog.accept())
    open_ada_form(page)
    page.get_by_role("textbox", name="Name").fill("Ada Kajgaard")
    with page.expect_response("**/customers/recovery/"):  # the request of a page that is really gone cannot be awaited
        page.evaluate("dispatchEvent(new Event('pagehide'))")

    page.goto(url)
    page.get_by_role("link", name="Edit Ada Holm").click()
    page.get_by_role("link", name="Continue editing").click()

    expect(page.get_by_role("textbox", name="Name")).to_have_value("Ada Kajgaard")


def test_recovery_copy_is_discarded_in_place(
    contacts_page: Page, people: dict[str, Person], economic: Gateway, site: str
) -> None:
    page = contacts_page
    form = f"/sandbox/customers/{CUSTOMER}/contacts/new/"
    agreement = people["editor"].memberships.get().agreement
    RecoveryCopy.objects.create(person=people["editor"], agreement=agreement, form=form, fields="name=Eva")
    page.get_by_role("link", name="Add contact").click()
    page.get_by_role("button", name="Discard").click()

    expect(page.get_by_text("Changes discarded.")).to_be_focused()
    assert not RecoveryCopy.objects.exists()


def test_form_is_saved_after_signing_in_again(contacts_page: Page, economic: Gateway) -> None:
    page = contacts_page
    open_ada_form(page)
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


def test_two_people_changing_one_field_conflict(
    contacts_page: Page, economic: Gateway, run_axe: Callable[[Page], str]
) -> None:
    page = contacts_page
    open_ada_form(page)
    ada = next(contact for contact in economic.contacts.of(CUSTOMER) if contact.name == "Ada Holm")
    economic.contacts.replace(CUSTOMER, ada.customer_contact_number, ada.with_changes(phone="22222222"))
    page.get_by_role("textbox", name="Telephone").fill("11111111")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="saved changes while you were editing")).to_be_visible()
    assert run_axe(page) == ""

    page.get_by_role("radio", name="22222222").check()
    page.get_by_role("button", name="Save my choices").click()

    expect(page.get_by_role("row", name="Ada Holm")).to_contain_text("22 22 22 22")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_forms_and_panels_are_accessible(
    contacts_page: Page, site: str, run_axe: Callable[[Page], str], scheme: str, width: int
) -> None:
    page = contacts_page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    customer_url = f"{site}/sandbox/customers/{CUSTOMER}"
    reports = []
    for path in ("/contacts/new/", "/delivery-locations/new/", "/contacts/"):
        page.goto(customer_url + path)
        reports.append(run_axe(page))
    page.get_by_role("link", name="Delete Ada Holm").click()
    expect(page.get_by_role("link", name="Cancel")).to_be_focused()
    reports.append(run_axe(page))
    page.get_by_role("link", name="Cancel").click()
    open_ada_form(page)
    page.get_by_role("textbox", name="Name").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#form-errors")).to_be_focused()
    reports.append(run_axe(page))
    scrolls_sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.get_by_role("textbox", name="Name").fill("Ada Holm")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Edit Ada Holm")).to_be_focused()

    assert reports == [""] * 5
    assert not scrolls_sideways


def test_contacts_work_without_javascript(
    browser: object, site: str, people: dict[str, Person], economic: Gateway
) -> None:
    client = Client()
    client.force_login(people["editor"])
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]  # playwright's Browser
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page: Page = context.new_page()
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/contacts/")
    page.get_by_role("link", name="Add contact").click()
    page.get_by_role("textbox", name="Name").fill("Eva Kajgaard")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Edit Eva Kajgaard").click()
    page.get_by_role("textbox", name="Telephone").fill("98120440")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="Eva Kajgaard")).to_contain_text("98 12 04 40")
    page.get_by_role("link", name="Delete Eva Kajgaard").click()

    page.get_by_role("button", name="Delete Eva Kajgaard").click()

    expect(page.get_by_text("Eva Kajgaard deleted.")).to_be_visible()
    assert "Eva Kajgaard" not in list_names(economic)
    context.close()
