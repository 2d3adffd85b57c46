"""A whole day's job in Danish by keyboard alone: sign in, find, edit, draft, send, find again, sign out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from econ_admin.access.models import Person
from econ_admin.gateway import Gateway
from tests.browser.draft_editor import CUSTOMER, press_send, write_lines
from tests.browser.keyboard import tab_to
from tests.english import find_english

LINES = 10


@pytest.fixture
def names(economic: Gateway) -> set[str]:
    """Names in the data of the pages: not texts of ours."""
    customers = {customer.name for customer in economic.customers.page(size=100).items}
    return {"Sandbox", "accountant", *customers, *(contact.name for contact in economic.contacts.of(CUSTOMER))}


def find_by_palette(page: Page, text: str) -> None:
    page.wait_for_load_state()  # the scripts are there
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Søg eller gå til")).to_be_focused()
    page.keyboard.type(text)
    expect(page.get_by_role("option").filter(has_text=text).first).to_be_visible()
    page.keyboard.press("Enter")


def test_whole_job_is_done_in_danish_by_keyboard(
    page: Page, site: str, people: dict[str, Person], economic: Gateway, products: list[str], names: set[str]
) -> None:
    people["accountant"].language = "da"
    people["accountant"].save()
    booked = economic.booked.page(size=1).items[0].booked_invoice_number
    drafts_before = economic.drafts.page(size=1).results

    sign_in(page, site)
    find_by_palette(page, str(CUSTOMER))
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(CUSTOMER))
    edit_contact(page)
    assert find_english(page.content(), names) == []
    write_draft(page, products)
    send_draft(page)
    assert economic.drafts.page(size=1).results == drafts_before + 1
    find_by_palette(page, str(booked))
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Faktura {booked}")
    tab_to(page.get_by_role("button", name="Din bruger: accountant"))
    page.keyboard.press("Enter")
    tab_to(page.get_by_role("button", name="Log ud"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Log ind", exact=True)).to_be_visible()
    assert [contact.name for contact in economic.contacts.of(CUSTOMER) if contact.phone == "98120440"]


def sign_in(page: Page, site: str) -> None:
    page.set_extra_http_headers({"Accept-Language": "da"})
    page.goto(f"{site}/")
    expect(page.get_by_role("textbox", name="Brugernavn")).to_be_focused()
    page.keyboard.type("accountant")
    page.keyboard.press("Tab")
    page.keyboard.type("demo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Overblik", level=1)).to_be_visible()


def edit_contact(page: Page) -> None:
    """Write the telephone number of the customer's first contact."""
    tab_to(page.get_by_role("link", name="Kontaktpersoner").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Kontaktpersoner")).to_be_visible()
    tab_to(page.locator("#contacts tbody").get_by_role("link", name="Redigér").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Navn")).to_be_focused()
    tab_to(page.get_by_role("textbox", name="Telefon"))
    page.keyboard.press("Control+A")
    page.keyboard.type("98120440")
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_contain_text("er gemt.")


def write_draft(page: Page, products: list[str]) -> None:
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ny kladde til")
    expect(page.locator("#editor[data-ready]")).to_be_attached()
    expect(page.get_by_label("Vare, linje 1", exact=True)).to_be_focused()
    write_lines(page, products[:LINES])


def send_draft(page: Page) -> None:
    press_send(page, send_anyway="Send alligevel")
    expect(page.get_by_text("er i e-conomic. Du kan bogføre den der")).to_be_visible()


def test_messages_of_scripts_are_danish(site: str, people: dict[str, Person], open_as: Callable[[str], Page]) -> None:
    """What scripts say by themselves, without an answer of the server."""
    people["accountant"].language = "da"
    people["accountant"].save()
    page = open_as("accountant")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/")
    page.keyboard.press("n")
    expect(page.locator("#editor[data-ready]")).to_be_attached()

    page.context.set_offline(True)
    page.get_by_label("Tekst, linje 1", exact=True).fill("Konsulentydelse")
    page.keyboard.press("Tab")

    expect(page.get_by_text("Ikke gemt endnu: Serveren svarede ikke.").first).to_be_visible()
    page.context.set_offline(False)
    page.close(run_before_unload=False)
