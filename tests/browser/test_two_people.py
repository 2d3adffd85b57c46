"""Two people at one customer, in two browsers, with and without JavaScript; and one of them without a mouse."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from econ_admin.access.models import Person
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox

Axe = Callable[[Page], str]


@pytest.fixture
def customer(economic: Gateway) -> int:
    """The first of the register, with a city that the tests know."""
    before = economic.customers.page(size=1).items[0]
    return economic.customers.replace(
        before.customer_number, before.with_changes(name="Ada Holm", city="Skagen", email="ada@example.dk"), before
    ).customer_number


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def browser_of(browser: Browser, site: str, people: dict[str, Person]) -> Iterator[Callable[..., Page]]:
    """A browser of somebody's own: `browser_of("editor", scripts=False)`."""
    contexts: list[BrowserContext] = []

    def of(name: str, *, scripts: bool = True) -> Page:
        context = browser.new_context(java_script_enabled=scripts)
        contexts.append(context)
        client = Client()
        client.force_login(people[name])
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        return context.new_page()

    yield of
    for each in contexts:
        each.close()


@pytest.fixture
def both(browser_of: Callable[..., Page], site: str, customer: int, scripts: bool) -> tuple[Page, Page]:
    """An editor and an accountant, each with the form of the same customer open."""
    first, second = browser_of("editor", scripts=scripts), browser_of("accountant", scripts=scripts)
    for page in (first, second):
        page.goto(f"{site}/sandbox/customers/{customer}/")
        page.get_by_role("link", name="Edit", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Edit customer")
    return first, second


def save(page: Page) -> None:
    page.get_by_role("button", name="Save changes").click()


def test_different_fields_are_both_there(both: tuple[Page, Page], economic: Gateway, customer: int) -> None:
    first, second = both
    first.get_by_label("City").fill("Odense")
    second.get_by_label("E-mail").fill("holm@example.dk")

    save(first)
    expect(first.get_by_role("heading", level=1)).to_contain_text("Ada Holm")
    save(second)

    expect(second.get_by_role("heading", level=1)).to_contain_text("Ada Holm")
    kept = economic.customers.get(customer)
    assert (kept.city, kept.email) == ("Odense", "holm@example.dk")


def test_the_same_field_is_decided_by_the_second(
    both: tuple[Page, Page], economic: Gateway, customer: int, axe: Axe, scripts: bool
) -> None:
    first, second = both
    first.get_by_label("City").fill("Odense")
    second.get_by_label("City").fill("Vejle")
    second.get_by_label("Website").fill("holm.dk")

    save(first)
    expect(first.get_by_role("heading", level=1)).to_contain_text("Ada Holm")
    save(second)
    expect(second.get_by_role("heading", name="editor has saved changes here")).to_be_visible()
    assert economic.customers.get(customer).city == "Odense"
    if scripts:
        assert axe(second) == ""
    row = second.get_by_role("row", name="City")
    expect(row.get_by_role("cell").first).to_have_text("Skagen")
    row.get_by_label("Your change: Vejle").check()
    second.get_by_role("button", name="Save my choices").first.click()

    expect(second.get_by_role("heading", level=1)).to_contain_text("Ada Holm")
    kept = economic.customers.get(customer)
    assert (kept.city, kept.website) == ("Vejle", "holm.dk")


def test_a_conflict_takes_the_focus(both: tuple[Page, Page]) -> None:
    first, second = both
    first.get_by_label("City").fill("Odense")
    second.get_by_label("City").fill("Vejle")

    save(first)
    expect(first.get_by_role("heading", level=1)).to_contain_text("Ada Holm")
    save(second)

    expect(second.locator("#conflict")).to_be_focused()


def test_a_refusal_takes_the_focus_and_leads_to_its_field(
    page: Page, signed_in: Callable[[str], Page], site: str, customer: int, sandbox: Sandbox
) -> None:
    signed_in("editor").goto(f"{site}/sandbox/customers/{customer}/edit/")
    page.get_by_label("Credit limit").fill("1234.56")

    save(page)

    expect(page.locator("#form-errors")).to_be_focused()
    page.get_by_role("link", name="Credit limit: Did you mean 1.234,56?").click()
    expect(page.get_by_label("Credit limit")).to_be_focused()


def test_a_customer_is_changed_without_a_mouse(
    page: Page, signed_in: Callable[[str], Page], site: str, customer: int, economic: Gateway
) -> None:
    signed_in("editor").goto(f"{site}/sandbox/customers/{customer}/")
    to(page, "link", "Edit")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Edit customer")
    to(page, "textbox", "City")
    page.keyboard.press("Control+A")
    page.keyboard.type("Vejle")
    to(page, "button", "Save changes")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Holm")
    assert economic.customers.get(customer).city == "Vejle"


def to(page: Page, role: str, name: str) -> None:
    """Tab there, as far as it takes."""
    wanted = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]  # a role of ARIA's
    for _step in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to the {role} {name}.")


def test_focus_is_never_under_the_save_bar(
    page: Page, signed_in: Callable[[str], Page], site: str, customer: int
) -> None:
    signed_in("editor").goto(f"{site}/sandbox/customers/{customer}/edit/")
    page.set_viewport_size({"width": 1280, "height": 480})
    page.emulate_media(reduced_motion="reduce")  # else the page is still on its way when the test looks
    bar = page.locator(".savebar")

    for _step in range(45):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
              const node = document.activeElement, bar = document.querySelector(".savebar");
              if (bar.contains(node) || node === document.body) return false;
              return node.getBoundingClientRect().bottom > bar.getBoundingClientRect().top + 1;
            }"""
        )
        assert not hidden, page.evaluate("document.activeElement.outerHTML")
    expect(bar).to_be_visible()


def test_the_switch_keeps_page_and_focus(
    page: Page, signed_in: Callable[[str], Page], site: str, customer: int, economic: Gateway
) -> None:
    signed_in("editor").goto(f"{site}/sandbox/customers/{customer}/")
    was = economic.customers.get(customer).e_invoicing_disabled_by_default

    page.locator("#e-invoicing").get_by_role("button").click()

    expect(page.locator("#live")).to_contain_text("by default now.")
    expect(page.locator("#e-invoicing-state")).to_be_focused()
    assert economic.customers.get(customer).e_invoicing_disabled_by_default is not was


def test_a_fault_at_the_switch_leaves_the_page(
    page: Page, signed_in: Callable[[str], Page], site: str, customer: int, sandbox: Sandbox
) -> None:
    signed_in("editor").goto(f"{site}/sandbox/customers/{customer}/")
    sandbox.fault("PATCH", f"/customers/{customer}", "status:503")

    page.locator("#e-invoicing").get_by_role("button").click()

    expect(page.locator("#alerts")).to_contain_text("may or may not have been made")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Holm")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["new/", "{}/edit/", "{}/delete/", "{}/"])
def test_axe_finds_nothing(
    path: str, scheme: str, page: Page, signed_in: Callable[[str], Page], site: str, customer: int, axe: Axe
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    signed_in("editor").goto(f"{site}/sandbox/customers/{path.format(customer)}")

    assert axe(page) == ""


def test_axe_finds_nothing_in_what_is_refused_or_in_doubt(
    page: Page, signed_in: Callable[[str], Page], site: str, customer: int, sandbox: Sandbox, axe: Axe
) -> None:
    signed_in("editor").goto(f"{site}/sandbox/customers/{customer}/edit/")
    page.get_by_label("Credit limit").fill("900000.56")
    save(page)
    expect(page.locator("#form-errors")).to_be_focused()
    assert axe(page) == ""

    page.get_by_label("Credit limit").fill("900.000,56")
    sandbox.fault("PUT", f"/customers/{customer}", "silence-before")
    save(page)

    expect(page.get_by_role("heading", name="Whether it was saved is not known")).to_be_visible()
    assert axe(page) == ""
