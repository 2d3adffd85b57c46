"""An e-conomic that goes away and comes back, and what is kept of it meanwhile."""

import math
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from econ_admin.access.models import Agreement
from econ_admin.gateway import Gateway, open_session
from econ_admin.gateway.signs import SILENT
from econ_admin.sandbox import Sandbox


@pytest.fixture
def goes_out(economic: Gateway, sandbox: Sandbox) -> Callable[[str], None]:
    """From now on e-conomic fails at everything, and what is kept is old: `goes_out("status:503")`."""

    def with_fault(fault: str) -> None:
        economic.refresh()
        sandbox.fault("GET", "/", fault, times=999)

    return with_fault


@pytest.fixture
def comes_back(sandbox: Sandbox, agreement: Agreement, settings: Settings) -> Callable[[], None]:
    """It answers again, and whoever left it alone for a while has done so for long enough."""

    def now() -> None:
        sandbox.reset()
        open_session(settings.ECONOMIC_CACHE).signs.remove(agreement.cache_id, SILENT, before=math.inf)

    return now


@pytest.fixture
def inside(sign_in: Callable[..., Client]) -> Client:
    """The editor's browser, as htmx asks from a page."""
    return sign_in("editor", **{"HX-Request": "true", "HX-Current-URL": "http://testserver/sandbox/customers/"})
