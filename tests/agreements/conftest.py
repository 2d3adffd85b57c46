"""Fixtures: an e-conomic with two agreements, an administrator who may add them, and both of them added."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client
from pytest_django import Settings

from econ_admin.access.agreements import may_add_agreements
from econ_admin.access.models import Agreement, Person
from econ_admin.agreements.changes import add_agreement
from econ_admin.connection import check_grant
from econ_admin.environment import EconomicSettings
from econ_admin.gateway import Secret, Tokens, Upstream
from econ_admin.gateway.sessions import open_session
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.adapter import SandboxAdapter
from tests.agreements.office import APP_TOKEN, GRANTS, Office, open_office
from tests.clock import DAY

ADDRESS = "https://office.invalid"
AddAgreement = Callable[[Person, str], Agreement]
SignIn = Callable[[Person], Client]


@pytest.fixture(scope="session")
def office_stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stores of both agreements, seeded once; tests use copies."""
    folder = tmp_path_factory.mktemp("office")
    for sandbox in open_office(folder, DAY).sandboxes.values():
        sandbox.log()
        sandbox.close()
    return folder


@pytest.fixture
def office(sandbox: Sandbox, settings: Settings, tmp_path: Path, office_stores: Path) -> Iterator[Office]:
    """An e-conomic with two agreements, of which the environment has none."""
    folder = Path(shutil.copytree(office_stores, tmp_path / "office"))
    office = open_office(folder, DAY)
    tokens = Tokens(Secret(APP_TOKEN), Secret(""))
    settings.ECONOMIC = EconomicSettings(ADDRESS, tokens, embedded=False, app_public_token="public-token")
    open_session(settings.ECONOMIC_CACHE).register_upstream(
        Upstream(ADDRESS, "mounted-first"), tokens, SandboxAdapter(office)
    )
    yield office
    for each_sandbox in office.sandboxes.values():
        each_sandbox.close()


@pytest.fixture
def anna(office: Office, db: None) -> Person:
    """A person with no role, who may add the first agreement."""
    person = Person.objects.create(username="anna")
    assert may_add_agreements(person)
    return person


@pytest.fixture
def sign_in_person(db: None) -> SignIn:
    """A client in which the person has just given their password."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        request = HttpRequest()
        request.session = client.session
        record_authentication(request, person, "password")
        request.session.save()
        return client

    return sign_in


@pytest.fixture
def client(anna: Person, sign_in_person: SignIn) -> Client:
    return sign_in_person(anna)


@pytest.fixture
def add(office: Office, db: None) -> AddAgreement:
    """Adds an agreement by its company, without a page: `add(anna, "Alfa")`."""

    def add_one(person: Person, company: str) -> Agreement:
        grant = Secret(GRANTS[company])
        return add_agreement(person, grant, check_grant(grant))

    return add_one


@pytest.fixture
def both(anna: Person, add: AddAgreement) -> dict[str, Agreement]:
    return {company: add(anna, company) for company in GRANTS}
