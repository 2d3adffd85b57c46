"""An e-conomic that goes away and comes back, and what is kept of it meanwhile."""

from collections.abc import Callable

import pytest
from django.test import Client

from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox


@pytest.fixture
def goes_out(economic: Gateway, sandbox: Sandbox) -> Callable[[str], None]:
    """From now on e-conomic fails at everything, and what is kept is old: `goes_out("status:503")`."""

    def with_fault(fault: str) -> None:
        economic.refresh()
        sandbox.fault("GET", "/", fault, times=999)

    return with_fault


@pytest.fixture
def inside(sign_in: Callable[..., Client]) -> Client:
    """The editor's browser, as htmx asks from a page."""
    return sign_in("editor", **{"HX-Request": "true", "HX-Current-URL": "http://testserver/sandbox/customers/"})
