"""A browser, a running site, and a check for violations of the Content-Security-Policy."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from econ_admin.access.models import Person
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.browser.draft_editor import CUSTOMER, get_cell

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright runs a loop in this thread; the ORM would refuse

TIMEOUT = 10_000  # milliseconds

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    folder = Path(__file__).parent
    for item in items:
        if folder in item.path.parents:
            item.add_marker("browser")
            if not Path(CHROMIUM).exists():
                item.add_marker(pytest.mark.skip(reason=f"no Chromium at {CHROMIUM}: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--disable-dev-shm-usage", "--disable-gpu"],
    }


@pytest.fixture
def site(transactional_db: None, live_server: LiveServer, sandbox: Sandbox, people: dict[str, Person]) -> str:
    """The address of a running dashboard on a fresh sandbox, with the demo people."""
    return live_server.url


@pytest.fixture(autouse=True)
def fail_on_page_errors(context: BrowserContext) -> Iterator[None]:
    """Fails a test in which a page broke the Content-Security-Policy or threw an error."""
    errors: list[str] = []

    def record_policy_violation(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            errors.append(message.text)

    context.set_default_timeout(TIMEOUT)
    expect.set_options(timeout=TIMEOUT)
    context.on("console", record_policy_violation)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield
    assert errors == []


@pytest.fixture
def open_as(page: Page, site: str, people: dict[str, Person]) -> Callable[[str], Page]:
    """Signs a person in and returns the page: `open_as("viewer")`."""

    def open_page(name: str) -> Page:
        client = Client()
        client.force_login(people[name])
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        return page

    return open_page


@pytest.fixture
def browser_without_scripts(browser: Browser, site: str, people: dict[str, Person]) -> Iterator[Callable[[str], Page]]:
    """The same, in a browser without JavaScript."""
    context = browser.new_context(java_script_enabled=False)

    def open_page(name: str) -> Page:
        client = Client()
        client.force_login(people[name])
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        return context.new_page()

    yield open_page
    context.close()


HoldRequests = Callable[[Page, "str | re.Pattern[str]"], AbstractContextManager[None]]


@pytest.fixture
def hold_requests() -> HoldRequests:
    """`with hold_requests(page, "**/lines/**"):` such requests are sent when the block ends."""

    @contextmanager
    def hold(page: Page, url: str | re.Pattern[str]) -> Iterator[None]:
        held_routes: list[Route] = []
        page.route(url, lambda route: held_routes.append(route))
        yield
        page.unroute(url)
        for route in held_routes:
            with suppress(Error):  # the page has cancelled the request
                route.continue_()

    return hold


@pytest.fixture
def run_axe() -> Callable[[Page], str]:
    """Runs axe on a page; returns its report as text, empty if there are no violations."""

    def run(page: Page) -> str:
        # Listing all that passed would take longer than finding it.
        results = Axe().run(page, options={"resultTypes": ["violations"]})
        return results.generate_report() if results.violations_count else ""

    return run


@pytest.fixture
def editor_page(site: str, open_as: Callable[[str], Page]) -> Iterator[Page]:
    """The editor of a new draft, for an accountant."""
    page = open_as("accountant")
    page.goto(f"{site}/sandbox/customers/{CUSTOMER}/")
    page.get_by_role("button", name="New draft").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("New draft for")
    expect(page.locator("#editor[data-ready]")).to_be_attached()
    expect(get_cell(page, "Product", 1)).to_be_focused()
    yield page
    if not page.is_closed():
        page.close(run_before_unload=False)


@pytest.fixture
def new_customer(site: str, open_as: Callable[[str], Page]) -> Iterator[Page]:
    """The form of a new customer, for an editor."""
    page = open_as("editor")
    page.goto(f"{site}/sandbox/customers/new/")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    yield page
    if not page.is_closed():
        page.close(run_before_unload=False)  # its last recovery copy is sent while the site runs


@pytest.fixture
def products(economic: Gateway) -> list[str]:
    """Products that are not barred, more than the tests need."""
    items = economic.products.page(size=100).items
    return [product.product_number for product in items if not product.barred]
