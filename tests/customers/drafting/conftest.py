"""An accountant's and a colleague's requests, and a working draft."""

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
from customers.drafting.send_outcomes import SendOutcome, Sent
from customers.models import WorkingDraft
from econ_admin import connection
from econ_admin.access.models import Agreement, Person
from econ_admin.access.request import EconRequest
from econ_admin.access.roles import Role
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.pricing import build_level_key
from econ_admin.sandbox.seed import generate_documents
from tests.conftest import seed_store
from tests.customers.conftest import AddCustomer

MakeRequest = Callable[[str], EconRequest]
DISCOUNT_STEP = 12  # the quantity from which gloves are cheaper
DESK = "1011"  # of the seed, with a discount at any quantity
CHAIR, STAMPS, GLOVES, BARRED = "1010", "6001", "1001", "9999"  # of the seed: with VAT, without VAT, cheap, barred


def list_seed_documents(size: int, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """The seed, with gloves that are cheaper by the dozen, and desks at 6 % discount, or 8 % from 25."""
    yield from ((noun, document) for noun, document in generate_documents(size, day) if noun != "price-levels")
    glove_level = {"quantity": Decimal(DISCOUNT_STEP), "discountPercentage": Decimal("7.50")}
    desk_levels = [{"quantity": Decimal(1), "discountPercentage": Decimal("6.00")}]
    desk_levels += [{"quantity": Decimal(25), "discountPercentage": Decimal("8.00")}]
    for product_number, levels in ((GLOVES, [glove_level]), (DESK, desk_levels)):
        product = {"productNumber": product_number}
        yield (
            "price-levels",
            {"place": build_level_key(product_number, 0), "product": product, "priceGroup": 0, "levels": levels},
        )


@pytest.fixture(scope="session")
def seeded_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seed_store(tmp_path_factory.mktemp("levels") / "sandbox.sqlite", list_seed_documents)


@pytest.fixture(autouse=True)
def no_lease_wait(settings: Settings) -> None:
    settings.LEASE_PATIENCE = 0


@pytest.fixture
def database_on_disk(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """The database in a file, as in production: there threads wait for each other; in memory they collide."""
    if connections["default"].vendor != "sqlite":
        yield
        return
    default_connection = connections["default"]
    default_connection.ensure_connection()
    memory_connection, name = default_connection.connection, default_connection.settings_dict["NAME"]
    path = tmp_path / "database.sqlite"
    with closing(sqlite3.connect(path)) as file:
        memory_connection.backup(file)
    default_connection.connection, default_connection.settings_dict["NAME"] = None, str(path)
    yield
    default_connection.close()
    default_connection.connection, default_connection.settings_dict["NAME"] = memory_connection, name


@pytest.fixture
def make_request(sandbox: Sandbox, agreement: Agreement, people: dict[str, Person]) -> MakeRequest:
    """Makes a request as the middleware passes it to a view: `make_request("accountant")`."""

    def make(name: str) -> EconRequest:
        request = cast("EconRequest", RequestFactory().post("/"))
        request.htmx = HtmxDetails(request)
        request.user = people[name]
        request.agreement = agreement
        request.role = Role.ACCOUNTANT
        request.economic = connection.connect(agreement, people[name]).refreshed()
        return request

    return make


@pytest.fixture
def accountant(make_request: MakeRequest) -> EconRequest:
    return make_request("accountant")


@pytest.fixture
def colleague(make_request: MakeRequest) -> EconRequest:
    """The request of another person who may edit drafts."""
    return make_request("admin")


@pytest.fixture
def working_draft(accountant: EconRequest, add_customer: AddCustomer) -> WorkingDraft:
    """An empty working draft."""
    return create.create_draft(accountant, add_customer(country="Danmark"))


def add_chairs(request: EconRequest, working_draft: WorkingDraft, quantity: int = 3) -> WorkingDraft:
    """Add a line of chairs to the draft."""
    return add_line(request, working_draft, CHAIR, Decimal(quantity)).draft


def send_acknowledged(request: EconRequest, working_draft: WorkingDraft, **options: Any) -> Sent:
    """Send the draft with every warning acknowledged. Fails unless e-conomic took it."""
    outcome = attempt_send(request, working_draft, **options)
    assert isinstance(outcome, Sent), outcome
    return outcome


def attempt_send(request: EconRequest, working_draft: WorkingDraft, **options: Any) -> SendOutcome:
    """Send the draft with every warning acknowledged."""
    working_draft.refresh_from_db()
    return send_draft(
        request,
        working_draft,
        working_draft.revision,
        acknowledged=[finding.fingerprint for finding in presend_facts.check_draft(request, working_draft)],
        **options,
    )


def list_draft_numbers(economic: Gateway, working_draft: WorkingDraft) -> list[int]:
    """The numbers of the customer's drafts in e-conomic."""
    return [draft.draft_invoice_number for draft in economic.drafts.of(working_draft.customer, size=1000).items]
