"""A browser, a site to point it at, and an eye on what the policy forbids."""

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
from econ_admin.sandbox import Sandbox

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright runs a loop in this thread; the ORM would refuse

PATIENCE = 10_000  # milliseconds; what takes longer is broken

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
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
def obedience(context: BrowserContext) -> Iterator[None]:
    """Fails a test in which a page broke the Content-Security-Policy or threw an error."""
    wrongs: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            wrongs.append(message.text)

    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    context.on("console", listen)
    context.on("weberror", lambda error: wrongs.append(str(error.error)))
    yield
    assert wrongs == []


@pytest.fixture
def signed_in(page: Page, site: str, people: dict[str, Person]) -> Callable[[str], Page]:
    """The page of somebody who has signed in: `signed_in("viewer")`."""

    def as_somebody(name: str) -> Page:
        client = Client()
        client.force_login(people[name])
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        return page

    return as_somebody


@pytest.fixture
def browser_without_scripts(browser: Browser, site: str, people: dict[str, Person]) -> Iterator[Callable[[str], Page]]:
    """The same, in a browser that runs no JavaScript."""
    context = browser.new_context(java_script_enabled=False)

    def as_somebody(name: str) -> Page:
        client = Client()
        client.force_login(people[name])
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        return context.new_page()

    yield as_somebody
    context.close()


Hold = Callable[[Page, "str | re.Pattern[str]"], AbstractContextManager[None]]


@pytest.fixture
def hold_requests() -> Hold:
    """`with hold_requests(page, "**/lines/**"):` such requests leave the browser when the block ends, however slow."""

    @contextmanager
    def hold(page: Page, url: str | re.Pattern[str]) -> Iterator[None]:
        held: list[Route] = []
        page.route(url, lambda route: held.append(route))
        yield
        page.unroute(url)
        for route in held:
            with suppress(Error):  # the page has given it up meanwhile
                route.continue_()

    return hold


@pytest.fixture
def axe() -> Callable[[Page], str]:
    """What axe finds on a page, as text; empty when it finds nothing."""

    def look(page: Page) -> str:
        found = Axe().run(page)
        return found.generate_report() if found.violations_count else ""

    return look
