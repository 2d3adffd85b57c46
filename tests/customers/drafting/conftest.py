"""An accountant, a colleague, and what they ask as a view would."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from django.db import connections
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails
from pytest_django import Settings

from customers.drafting import create, presend_facts
from customers.drafting.lines import add_line
from customers.drafting.send import send_draft
from customers.drafting.send_attempt import SendResult
from customers.models import WorkingDraft
from econ_admin import connection
from econ_admin.access.models import Agreement, Person
from econ_admin.access.roles import Role
from econ_admin.gateway import Gateway
from econ_admin.http import EconRequest
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.pricing import build_level_key
from econ_admin.sandbox.seed import generate_documents
from tests.conftest import seed_store
from tests.customers.conftest import Register

Asking = Callable[[str], EconRequest]
STEP = 12  # gloves, from where they are cheaper
DESK = "1011"  # of the seed, with a discount from the first on
CHAIR, STAMPS, GLOVES, BARRED = "1010", "6001", "1001", "9999"  # of the seed: with VAT, without it, cheap, not sold


def with_levels(size: int, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """The seed, gloves that are cheaper by the dozen, and desks with 6 per cent off, and 8 from 25 on."""
    yield from ((noun, each) for noun, each in generate_documents(size, day) if noun != "price-levels")
    step = {"quantity": Decimal(STEP), "discountPercentage": Decimal("7.50")}
    steps = [{"quantity": Decimal(1), "discountPercentage": Decimal("6.00")}]
    steps += [{"quantity": Decimal(25), "discountPercentage": Decimal("8.00")}]
    for number, levels in ((GLOVES, [step]), (DESK, steps)):
        product = {"productNumber": number}
        yield (
            "price-levels",
            {"place": build_level_key(number, 0), "product": product, "priceGroup": 0, "levels": levels},
        )


@pytest.fixture(scope="session")
def seeded_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seed_store(tmp_path_factory.mktemp("levels") / "sandbox.sqlite", with_levels)


@pytest.fixture(autouse=True)
def no_waiting(settings: Settings) -> None:
    settings.LEASE_PATIENCE = 0


@pytest.fixture
def on_disk(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """The database in a file, as in service: there threads wait for each other, and in memory they collide."""
    if connections["default"].vendor != "sqlite":
        yield
        return
    here = connections["default"]
    here.ensure_connection()
    in_memory, name = here.connection, here.settings_dict["NAME"]
    path = tmp_path / "database.sqlite"
    with closing(sqlite3.connect(path)) as file:
        in_memory.backup(file)
    here.connection, here.settings_dict["NAME"] = None, str(path)
    yield
    here.close()
    here.connection, here.settings_dict["NAME"] = in_memory, name


@pytest.fixture
def asking(sandbox: Sandbox, agreement: Agreement, people: dict[str, Person]) -> Asking:
    """A request as the middleware hands it to a view: `asking("accountant")`."""

    def of(name: str) -> EconRequest:
        request = cast("EconRequest", RequestFactory().post("/"))
        request.htmx = HtmxDetails(request)
        request.user = people[name]
        request.agreement = agreement
        request.role = Role.ACCOUNTANT
        request.economic = connection.connect(agreement, people[name]).refreshed()
        return request

    return of


@pytest.fixture
def accountant(asking: Asking) -> EconRequest:
    return asking("accountant")


@pytest.fixture
def colleague(asking: Asking) -> EconRequest:
    """Another who may draft."""
    return asking("admin")


@pytest.fixture
def sheet(accountant: EconRequest, register: Register) -> WorkingDraft:
    """An empty one."""
    return create.create_draft(accountant, register(country="Danmark"))


def chairs(request: EconRequest, sheet: WorkingDraft, quantity: int = 3) -> WorkingDraft:
    """The sheet with a line of chairs on it."""
    return add_line(request, sheet, CHAIR, Decimal(quantity)).draft


def send_all_the_same(request: EconRequest, sheet: WorkingDraft, **more: Any) -> SendResult:
    """Send it as it stands, with every warning seen."""
    sheet.refresh_from_db()
    return send_draft(
        request,
        sheet,
        sheet.revision,
        acknowledged=[each.fingerprint for each in presend_facts.check_draft(request, sheet)],
        **more,
    )


def drafts(economic: Gateway, sheet: WorkingDraft) -> list[int]:
    """The numbers of the customer's drafts in e-conomic."""
    return [each.draft_invoice_number for each in economic.drafts.of(sheet.customer, size=1000).items]
