"""What tests stand on: a fresh sandbox, a gateway on it, and people who are signed in."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings

from econ_admin import connection
from econ_admin.access.agreements import the_agreement
from econ_admin.access.demo import make_demo_people
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway, pool
from econ_admin.gateway.session import open_session
from econ_admin.sandbox import Sandbox

DAY = date(2026, 11, 23)

hypothesis_settings.register_profile("quick", max_examples=25, deadline=None)
hypothesis_settings.register_profile("whole", max_examples=300, deadline=None)
# In CI the same examples each time: what chance finds anew is found at a desk, not in the way of another change.
hypothesis_settings.register_profile("ci", hypothesis_settings.get_profile("whole"), derandomize=True, database=None)
usual = "ci" if os.environ.get("CI") else "whole"
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", usual))


@pytest.fixture(scope="session")
def seeded_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sandbox's store, seeded once; tests get copies."""
    store = tmp_path_factory.mktemp("seed") / "sandbox.sqlite"
    Sandbox(store, size=60, day=DAY).close()
    return store


@pytest.fixture
def sandbox(settings: Settings, tmp_path: Path, seeded_store: Path) -> Iterator[Sandbox]:
    """The embedded sandbox, as seeded, with a cache that is empty."""
    settings.SANDBOX_STORE = Path(shutil.copy(seeded_store, tmp_path))
    settings.ECONOMIC_CACHE = cache = tmp_path / "cache" / "economic.sqlite"
    embedded = connection.embedded_sandbox()
    yield embedded
    pool.close()  # its threads, after a failure perhaps still at work, read from both of these
    open_session(cache).close()
    embedded.close()


@pytest.fixture
def agreement(db: None) -> Agreement:
    return the_agreement()


@pytest.fixture
def people(agreement: Agreement) -> dict[str, Person]:
    """The demo people, by name: viewer, editor, accountant, admin."""
    make_demo_people(agreement)
    return {person.username: person for person in Person.objects.all()}


@pytest.fixture
def economic(sandbox: Sandbox, agreement: Agreement, people: dict[str, Person]) -> Gateway:
    return connection.connect(agreement, people["admin"])


@pytest.fixture
def sign_in(sandbox: Sandbox, people: dict[str, Person]) -> Callable[..., Client]:
    """A client in which one of the demo people is signed in: `sign_in("viewer")`."""

    def as_somebody(name: str, **headers: str) -> Client:
        client = Client(headers=headers)
        client.force_login(people[name])
        return client

    return as_somebody


@pytest.fixture
def client(sign_in: Callable[..., Client]) -> Client:
    """An editor's browser."""
    return sign_in("editor")


@pytest.fixture
def htmx(sign_in: Callable[..., Client]) -> Client:
    """The same editor, asking as htmx does."""
    return sign_in("editor", **{"HX-Request": "true"})
