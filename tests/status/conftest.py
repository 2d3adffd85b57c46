"""An e-conomic that fails, and a client that sends requests from a page by htmx."""

from collections.abc import Callable

import pytest
from django.test import Client

from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox


@pytest.fixture
def make_upstream_fail(economic: Gateway, sandbox: Sandbox) -> Callable[[str], None]:
    """Makes every read from e-conomic fail, and cached data stale: `make_upstream_fail("status:503")`."""

    def fail(fault: str) -> None:
        economic.refresh()
        sandbox.fault("GET", "/", fault, times=999)

    return fail


@pytest.fixture
def htmx_in_page(sign_in: Callable[..., Client]) -> Client:
    """The editor's client, with requests by htmx from a page."""
    return sign_in("editor", **{"HX-Request": "true", "HX-Current-URL": "http://testserver/sandbox/customers/"})
