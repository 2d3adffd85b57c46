"""What a page says and does while this dashboard does not answer."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from econ_admin.gateway import Gateway

CUSTOMER = 10001
NO_ANSWER = "#alerts [data-no-answer]"


def count_requests(page: Page, path: str, handle: Callable[[Route], None]) -> list[str]:
    """Handles requests to the path; returns the list that their addresses are added to."""
    requests: list[str] = []

    def record(route: Route) -> None:
        requests.append(route.request.url)
        handle(route)

    page.route(f"**/{path}", record)
    return requests


def test_save_without_an_answer_is_said_and_kept_and_can_be_repeated(
    open_as: Callable[[str], Page], site: str, economic: Gateway
) -> None:
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/contacts/")
    page.get_by_role("link", name="Add contact").press("Enter")
    name = page.get_by_role("textbox", name="Name")
    name.fill("Eva Kajgaard")
    page.route("**/contacts/new/", lambda route: route.abort())
    name.press("Enter")

    expect(page.locator(NO_ANSWER)).to_contain_text("The dashboard does not answer")
    expect(name).to_have_value("Eva Kajgaard")

    page.unroute("**/contacts/new/")
    name.press("Enter")
    expect(page.get_by_role("link", name="Edit Eva Kajgaard")).to_be_focused()
    expect(page.locator(NO_ANSWER)).to_have_count(0)
    assert [contact.name for contact in economic.contacts.of(CUSTOMER)].count("Eva Kajgaard") == 1


def test_panel_without_an_answer_is_asked_for_again(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("accountant")
    page.clock.install()
    requests = count_requests(page, "overview/ageing/", Route.abort)
    page.goto(f"{site}/sandbox/")
    expect(page.locator(NO_ANSWER)).to_be_visible()
    assert requests

    page.unroute("**/overview/ageing/")
    page.clock.run_for(5000)

    expect(page.locator("#panel-ageing")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#panel-ageing table").first).to_be_visible()
    expect(page.locator(NO_ANSWER)).to_have_count(0)


def test_panel_that_failed_is_not_busy(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("accountant")
    page.clock.install()
    failing = count_requests(page, "overview/months/", lambda route: route.fulfill(status=502, body="Bad gateway"))
    page.goto(f"{site}/sandbox/")

    expect(page.locator("#panel-months")).to_have_attribute("aria-busy", "false")
    page.clock.run_for(15_000)  # of thirty: the clock also goes by itself
    assert len(failing) == 1

    page.unroute("**/overview/months/")
    page.clock.run_for(15_000)
    expect(page.locator("#panel-months table").first).to_be_visible()
