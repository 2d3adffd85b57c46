"""Age, refresh, outage and recovery: what only a browser shows."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox

CUSTOMER = 10001
PULSE = 10_000  # milliseconds between two pulses
BANNER = "Nothing can be changed in e-conomic until it answers"


@pytest.fixture
def customer(site: str, signed_in: Callable[[str], Page]) -> Iterator[Page]:
    """A customer's page as an accountant sees it, with a clock that the test moves."""
    page = signed_in("accountant")
    page.clock.install()
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/")
    yield page
    page.close(run_before_unload=False)


@pytest.fixture
def goes_out(economic: Gateway, sandbox: Sandbox) -> Callable[[], None]:
    """From now on e-conomic fails at every read, and what is kept is old."""

    def now() -> None:
        economic.refresh()
        sandbox.fault("GET", "/", "status:503", times=999)

    return now


def age(page: Page) -> Locator:
    return page.locator("#age time")


def refresh(page: Page) -> Locator:
    return page.get_by_role("button", name="Refresh")


def banner(page: Page) -> Locator:
    return page.get_by_text(BANNER)


def test_the_age_counts_on_and_nothing_moves(customer: Page) -> None:
    page = customer
    expect(age(page)).to_have_text("just now")
    before = refresh(page).bounding_box()

    for seconds, words in ((41, "40 s ago"), (180, "3 min ago"), (7200, "2 h ago")):
        page.clock.fast_forward(seconds * 1000)
        expect(age(page)).to_have_text(words)
        assert refresh(page).bounding_box() == before


def test_refresh_brings_what_is_new_and_leaves_focus_and_scroll(customer: Page, sandbox: Sandbox) -> None:
    page = customer
    page.set_viewport_size({"width": 1000, "height": 500})
    sandbox.request("POST", f"/customers/{CUSTOMER}/contacts", {"name": "Ada Holm"})
    page.clock.fast_forward(45_000)
    refresh(page).focus()
    page.mouse.wheel(0, 200)
    expect(page.locator("html")).to_have_js_property("scrollTop", 200)

    page.keyboard.press("Enter")

    expect(page.locator("#live")).to_have_text("Updated")
    expect(page.get_by_text("Ada Holm")).to_be_visible()
    expect(age(page)).to_have_text("just now")
    expect(refresh(page)).to_be_focused()
    expect(page.locator("html")).to_have_js_property("scrollTop", 200)
    assert page.url.endswith(f"/customers/{CUSTOMER}/")


def test_a_refresh_that_fails_says_so_in_place_of_the_page(customer: Page, sandbox: Sandbox) -> None:
    page = customer
    sandbox.fault("GET", "/", "status:401", times=999)
    refresh(page).click()

    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_contain_text("refuses the grant")
    expect(page.locator("#alerts")).to_be_empty()
    expect(page.locator("#live")).to_be_empty()
    expect(page).to_have_title(re.compile("That did not work"))


def test_refresh_works_without_scripts(browser_without_scripts: Callable[[str], Page], site: str) -> None:
    page = browser_without_scripts("viewer")
    page.goto(f"{site}/sandbox/customers/?q=a")
    refresh(page).click()

    assert page.url == f"{site}/sandbox/customers/?q=a"
    expect(age(page)).to_have_text("just now")


def test_refresh_follows_a_list_to_where_it_has_gone(signed_in: Callable[[str], Page], site: str) -> None:
    page = signed_in("viewer")
    page.goto(f"{site}/sandbox/customers/")
    page.get_by_role("searchbox").fill("Thomsen")
    expect(page).to_have_url(f"{site}/sandbox/customers/?q=Thomsen")
    refresh(page).click()

    expect(page.locator("#live")).to_have_text("Updated")
    assert page.url == f"{site}/sandbox/customers/?q=Thomsen"
    expect(page.get_by_role("searchbox")).to_have_value("Thomsen")


def test_a_part_brings_its_age_along(signed_in: Callable[[str], Page], site: str) -> None:
    page = signed_in("viewer")
    page.clock.install()
    page.goto(f"{site}/sandbox/customers/")
    page.clock.fast_forward(180_000)
    expect(age(page)).to_have_text("3 min ago")

    page.get_by_role("link", name="Next page").first.click()

    expect(age(page)).to_have_text("just now")
    expect(page.locator("[hx-swap-oob]")).to_have_count(0)


def test_an_outage_is_said_and_is_over_by_itself(
    customer: Page, goes_out: Callable[[], None], restore_economic: Callable[[], None]
) -> None:
    page = customer
    goes_out()
    page.reload()
    expect(banner(page)).to_be_visible()
    expect(page.get_by_role("button", name="New draft")).to_be_disabled()
    edit = page.get_by_role("link", name="Edit", exact=True)
    expect(edit).to_be_disabled()
    edit.focus()
    expect(edit).to_have_accessible_description(re.compile(BANNER))

    page.clock.fast_forward(PULSE)
    expect(banner(page)).to_be_visible()
    restore_economic()
    page.clock.fast_forward(PULSE)

    expect(banner(page)).to_have_count(0)
    expect(page.locator("#live")).to_have_text("e-conomic answers again.")
    expect(page.get_by_role("button", name="New draft")).to_be_enabled()
    goes_out()
    page.reload()
    expect(banner(page)).to_be_visible()
    restore_economic()
    page.clock.fast_forward(PULSE)
    expect(banner(page)).to_have_count(0)  # again, and at once
    expect(page.get_by_role("link", name="Edit", exact=True)).to_have_attribute(
        "href", f"/sandbox/customers/{CUSTOMER}/edit/"
    )


def test_a_page_that_failed_comes_back_by_itself(
    customer: Page, site: str, goes_out: Callable[[], None], restore_economic: Callable[[], None]
) -> None:
    page = customer
    goes_out()
    page.goto(f"{site}/sandbox/customers/10002/")
    expect(page.get_by_text("This page comes back by itself.")).to_be_visible()

    restore_economic()
    page.clock.fast_forward(PULSE)

    expect(page.get_by_role("heading", level=1)).to_contain_text("10002")


def test_what_fails_by_itself_is_not_loaded_for_ever(customer: Page, site: str, sandbox: Sandbox) -> None:
    page = customer
    sandbox.fault("GET", "/customers/10002", "garbage", times=999)
    page.goto(f"{site}/sandbox/customers/10002/")
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))

    for _ in range(3):
        with page.expect_response("**/pulse/**"):
            page.clock.fast_forward(PULSE)
        expect(page.get_by_text("This page comes back by itself.")).to_be_visible()
    assert len(loads) == 1

    with page.expect_event("load"):
        page.clock.fast_forward(60_000)
    assert len(loads) == 2


def test_typing_survives_an_outage_and_can_be_saved_after_it(
    customer: Page, site: str, goes_out: Callable[[], None], restore_economic: Callable[[], None], economic: Gateway
) -> None:
    page = customer
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/edit/")
    page.get_by_role("textbox", name="City").fill("Skagen")
    goes_out()
    for _ in range(2):  # the first to find out; the second knows
        page.get_by_role("button", name="Save changes").click()
        expect(page.get_by_text("The customer is not saved")).to_be_visible()
    expect(banner(page)).to_be_visible()

    restore_economic()
    page.clock.fast_forward(PULSE)

    expect(page.locator("#live")).to_have_text("e-conomic answers again.")
    expect(banner(page)).to_have_count(0)
    expect(page.get_by_role("textbox", name="City")).to_have_value("Skagen")
    page.get_by_role("button", name="Save changes").click()
    expect(page).to_have_url(f"{site}/sandbox/customers/{CUSTOMER}/")
    assert economic.customers.get(CUSTOMER).city == "Skagen"


def test_typing_in_a_row_survives_an_outage(
    customer: Page, site: str, goes_out: Callable[[], None], restore_economic: Callable[[], None], economic: Gateway
) -> None:
    page, contact = customer, economic.contacts.of(CUSTOMER)[0]
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/contacts/")
    page.get_by_role("link", name=f"Edit {contact.name}").click()
    page.get_by_role("textbox", name="Name").fill("Ada Kajgaard")
    goes_out()
    for _ in range(2):
        with page.expect_response(f"**/contacts/{contact.customer_contact_number}/**"):
            page.get_by_role("button", name="Save", exact=True).click()
    expect(banner(page)).to_be_visible()

    restore_economic()
    page.clock.fast_forward(PULSE)
    expect(page.locator("#live")).to_have_text("e-conomic answers again.")
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Ada Kajgaard")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("link", name="Edit Ada Kajgaard")).to_be_focused()
    assert "Ada Kajgaard" in [each.name for each in economic.contacts.of(CUSTOMER)]


def test_what_was_off_is_on_again_around_a_form_that_is_open(
    customer: Page, site: str, goes_out: Callable[[], None], restore_economic: Callable[[], None]
) -> None:
    page = customer
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/contacts/")
    goes_out()
    page.reload()
    expect(page.get_by_role("link", name="Add a contact")).to_be_disabled()
    page.evaluate("document.getElementById('main').insertAdjacentHTML('beforeend', '<form data-keep></form>')")

    restore_economic()
    page.clock.fast_forward(PULSE)
    expect(page.locator("#live")).to_have_text("e-conomic answers again.")
    page.get_by_role("link", name="Add a contact").click()

    expect(page.get_by_role("textbox", name="Name")).to_be_focused()


def test_nobody_asks_from_a_tab_that_is_not_looked_at(customer: Page, goes_out: Callable[[], None]) -> None:
    page = customer
    goes_out()
    page.reload()
    expect(banner(page)).to_be_visible()
    pulses: list[str] = []
    page.on("request", lambda request: pulses.append(request.url) if "/pulse/" in request.url else None)
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")

    page.clock.fast_forward(10 * PULSE)
    assert pulses == []
    with page.expect_response("**/pulse/**"):
        page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")

    assert len(pulses) == 1


def test_a_sheet_is_written_through_an_outage_and_sent_after_it(
    customer: Page, goes_out: Callable[[], None], restore_economic: Callable[[], None]
) -> None:
    page = customer
    page.get_by_role("button", name="New draft").click()
    expect(page.get_by_label("Product, line 1", exact=True)).to_be_focused()
    goes_out()
    page.reload()
    expect(page.locator("#sheet[data-ready]")).to_be_attached()

    page.get_by_label("Text, line 1", exact=True).fill("Written in the dark")
    page.keyboard.press("Tab")
    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(1)
    expect(banner(page)).to_be_visible()
    expect(page.locator("#send")).to_be_disabled()
    page.keyboard.press("Alt+s")
    expect(page.locator("#live")).to_contain_text(BANNER)
    restore_economic()
    page.clock.fast_forward(PULSE)

    expect(page.locator("#live")).to_have_text("e-conomic answers again.")
    expect(page.locator("#send")).to_be_enabled()
    expect(page.get_by_label("Text, line 1", exact=True)).to_have_value("Written in the dark")


@pytest.mark.parametrize("fault", ["status:503", "status:401"])
def test_an_outage_is_for_everybody(
    signed_in: Callable[[str], Page],
    site: str,
    axe: Callable[[Page], str],
    economic: Gateway,
    sandbox: Sandbox,
    fault: str,
) -> None:
    page = signed_in("admin")
    page.goto(f"{site}/sandbox/customers/")
    economic.refresh()
    sandbox.fault("GET", "/", fault, times=999)

    for path in ("customers/", "customers/", "customers/10002/", "status/"):
        page.goto(f"{site}/sandbox/{path}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            assert axe(page) == "", (path, scheme)
        for width in (1440, 768, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_the_top_bar_holds_everything_at_320(customer: Page) -> None:
    page = customer
    page.set_viewport_size({"width": 320, "height": 640})
    page.clock.fast_forward(47 * 60_000)
    expect(age(page)).to_have_text("47 min ago")

    for each in (age(page), refresh(page), page.get_by_role("button", name="Your account")):
        box = each.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
    assert page.locator(".agreement").evaluate("(each) => each.scrollWidth <= each.clientWidth")
