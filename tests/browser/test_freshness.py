"""Data age, refreshing, outages and recovery in a browser."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox

CUSTOMER = 10001
PULSE_INTERVAL = 10_000  # milliseconds between two pulses
BANNER_TEXT = "You cannot change anything in e-conomic until it answers"


@pytest.fixture
def customer_page(site: str, open_as: Callable[[str], Page]) -> Iterator[Page]:
    """A customer's page for an accountant, with a clock that the test controls."""
    page = open_as("accountant")
    page.clock.install()
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/")
    yield page
    page.close(run_before_unload=False)


@pytest.fixture
def make_upstream_fail(economic: Gateway, sandbox: Sandbox) -> Callable[[], None]:
    """Makes every read from e-conomic fail, and cached data stale."""

    def fail() -> None:
        economic.refresh()
        sandbox.fault("GET", "/", "status:503", times=999)

    return fail


def get_age(page: Page) -> Locator:
    return page.locator("#data-age time")


def get_refresh_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Refresh")


def get_banner(page: Page) -> Locator:
    return page.get_by_text(BANNER_TEXT)


def advance_to_pulse(page: Page) -> None:
    """Lets time pass until the next pulse, and waits until its answer is handled: during it no other would be sent."""
    with page.expect_response("**/pulse/**"):
        page.clock.fast_forward(PULSE_INTERVAL)
    expect(page.locator("#outage")).not_to_contain_class("htmx-request")


def test_data_age_is_updated_without_layout_shifts(customer_page: Page) -> None:
    page = customer_page
    expect(get_age(page)).to_have_text("just now")
    before = get_refresh_button(page).bounding_box()

    for seconds, words in ((41, "40 s ago"), (180, "3 min ago"), (7200, "2 h ago")):
        page.clock.fast_forward(seconds * 1000)
        expect(get_age(page)).to_have_text(words)
        assert get_refresh_button(page).bounding_box() == before


def test_refresh_updates_the_page_and_keeps_focus_and_scroll(customer_page: Page, sandbox: Sandbox) -> None:
    page = customer_page
    page.set_viewport_size({"width": 1000, "height": 500})
    sandbox.request("POST", f"/customers/{CUSTOMER}/contacts", {"name": "Ada Holm"})
    page.clock.fast_forward(45_000)
    get_refresh_button(page).focus()
    page.mouse.wheel(0, 200)
    expect(page.locator("html")).to_have_js_property("scrollTop", 200)

    page.keyboard.press("Enter")

    expect(page.locator("#live")).to_have_text("Updated")
    expect(page.get_by_text("Ada Holm")).to_be_visible()
    expect(get_age(page)).to_have_text("just now")
    expect(get_refresh_button(page)).to_be_focused()
    expect(page.locator("html")).to_have_js_property("scrollTop", 200)
    assert page.url.endswith(f"/customers/{CUSTOMER}/")


def test_failed_refresh_replaces_the_page_with_the_error(customer_page: Page, sandbox: Sandbox) -> None:
    page = customer_page
    sandbox.fault("GET", "/", "status:401", times=999)
    get_refresh_button(page).click()

    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_contain_text("does not accept the access token")
    expect(page.locator("#alerts")).to_be_empty()
    expect(page.locator("#live")).to_be_empty()
    expect(page).to_have_title(re.compile("Something went wrong"))


def test_refresh_works_without_scripts(browser_without_scripts: Callable[[str], Page], site: str) -> None:
    page = browser_without_scripts("viewer")
    page.goto(f"{site}/sandbox/customers/?q=a")
    get_refresh_button(page).click()

    assert page.url == f"{site}/sandbox/customers/?q=a"
    expect(get_age(page)).to_have_text("just now")


def test_refresh_keeps_the_current_query(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/")
    page.get_by_role("searchbox").fill("Thomsen")
    expect(page).to_have_url(f"{site}/sandbox/customers/?q=Thomsen")
    get_refresh_button(page).click()

    expect(page.locator("#live")).to_have_text("Updated")
    assert page.url == f"{site}/sandbox/customers/?q=Thomsen"
    expect(page.get_by_role("searchbox")).to_have_value("Thomsen")


def test_htmx_response_updates_the_data_age(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.clock.install()
    page.goto(f"{site}/sandbox/customers/")
    page.clock.fast_forward(180_000)
    expect(get_age(page)).to_have_text("3 min ago")

    page.get_by_role("link", name="Next page").first.click()

    expect(get_age(page)).to_have_text("just now")
    expect(page.locator("[hx-swap-oob]")).to_have_count(0)


def test_outage_banner_appears_and_disappears_by_itself(
    customer_page: Page, make_upstream_fail: Callable[[], None], restore_economic: Callable[[], None]
) -> None:
    page = customer_page
    make_upstream_fail()
    page.reload()
    expect(get_banner(page)).to_be_visible()
    expect(page.get_by_role("button", name="New draft")).to_be_disabled()
    edit = page.get_by_role("link", name="Edit", exact=True)
    expect(edit).to_be_disabled()
    edit.focus()
    expect(edit).to_have_accessible_description(re.compile(BANNER_TEXT))

    advance_to_pulse(page)
    expect(get_banner(page)).to_be_visible()
    restore_economic()
    page.clock.fast_forward(PULSE_INTERVAL)

    expect(get_banner(page)).to_have_count(0)
    expect(page.locator("#live")).to_have_text("e-conomic is answering again.")
    expect(page.get_by_role("button", name="New draft")).to_be_enabled()
    make_upstream_fail()
    page.reload()
    expect(get_banner(page)).to_be_visible()
    restore_economic()
    page.clock.fast_forward(PULSE_INTERVAL)
    expect(get_banner(page)).to_have_count(0)  # again, and immediately
    expect(page.get_by_role("link", name="Edit", exact=True)).to_have_attribute(
        "href", f"/sandbox/customers/{CUSTOMER}/edit/"
    )


def test_failed_page_reloads_by_itself(
    customer_page: Page, site: str, make_upstream_fail: Callable[[], None], restore_economic: Callable[[], None]
) -> None:
    page = customer_page
    make_upstream_fail()
    page.goto(f"{site}/sandbox/customers/10002/")
    expect(page.get_by_text("This page reloads when e-conomic answers again.")).to_be_visible()

    restore_economic()
    page.clock.fast_forward(PULSE_INTERVAL)

    expect(page.get_by_role("heading", level=1)).to_contain_text("10002")


def test_page_that_keeps_failing_is_reloaded_rarely(customer_page: Page, site: str, sandbox: Sandbox) -> None:
    page = customer_page
    sandbox.fault("GET", "/customers/10002", "garbage", times=999)
    page.goto(f"{site}/sandbox/customers/10002/")
    loaded_urls: list[str] = []
    page.on("load", lambda loaded_page: loaded_urls.append(loaded_page.url))

    with page.expect_event("load"):
        page.clock.fast_forward(PULSE_INTERVAL)
    for _ in range(2):
        advance_to_pulse(page)
        expect(page.get_by_text("This page reloads when e-conomic answers again.")).to_be_visible()
    assert len(loaded_urls) == 1

    with page.expect_event("load"):
        page.clock.fast_forward(60_000)
    assert len(loaded_urls) == 2


def test_input_survives_an_outage_and_can_be_saved_after_it(
    customer_page: Page,
    site: str,
    make_upstream_fail: Callable[[], None],
    restore_economic: Callable[[], None],
    economic: Gateway,
) -> None:
    page = customer_page
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/edit/")
    page.get_by_role("textbox", name="City").fill("Skagen")
    make_upstream_fail()
    for _ in range(2):  # the first finds out, the second knows
        page.get_by_role("button", name="Save changes").click()
        expect(page.get_by_text("The customer was not saved")).to_be_visible()
    expect(get_banner(page)).to_be_visible()

    restore_economic()
    page.clock.fast_forward(PULSE_INTERVAL)

    expect(page.locator("#live")).to_have_text("e-conomic is answering again.")
    expect(get_banner(page)).to_have_count(0)
    expect(page.get_by_role("textbox", name="City")).to_have_value("Skagen")
    page.get_by_role("button", name="Save changes").click()
    expect(page).to_have_url(f"{site}/sandbox/customers/{CUSTOMER}/")
    assert economic.customers.get(CUSTOMER).city == "Skagen"


def test_input_in_a_row_form_survives_an_outage(
    customer_page: Page,
    site: str,
    make_upstream_fail: Callable[[], None],
    restore_economic: Callable[[], None],
    economic: Gateway,
) -> None:
    page, contact = customer_page, economic.contacts.of(CUSTOMER)[0]
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/contacts/")
    page.get_by_role("link", name=f"Edit {contact.name}").click()
    page.get_by_role("textbox", name="Name").fill("Ada Kajgaard")
    make_upstream_fail()
    for _ in range(2):
        with page.expect_response(f"**/contacts/{contact.customer_contact_number}/**"):
            page.get_by_role("button", name="Save", exact=True).click()
    expect(get_banner(page)).to_be_visible()

    restore_economic()
    page.clock.fast_forward(PULSE_INTERVAL)
    expect(page.locator("#live")).to_have_text("e-conomic is answering again.")
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Ada Kajgaard")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("link", name="Edit Ada Kajgaard")).to_be_focused()
    assert "Ada Kajgaard" in [listed_contact.name for listed_contact in economic.contacts.of(CUSTOMER)]


def test_controls_are_enabled_again_around_an_open_form(
    customer_page: Page, site: str, make_upstream_fail: Callable[[], None], restore_economic: Callable[[], None]
) -> None:
    page = customer_page
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/contacts/")
    make_upstream_fail()
    page.reload()
    expect(page.get_by_role("link", name="Add contact")).to_be_disabled()
    page.evaluate("document.getElementById('main').insertAdjacentHTML('beforeend', '<form data-recovery></form>')")

    restore_economic()
    page.clock.fast_forward(PULSE_INTERVAL)
    expect(page.locator("#live")).to_have_text("e-conomic is answering again.")
    page.get_by_role("link", name="Add contact").click()

    expect(page.get_by_role("textbox", name="Name")).to_be_focused()


def test_hidden_tab_sends_no_pulses(customer_page: Page, make_upstream_fail: Callable[[], None]) -> None:
    page = customer_page
    make_upstream_fail()
    page.reload()
    expect(get_banner(page)).to_be_visible()
    pulse_urls: list[str] = []
    page.on("request", lambda request: pulse_urls.append(request.url) if "/pulse/" in request.url else None)
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")

    page.clock.fast_forward(10 * PULSE_INTERVAL)
    assert pulse_urls == []
    with page.expect_response("**/pulse/**"):
        page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")

    assert len(pulse_urls) == 1


def test_draft_is_written_during_an_outage_and_sent_after_it(
    customer_page: Page, make_upstream_fail: Callable[[], None], restore_economic: Callable[[], None]
) -> None:
    page = customer_page
    page.get_by_role("button", name="New draft").click()
    expect(page.get_by_label("Product, line 1", exact=True)).to_be_focused()
    make_upstream_fail()
    page.reload()
    expect(page.locator("#editor[data-ready]")).to_be_attached()

    page.get_by_label("Text, line 1", exact=True).fill("Written in the dark")
    page.keyboard.press("Tab")
    expect(page.locator("#grid tbody tr:not([data-new])")).to_have_count(1)
    expect(get_banner(page)).to_be_visible()
    expect(page.locator("#send")).to_be_disabled()
    page.keyboard.press("Alt+s")
    expect(page.locator("#live")).to_contain_text(BANNER_TEXT)
    restore_economic()
    page.clock.fast_forward(PULSE_INTERVAL)

    expect(page.locator("#live")).to_have_text("e-conomic is answering again.")
    expect(page.locator("#send")).to_be_enabled()
    expect(page.get_by_label("Text, line 1", exact=True)).to_have_value("Written in the dark")


@pytest.mark.parametrize("fault", ["status:503", "status:401"])
def test_pages_are_accessible_during_an_outage(
    open_as: Callable[[str], Page],
    site: str,
    run_axe: Callable[[Page], str],
    economic: Gateway,
    sandbox: Sandbox,
    fault: str,
) -> None:
    page = open_as("admin")
    page.goto(f"{site}/sandbox/customers/")
    economic.refresh()
    sandbox.fault("GET", "/", fault, times=999)

    for path in ("customers/?size=25", "customers/?size=25", "customers/10002/", "status/"):
        page.goto(f"{site}/sandbox/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            assert run_axe(page) == "", (path, scheme)
        for width in (1440, 768, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_top_bar_fits_at_320_pixels(customer_page: Page) -> None:
    page = customer_page
    page.set_viewport_size({"width": 320, "height": 640})
    page.clock.fast_forward(47 * 60_000)
    expect(get_age(page)).to_have_text("47 min ago")

    for element in (get_age(page), get_refresh_button(page), page.get_by_role("button", name="Your account")):
        box = element.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
    assert page.locator(".agreement").evaluate("(each) => each.scrollWidth <= each.clientWidth")
