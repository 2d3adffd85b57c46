"""Editing a customer in two browsers, with and without JavaScript, and by keyboard."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from econ_admin.access.models import Person
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.browser.keyboard import tab_to

RunAxe = Callable[[Page], str]


@pytest.fixture
def customer(economic: Gateway) -> int:
    """The number of a customer with known values."""
    before = economic.customers.page(size=1).items[0]
    return economic.customers.replace(
        before.customer_number, before.with_changes(name="Ada Holm", city="Skagen", email="ada@example.dk"), before
    ).customer_number


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def open_browser(browser: Browser, site: str, people: dict[str, Person]) -> Iterator[Callable[..., Page]]:
    """Opens a separate browser for a person: `open_browser("editor", scripts=False)`."""
    contexts: list[BrowserContext] = []

    def open_page(name: str, *, scripts: bool = True) -> Page:
        context = browser.new_context(java_script_enabled=scripts)
        contexts.append(context)
        client = Client()
        client.force_login(people[name])
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        return context.new_page()

    yield open_page
    for opened_context in contexts:
        opened_context.close()


@pytest.fixture
def both_pages(open_browser: Callable[..., Page], site: str, customer: int, scripts: bool) -> tuple[Page, Page]:
    """The pages of an editor and an accountant with the form of the same customer open."""
    first, second = open_browser("editor", scripts=scripts), open_browser("accountant", scripts=scripts)
    for page in (first, second):
        page.goto(f"{site}/sandbox/customers/{customer}/")
        page.get_by_role("link", name="Edit", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Edit customer")
    return first, second


def save_form(page: Page) -> None:
    page.get_by_role("button", name="Save changes").click()


def test_changes_to_different_fields_are_both_saved(
    both_pages: tuple[Page, Page], economic: Gateway, customer: int
) -> None:
    first, second = both_pages
    first.get_by_label("City").fill("Odense")
    second.get_by_label("E-mail").fill("holm@example.dk")

    save_form(first)
    expect(first.get_by_role("heading", level=1)).to_contain_text("Ada Holm")
    save_form(second)

    expect(second.get_by_role("heading", level=1)).to_contain_text("Ada Holm")
    saved = economic.customers.get(customer)
    assert (saved.city, saved.email) == ("Odense", "holm@example.dk")


def test_second_person_resolves_a_conflict(
    both_pages: tuple[Page, Page], economic: Gateway, customer: int, run_axe: RunAxe, scripts: bool
) -> None:
    first, second = both_pages
    first.get_by_label("City").fill("Odense")
    second.get_by_label("City").fill("Vejle")
    second.get_by_label("Website").fill("holm.dk")

    save_form(first)
    expect(first.get_by_role("heading", level=1)).to_contain_text("Ada Holm")
    save_form(second)
    expect(second.get_by_role("heading", name="editor saved changes")).to_be_visible()
    assert economic.customers.get(customer).city == "Odense"
    if scripts:
        assert run_axe(second) == ""
    row = second.get_by_role("row", name="City")
    expect(row.get_by_role("cell").first).to_have_text("Skagen")
    row.get_by_label("Your change: Vejle").check()
    second.get_by_role("button", name="Save my choices").first.click()

    expect(second.get_by_role("heading", level=1)).to_contain_text("Ada Holm")
    saved = economic.customers.get(customer)
    assert (saved.city, saved.website) == ("Vejle", "holm.dk")


def test_conflict_takes_the_focus(both_pages: tuple[Page, Page]) -> None:
    first, second = both_pages
    first.get_by_label("City").fill("Odense")
    second.get_by_label("City").fill("Vejle")

    save_form(first)
    expect(first.get_by_role("heading", level=1)).to_contain_text("Ada Holm")
    save_form(second)

    expect(second.locator("#conflict")).to_be_focused()


def test_refusal_takes_the_focus_and_links_to_its_field(
    page: Page, open_as: Callable[[str], Page], site: str, customer: int, sandbox: Sandbox
) -> None:
    open_as("editor").goto(f"{site}/sandbox/customers/{customer}/edit/")
    page.get_by_label("Credit limit").fill("1234.56")

    save_form(page)

    expect(page.locator("#form-errors")).to_be_focused()
    page.get_by_role("link", name="Credit limit: Did you mean 1.234,56?").click()
    expect(page.get_by_label("Credit limit")).to_be_focused()


def test_customer_is_edited_by_keyboard(
    page: Page, open_as: Callable[[str], Page], site: str, customer: int, economic: Gateway
) -> None:
    open_as("editor").goto(f"{site}/sandbox/customers/{customer}/")
    tab_to(page.get_by_role("link", name="Edit", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Edit customer")
    tab_to(page.get_by_role("textbox", name="City", exact=True))
    page.keyboard.press("Control+A")
    page.keyboard.type("Vejle")
    tab_to(page.get_by_role("button", name="Save changes", exact=True))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Holm")
    assert economic.customers.get(customer).city == "Vejle"


def test_focused_element_is_never_under_the_save_bar(
    page: Page, open_as: Callable[[str], Page], site: str, customer: int
) -> None:
    open_as("editor").goto(f"{site}/sandbox/customers/{customer}/edit/")
    page.set_viewport_size({"width": 1280, "height": 480})
    page.emulate_media(reduced_motion="reduce")  # otherwise the page may still be scrolling
    save_bar = page.locator(".savebar")

    for _ in range(45):
        page.keyboard.press("Tab")
        is_hidden = page.evaluate(
            """() => {
              const node = document.activeElement, bar = document.querySelector(".savebar");
              if (bar.contains(node) || node === document.body) return false;
              return node.getBoundingClientRect().bottom > bar.getBoundingClientRect().top + 1;
            }"""
        )
        assert not is_hidden, page.evaluate("document.activeElement.outerHTML")
    expect(save_bar).to_be_visible()


def test_switch_keeps_the_page_and_the_focus(
    page: Page, open_as: Callable[[str], Page], site: str, customer: int, economic: Gateway
) -> None:
    open_as("editor").goto(f"{site}/sandbox/customers/{customer}/")
    was_disabled = economic.customers.get(customer).e_invoicing_disabled_by_default

    page.locator("#e-invoicing").get_by_role("button").click()

    expect(page.locator("#live")).to_contain_text("by default.")
    expect(page.locator("#e-invoicing-state")).to_be_focused()
    assert economic.customers.get(customer).e_invoicing_disabled_by_default is not was_disabled


def test_failed_switch_keeps_the_page(
    page: Page, open_as: Callable[[str], Page], site: str, customer: int, sandbox: Sandbox
) -> None:
    open_as("editor").goto(f"{site}/sandbox/customers/{customer}/")
    sandbox.fault("PATCH", f"/customers/{customer}", "status:503")

    page.locator("#e-invoicing").get_by_role("button").click()

    expect(page.locator("#alerts")).to_contain_text("whether the change was made")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Holm")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["new/", "{}/edit/", "{}/delete/", "{}/"])
def test_customer_pages_are_accessible(
    path: str, scheme: str, page: Page, open_as: Callable[[str], Page], site: str, customer: int, run_axe: RunAxe
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    response = open_as("editor").goto(f"{site}/sandbox/customers/{path.format(customer)}")

    assert response
    assert response.ok
    assert run_axe(page) == ""


def test_refusal_and_unknown_outcome_are_accessible(
    page: Page, open_as: Callable[[str], Page], site: str, customer: int, sandbox: Sandbox, run_axe: RunAxe
) -> None:
    open_as("editor").goto(f"{site}/sandbox/customers/{customer}/edit/")
    page.get_by_label("Credit limit").fill("900000.56")
    save_form(page)
    expect(page.locator("#form-errors")).to_be_focused()
    assert run_axe(page) == ""

    page.get_by_label("Credit limit").fill("900.000,56")
    sandbox.fault("PUT", f"/customers/{customer}", "silence-before")
    save_form(page)

    expect(page.get_by_role("heading", name="We don't know whether it was saved")).to_be_visible()
    assert run_axe(page) == ""
