"""Customers added for one test, clients of several people, page addresses, and a faulty e-conomic."""

import json
import math
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from requests import PreparedRequest, Response

from customers.shared import long_read, read_step
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
from tests.customers.page_urls import UrlNumbers, create_url_numbers

AddCustomer = Callable[..., int]


@pytest.fixture
def add_customer(economic: Gateway) -> AddCustomer:
    """Adds a customer to e-conomic and returns its number: `add_customer(name="Ada Holm", city="Skagen")`."""

    def add(**fields: Any) -> int:
        defaults: dict[str, Any] = {
            "currency": "DKK",
            "customer_group": economic.customer_groups.all()[0].customer_group_number,
            "payment_terms": economic.payment_terms.all()[0].payment_terms_number,
            "vat_zone": economic.vat_zones.all()[0].vat_zone_number,
            "name": "Ada Holm",
        }
        return economic.customers.add(Customer.new_document(**defaults | fields)).customer_number

    return add


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were many records: complete reads use pages of one, all read in one request."""
    monkeypatch.setattr(long_read, "MAX_PAGE_SIZE", 1)
    monkeypatch.setattr(long_read, "MAX_PAGES_IN_A_REQUEST", 99)


@pytest.fixture
def long_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were many thousands of records: pages of two, two at once, and a request reads no further."""
    for module, name, value in (
        (long_read, "MAX_PAGE_SIZE", 2),
        (long_read, "MAX_PAGES_IN_A_REQUEST", 1),
        (read_step, "PAGES_AT_ONCE", 2),
        (read_step, "STEP_SECONDS", 0),
    ):
        monkeypatch.setattr(module, name, value)


@pytest.fixture
def add_deleted_contact(sandbox: Sandbox, settings: Settings) -> Callable[[int, str], int]:
    """Adds a contact that e-conomic lists as deleted, and returns its number: `add_deleted_contact(7, "Bo Lund")`."""

    def add(customer: int, name: str) -> int:
        contact = sandbox.request("POST", f"/customers/{customer}/contacts", {"name": name}).json()
        number = int(contact["customerContactNumber"])
        with closing(sqlite3.connect(settings.SANDBOX_STORE)) as store, store:
            body = json.dumps(contact | {"deleted": True}).encode()
            store.execute("UPDATE contacts SET body = ? WHERE key = ?", (body, number))
        return number

    return add


@pytest.fixture
def accountant(sign_in: Callable[..., Client]) -> Client:
    return sign_in("accountant")


@pytest.fixture
def colleague(sign_in: Callable[..., Client]) -> Client:
    """Another person who may edit drafts."""
    return sign_in("admin")


@pytest.fixture
def url_numbers(sandbox: Sandbox, agreement: Agreement, people: dict[str, Person]) -> UrlNumbers:
    return create_url_numbers(sandbox, agreement, people["accountant"])


@pytest.fixture
def reset_circuit(agreement: Agreement, settings: Settings) -> Callable[[], None]:
    """Ends the pause in which no request is sent: after too many failures, or after a 429."""

    def reset() -> None:
        flags = open_session(settings.ECONOMIC_CACHE).shared_flags
        for name in (CIRCUIT_OPENED, RETRY_AT):
            flags.clear_flag(agreement.cache_id, name, before=math.inf)

    return reset


@pytest.fixture
def gateway_in_the_past(
    sandbox: Sandbox, agreement: Agreement, people: dict[str, Person], settings: Settings
) -> Callable[[timedelta], Gateway]:
    """A gateway that reads as of some time ago, to fill the cache: `gateway_in_the_past(timedelta(minutes=5))`."""

    def connect_in_the_past(age: timedelta) -> Gateway:
        connection.connect(agreement, people["admin"])  # registers the agreement
        session = open_session(settings.ECONOMIC_CACHE)
        upstream = Upstream(settings.ECONOMIC.base_url, agreement.cache_id)
        trail = DatabaseTrail(agreement, people["admin"])
        return Gateway(Transport(session, upstream, trail=trail, clock=lambda: datetime.now(UTC) - age))

    return connect_in_the_past


class FieldDroppingAdapter(SandboxAdapter):
    """An e-conomic that accepts every change, but silently drops one property."""

    def __init__(self, sandbox: Sandbox, dropped_field: str) -> None:
        super().__init__(sandbox)
        self._dropped_field = dropped_field

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        if request.method in ("POST", "PUT") and isinstance(request.body, bytes):
            document = decode(request.body)
            request.body = encode({name: value for name, value in document.items() if name != self._dropped_field})
        return super().send(request, *args, **kwargs)


@pytest.fixture
def drop_field(agreement: Agreement, sandbox: Sandbox, settings: Settings) -> Callable[[str], None]:
    """Makes e-conomic silently drop a property from now on: `drop_field("website")`."""

    def drop_one(field: str) -> None:
        session = open_session(settings.ECONOMIC_CACHE)
        session.adapters.clear()
        upstream = Upstream(settings.ECONOMIC.base_url, agreement.cache_id)
        session.register_upstream(upstream, settings.ECONOMIC.tokens, FieldDroppingAdapter(sandbox, field))

    return drop_one


def list_requests(sandbox: Sandbox, since: int) -> list[str]:
    """The requests that reached e-conomic after the first `since` of them."""
    return [f"{exchange.method} {exchange.path}" for exchange in sandbox.log()[since:]]
