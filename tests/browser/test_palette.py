"""The command palette, the keyboard shortcuts, and a new draft from anywhere, in a browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from econ_admin.access.models import Person
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.browser.conftest import HoldRequests

SEARCH = re.compile(r"/search/\?q=")


def get_field(page: Page) -> Locator:
    return page.locator("#palette").get_by_role("combobox", name="Search or go to")


def get_options(page: Page) -> Locator:
    return page.locator("#palette").get_by_role("option")


def get_selected(page: Page) -> Locator:
    return page.locator("#palette [role=option][aria-selected=true]")


def open_palette(page: Page) -> Locator:
    page.keyboard.press("Control+k")
    field = get_field(page)
    expect(field).to_be_focused()
    return field


def outlast_held_requests(page: Page) -> None:
    """Makes the same request twice more, one after the other: what was sent before them is answered by then."""
    ask = "async () => { for (const _ of [1, 2]) await (await fetch('/sandbox/search/?q=an')).text(); }"
    page.evaluate(ask)


def test_customer_is_opened_by_keyboard_alone(open_as: Callable[[str], Page], site: str, economic: Gateway) -> None:
    name = economic.customers.get(10003).name
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/booked/")
    field = open_palette(page)

    field.press_sequentially(name)
    option = get_options(page).filter(has_text="10003")
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    field.press("Enter")

    expect(page).to_have_url(f"{site}/sandbox/customers/10003/")


def test_arrows_home_and_end_move_through_the_options(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("admin")
    page.goto(f"{site}/sandbox/customers/")
    field = open_palette(page)
    expect(get_options(page).first).to_be_visible()

    for key, name in [("ArrowDown", "Overview"), ("ArrowDown", "Customers"), ("ArrowUp", "Overview")]:
        field.press(key)
        expect(get_selected(page)).to_contain_text(name)
    for key, name in [
        ("End", "New customer"),
        ("ArrowDown", "Overview"),
        ("ArrowUp", "New customer"),
        ("Home", "Overview"),
    ]:
        field.press(key)
        expect(get_selected(page)).to_contain_text(name)
    expect(get_selected(page)).to_have_count(1)


def test_commands_are_filtered_before_any_answer(
    open_as: Callable[[str], Page], site: str, hold_requests: HoldRequests
) -> None:
    page = open_as("admin")
    page.goto(f"{site}/sandbox/customers/")
    with hold_requests(page, SEARCH):
        field = open_palette(page)
        field.press_sequentially("boo")

        expect(get_options(page)).to_have_text([re.compile("Booked invoices")])
        field.press("Enter")
        expect(page).to_have_url(f"{site}/sandbox/booked/")


def test_stale_answer_never_replaces_a_newer_one(
    open_as: Callable[[str], Page], site: str, economic: Gateway, hold_requests: HoldRequests
) -> None:
    name = economic.customers.get(10003).name
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    field = open_palette(page)
    with hold_requests(page, re.compile(r"/search/\?q=an$")):
        with page.expect_request(re.compile(r"q=an$")):
            field.fill("an")
        field.fill(name)
        expect(get_options(page).filter(has_text="10003")).to_be_visible()
        count = get_options(page).count()

    outlast_held_requests(page)
    expect(get_options(page)).to_have_count(count)
    expect(get_options(page).filter(has_text="10003")).to_be_visible()


def test_answer_to_a_cleared_field_is_not_shown(
    open_as: Callable[[str], Page], site: str, hold_requests: HoldRequests
) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    field = open_palette(page)
    with hold_requests(page, re.compile(r"/search/\?q=an$")):
        with page.expect_request(re.compile(r"q=an$")):
            field.fill("an")
        field.fill("")

    outlast_held_requests(page)
    expect(get_options(page).first).to_contain_text("Overview")
    expect(page.locator("#palette [data-part=found] [role=option]")).to_have_count(0)


def test_escape_closes_and_returns_the_focus(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    link = page.get_by_role("rowheader").get_by_role("link").nth(3)
    link.focus()
    open_palette(page).press("Escape")

    expect(page.locator("#palette")).to_be_hidden()
    expect(link).to_be_focused()


def test_number_is_opened_even_if_enter_comes_before_the_answer(
    open_as: Callable[[str], Page], site: str, hold_requests: HoldRequests
) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/drafts/")
    with hold_requests(page, re.compile(r"/search/\?q=.*10007")):
        field = open_palette(page)
        field.fill("kunde nr. 10 007")
        field.press("Enter")

    expect(page).to_have_url(f"{site}/sandbox/customers/10007/")


def test_control_enter_opens_a_new_tab_and_keeps_the_palette(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    field = open_palette(page)
    field.press_sequentially("draft")
    expect(get_selected(page)).to_contain_text("Drafts")

    with page.context.expect_page() as opened:
        field.press("Control+Enter")

    expect(opened.value).to_have_url(f"{site}/sandbox/drafts/")
    expect(page).to_have_url(f"{site}/sandbox/customers/")
    expect(field).to_be_focused()


def test_click_on_an_option_opens_it(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    open_palette(page)

    get_options(page).filter(has_text="Booked invoices").click()

    expect(page).to_have_url(f"{site}/sandbox/booked/")


def test_number_of_results_is_announced(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    field = open_palette(page)

    field.fill("an")
    expect(page.locator("#palette #live")).to_have_text(re.compile(r"^[0-9]+ results$"))
    expect(page.locator("#palette #live")).to_have_text(f"{get_options(page).count()} results")
    field.fill("nobody is called this")

    expect(page.locator("#palette #live")).to_have_text("Nothing found.")
    expect(page.locator("#palette-note")).to_have_text("Nothing found.")
    field.press("Escape")
    expect(page.locator("body > #live")).to_be_attached()


def test_failed_search_says_so_and_enter_goes_to_the_page(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    field = open_palette(page)
    page.route(SEARCH, lambda route: route.abort())
    field.fill("zzz")
    expect(page.locator("#palette-note")).to_have_text(re.compile("could not be loaded"))
    page.unroute(SEARCH)

    field.press("Enter")

    expect(page).to_have_url(re.compile(r"/search/\?jump=1&q=zzz$"))


def test_missing_part_is_named(open_as: Callable[[str], Page], site: str, sandbox: Sandbox) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    sandbox.fault("GET", "/invoices/booked", "status:403", times=9)
    open_palette(page).fill("an")

    expect(page.locator("#palette-note")).to_contain_text("Booked invoices could not be searched.")
    expect(get_options(page).first).to_be_visible()


def test_text_typed_into_the_top_bar_goes_on_in_the_palette(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")

    page.locator("#jump").get_by_role("textbox", name="Search or go to").press_sequentially("book")

    expect(get_field(page)).to_have_value("book")
    expect(get_options(page).first).to_contain_text("Booked invoices")


def test_text_typed_before_the_scripts_came_is_kept(
    open_as: Callable[[str], Page], site: str, hold_requests: HoldRequests
) -> None:
    page = open_as("viewer")
    with hold_requests(page, re.compile(r"palette/dialog")):
        page.goto(f"{site}/sandbox/customers/", wait_until="commit")
        page.locator("#jump input[name=q]").fill("booked")

    expect(get_field(page)).to_have_value("booked")
    expect(get_options(page).first).to_contain_text("Booked invoices")


def test_recent_entries_come_first(open_as: Callable[[str], Page], site: str, economic: Gateway) -> None:
    customer = economic.customers.get(10003)
    economic.customers.replace(10003, customer.with_changes(city="Sæby"))  # by the administrator
    page = open_as("admin")
    page.goto(f"{site}/sandbox/customers/")
    field = open_palette(page)
    expect(get_options(page).first).to_contain_text(customer.name)

    field.fill(customer.name)
    expect(page.locator("#palette #live")).to_have_text(re.compile("result"))
    expect(page.locator('#palette [role=option][href$="/customers/10003/"]:visible')).to_have_count(1)


def test_draft_for_the_customer_found_is_started_at_once(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("accountant")
    page.goto(f"{site}/sandbox/customers/")
    field = open_palette(page)
    field.fill("kunde 10007")
    expect(get_options(page).filter(has_text="New draft for")).to_be_visible()

    get_options(page).filter(has_text="New draft for").click()

    expect(page).to_have_url(re.compile(r"/unsent/[0-9]+/"))


def test_search_is_in_sight_on_a_phone(
    open_as: Callable[[str], Page], site: str, run_axe: Callable[[Page], str]
) -> None:
    page = open_as("accountant")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{site}/sandbox/customers/")

    page.get_by_role("button", name="Search or go to").click()
    get_field(page).fill("an")
    expect(page.locator("#palette #live")).to_have_text(re.compile("result"))

    box = page.locator("#palette").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert run_axe(page) == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_dialogs_are_accessible(
    open_as: Callable[[str], Page], site: str, run_axe: Callable[[Page], str], scheme: str
) -> None:
    page = open_as("accountant")
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{site}/sandbox/customers/")
    field = open_palette(page)
    expect(get_options(page).first).to_be_visible()
    assert run_axe(page) == ""
    field.fill("an")
    expect(page.locator("#palette #live")).to_have_text(re.compile("result"))
    assert run_axe(page) == ""
    field.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert run_axe(page) == ""


# Keys


@pytest.mark.parametrize(
    ("keys", "path"), [("gc", "customers/"), ("gd", "drafts/"), ("gb", "booked/"), ("c", "customers/new/")]
)
def test_letters_open_pages(open_as: Callable[[str], Page], site: str, keys: str, path: str) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/10007/")

    for key in keys:
        page.keyboard.press(key)

    expect(page).to_have_url(re.compile(rf"/sandbox/{path}(\?.*)?$"))


def test_e_edits_the_customer_or_the_contact_that_has_the_focus(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/10007/contacts/")
    page.get_by_role("link", name=re.compile("^Delete ")).first.focus()
    page.keyboard.press("e")
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()

    page.goto(f"{site}/sandbox/customers/10007/contacts/")
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile(r"/customers/10007/edit/"))


def test_e_edits_a_draft(open_as: Callable[[str], Page], site: str, economic: Gateway) -> None:
    number = next(economic.drafts.walk()).draft_invoice_number
    page = open_as("accountant")
    page.goto(f"{site}/sandbox/drafts/{number}/")

    page.keyboard.press("e")

    expect(page).to_have_url(re.compile(r"/unsent/[0-9]+/"))


def test_help_opens_and_closes_by_keyboard(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("accountant")
    page.goto(f"{site}/sandbox/customers/")
    link = page.get_by_role("rowheader").get_by_role("link").first
    link.focus()

    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_dialog.get_by_role("heading", name="Draft editor")).to_be_visible()
    page.keyboard.press("c")  # nothing happens in a dialog
    page.keyboard.press("Escape")

    expect(help_dialog).to_be_hidden()
    expect(link).to_be_focused()
    expect(page).to_have_url(f"{site}/sandbox/customers/")


def test_letters_do_nothing_while_typing_or_with_modifiers(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("accountant")
    page.goto(f"{site}/sandbox/customers/")
    search = page.get_by_role("searchbox")
    search.press_sequentially("gc?nce")
    expect(search).to_have_value("gc?nce")
    expect(page).to_have_url(re.compile(r"q=gc%3Fnce"))
    page.get_by_role("heading", level=1).click()

    for keys in ("Alt+n", "Control+Shift+e", "Shift+C"):
        page.keyboard.press(keys)
    page.keyboard.press("?")  # the pages would have changed before this is shown

    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/sandbox/customers/\?"))


def test_letters_can_be_switched_off(open_as: Callable[[str], Page], site: str, people: dict[str, Person]) -> None:
    page = open_as("accountant")
    page.goto(f"{site}/sandbox/settings/")
    page.get_by_role("checkbox", name=re.compile("^Single-letter shortcuts")).uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Settings saved.")).to_be_visible()

    page.goto(f"{site}/sandbox/customers/")
    for key in ("n", "c", "?", "/", "g", "b"):
        page.keyboard.press(key)
    open_palette(page)  # the pages would have changed before this is open

    expect(page).to_have_url(f"{site}/sandbox/customers/")
    expect(page.locator("#keyboard-help")).to_be_hidden()


# A new draft from anywhere


def test_new_draft_is_started_by_keyboard_alone(open_as: Callable[[str], Page], site: str, economic: Gateway) -> None:
    customer = economic.customers.get(10007)
    page = open_as("accountant")
    page.goto(f"{site}/sandbox/booked/")

    page.keyboard.press("n")
    field = page.get_by_role("searchbox", name="Find a customer")
    expect(field).to_be_focused()
    field.press_sequentially("10007")
    choice = page.get_by_role("button", name=f"New draft for {customer.name}")
    expect(choice).to_be_visible()
    expect(page.locator("#live")).to_have_text(re.compile("customer"))
    field.press("ArrowDown")
    expect(choice).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("New draft for")
    expect(page).to_have_url(re.compile(r"/unsent/[0-9]+/"))


def test_n_on_a_customers_page_starts_its_draft(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("accountant")
    page.goto(f"{site}/sandbox/customers/10007/")

    page.keyboard.press("n")

    expect(page).to_have_url(re.compile(r"/unsent/[0-9]+/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("New draft for")


def test_new_draft_is_started_without_scripts(
    browser_without_scripts: Callable[[str], Page], site: str, economic: Gateway
) -> None:
    customer = economic.customers.get(10007)
    page = browser_without_scripts("accountant")
    page.goto(f"{site}/sandbox/drafts/")
    page.get_by_role("link", name="New draft").click()
    page.get_by_role("searchbox", name="Find a customer").fill(customer.name)
    page.get_by_role("button", name="Search", exact=True).click()

    page.get_by_role("button", name=f"New draft for {customer.name}").click()

    expect(page).to_have_url(re.compile(r"/unsent/[0-9]+/"))


def test_number_is_opened_without_scripts(browser_without_scripts: Callable[[str], Page], site: str) -> None:
    page = browser_without_scripts("viewer")
    page.goto(f"{site}/sandbox/drafts/")

    page.locator("#jump input[name=q]").fill("Kunde 10007")
    page.locator("#jump input[name=q]").press("Enter")

    expect(page).to_have_url(f"{site}/sandbox/customers/10007/")


def test_customer_page_of_a_new_draft_is_accessible(
    open_as: Callable[[str], Page], site: str, run_axe: Callable[[Page], str]
) -> None:
    page = open_as("accountant")
    for query in ("", "?q=an", "?q=nobody+is+called+this"):
        page.goto(f"{site}/sandbox/drafts/new/{query}")
        expect(page.get_by_role("heading", name="New draft", exact=True)).to_be_visible()
        for width in (1440, 360, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (query, width)
        assert run_axe(page) == "", query
