"""Customers of a test's own, beside the sixty of the seed; who looks at which pages; and an e-conomic that forgets."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from requests import PreparedRequest, Response

from econ_admin import connection
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway, Transport, Upstream
from econ_admin.gateway.json_codec import decode, encode
from econ_admin.gateway.records import Customer
from econ_admin.gateway.sessions import open_session
from econ_admin.gateway.shared_flags import CIRCUIT_OPENED, RETRY_AT
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.adapter import SandboxAdapter
from econ_admin.trail.database_trail import DatabaseTrail
from tests.customers.page_text import Places, places_in

Register = Callable[..., int]


@pytest.fixture
def register(economic: Gateway) -> Register:
    """Puts a customer into e-conomic and tells its number: `register(name="Ada Holm", city="Skagen")`."""

    def one(**fields: Any) -> int:
        needed: dict[str, Any] = {
            "currency": "DKK",
            "customer_group": economic.customer_groups.all()[0].customer_group_number,
            "payment_terms": economic.payment_terms.all()[0].payment_terms_number,
            "vat_zone": economic.vat_zones.all()[0].vat_zone_number,
            "name": "Ada Holm",
        }
        return economic.customers.add(Customer.new_document(**needed | fields)).customer_number

    return one


@pytest.fixture
def accountant(sign_in: Callable[..., Client]) -> Client:
    return sign_in("accountant")


@pytest.fixture
def colleague(sign_in: Callable[..., Client]) -> Client:
    """Another who may draft."""
    return sign_in("admin")


@pytest.fixture
def places(sandbox: Sandbox, agreement: Agreement, people: dict[str, Person]) -> Places:
    return places_in(sandbox, agreement, people["accountant"])


@pytest.fixture
def later(agreement: Agreement, settings: Settings) -> Callable[[], None]:
    """The seconds go by in which e-conomic is not asked: it was silent too often, or told us to wait."""

    def go_by() -> None:
        signs = open_session(settings.ECONOMIC_CACHE).shared_flags
        for name in (CIRCUIT_OPENED, RETRY_AT):
            signs.clear_flag(agreement.cache_id, name, before=math.inf)

    return go_by


@pytest.fixture
def earlier(
    sandbox: Sandbox, agreement: Agreement, people: dict[str, Person], settings: Settings
) -> Callable[[timedelta], Gateway]:
    """What somebody asked some time ago, and what is kept of it since: `earlier(timedelta(minutes=5))`."""

    def ago(time: timedelta) -> Gateway:
        connection.connect(agreement, people["admin"])  # that lets the agreement in
        session = open_session(settings.ECONOMIC_CACHE)
        upstream = Upstream(settings.ECONOMIC.base_url, agreement.cache_id)
        trail = DatabaseTrail(agreement, people["admin"])
        return Gateway(Transport(session, upstream, trail=trail, clock=lambda: datetime.now(UTC) - time))

    return ago


class Forgetful(SandboxAdapter):
    """An e-conomic that takes every change, says so, and leaves out one property."""

    def __init__(self, sandbox: Sandbox, left_out: str) -> None:
        super().__init__(sandbox)
        self._left_out = left_out

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        if request.method in ("POST", "PUT") and isinstance(request.body, bytes):
            sent = decode(request.body)
            request.body = encode({name: each for name, each in sent.items() if name != self._left_out})
        return super().send(request, *args, **kwargs)


@pytest.fixture
def forgetful(agreement: Agreement, sandbox: Sandbox, settings: Settings) -> Callable[[str], None]:
    """From now on e-conomic drops a property without a word: `forgetful("website")`."""

    def leave_out(name: str) -> None:
        session = open_session(settings.ECONOMIC_CACHE)
        session.adapters.clear()
        upstream = Upstream(settings.ECONOMIC.base_url, agreement.cache_id)
        session.register_upstream(upstream, settings.ECONOMIC.tokens, Forgetful(sandbox, name))

    return leave_out


def asked(sandbox: Sandbox, since: int) -> list[str]:
    """What reached e-conomic after so many exchanges."""
    return [f"{each.method} {each.path}" for each in sandbox.log()[since:]]
