"""Fixtures for all tests: a fresh sandbox, a gateway on it, and signed-in clients."""

import gc
import math
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from inspect import signature
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache as shared_cache
from django.core.signals import setting_changed
from django.db import connection as db
from django.dispatch import receiver
from django.test import Client
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker, Settings
from redis import Redis

from econ_admin import connection
from econ_admin.access.agreements import get_or_create_agreement
from econ_admin.access.demo import PASSWORD, ROLE_BY_NAME
from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.gateway import CacheLocation, Gateway, RedisLocation, concurrency
from econ_admin.gateway.sessions import open_session, prepare_cache
from econ_admin.gateway.shared_flags import CIRCUIT_OPENED
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.app import Seed
from econ_admin.sandbox.seed import generate_documents
from econ_admin.trail.triggers import remove_triggers
from tests.clock import DAY, start_clock

MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108  # a folder in memory, if the system has one
REQUIRED_BYTES = 256 * 1024 * 1024  # bytes; containers often have less

if os.access(MEMORY_FOLDER, os.W_OK) and shutil.disk_usage(MEMORY_FOLDER).free > REQUIRED_BYTES:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY_FOLDER))  # SQLite is slower on a disk

IS_OFFICE = "TEST_DATABASE_URL" in os.environ
STORES = frozenset({"db", "transactional_db", "sandbox", "workers", "session"})  # the fixtures of databases and caches
PAGES = frozenset({"sandbox", "people"})  # the fixtures of tests of pages, and of what pages stand on
FILES = frozenset({"cache_file", "lock", "database"})  # arguments of tests that handle SQLite's files

hypothesis_settings.register_profile("quick", max_examples=25, deadline=None)
hypothesis_settings.register_profile("whole", max_examples=300, deadline=None)
# The same examples each time in CI, so that a random new failure does not block an unrelated change.
hypothesis_settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True, database=None)
default_profile = "ci" if os.environ.get("CI") else "whole"
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", default_profile))


@receiver(setting_changed)
def forget_rendered_links(*, setting: str, **kwargs: object) -> None:
    """Their addresses are those of the URLs that were set."""
    if setting == "ROOT_URLCONF":
        from customers.palette.context import _render_palette  # needs the apps
        from econ_admin.access.templatetags.access import _render_account_links

        _render_palette.cache_clear()
        _render_account_links.cache_clear()


def pytest_configure(config: pytest.Config) -> None:
    config.add_cleanup(start_clock().stop)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--first-pages", action="store_true", help="of the tests of pages, the first of each file")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL and Redis (`make test-office`), run what uses a database or a cache, apart from SQLite's own.

    Elsewhere, leave out what needs them, unless it is asked for.
    """
    selected = items[:]
    if IS_OFFICE or "office" not in config.option.markexpr:
        is_selected = _is_for_office if IS_OFFICE else _is_for_files
        selected = [item for item in items if is_selected(item)]
    if config.getoption("first_pages"):
        selected = _select_first_pages(selected)
    remaining = set(selected)
    config.hook.pytest_deselected(items=[item for item in items if item not in remaining])
    items[:] = selected


def _select_first_pages(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    selected, modules = list[pytest.Item](), set[Path]()
    for item in items:
        needs_pages = PAGES.issubset(getattr(item, "fixturenames", ()))
        if not needs_pages or item.path not in modules:
            selected.append(item)
        if needs_pages:
            modules.add(item.path)
    return selected


def _is_for_files(item: pytest.Item) -> bool:
    return item.get_closest_marker("office") is None


def _is_for_office(item: pytest.Item) -> bool:
    """The tests of SQLite are marked; pytest-django lets no other test touch the database."""
    if item.get_closest_marker("sqlite") or item.get_closest_marker("browser"):
        return False
    names = set(getattr(item, "fixturenames", ()))
    if isinstance(item, pytest.Function) and FILES & set(signature(item.function).parameters):
        return False
    return bool(names & STORES or item.get_closest_marker("django_db") or item.get_closest_marker("office"))


def pytest_collection_finish() -> None:
    """Exclude modules, tests and fixtures from garbage collection, since they stay until the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings_parallel_suffix: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Use a database file for the browser tests: in memory, all threads of a live server share one connection."""
    if all(item.get_closest_marker("browser") for item in request.session.items):
        db.settings_dict["TEST"]["NAME"] = tmp_path_factory.mktemp("database") / "tests.sqlite"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Remove the triggers that keep the audit trail, since each test deletes its rows. Some tests install them."""
    with django_db_blocker.unblock():
        remove_trail_triggers()
    close_if_obsolete = db.close_if_unusable_or_obsolete

    def close_outside_transactions() -> None:
        """A response that is closed would end the test's transaction; a SQLite database in memory stays open."""
        if not db.in_atomic_block:
            close_if_obsolete()

    db.close_if_unusable_or_obsolete = close_outside_transactions  # type: ignore[method-assign]


def remove_trail_triggers() -> None:
    with db.cursor() as cursor:
        remove_triggers(db.vendor, cursor.execute)


@pytest.fixture(scope="session")
def seeded_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a sandbox, seeded once; tests use copies."""
    return seed_store(tmp_path_factory.mktemp("seed") / "sandbox.sqlite", generate_documents)


def seed_store(store: Path, documents: Seed) -> Path:
    """Create a store of sixty customers, with its control file next to it."""
    sandbox = Sandbox(store, size=60, day=DAY, seed=documents)
    sandbox.log()
    sandbox.close()
    return store


@pytest.fixture(scope="session")
def empty_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gateway's cache, created once; tests use copies."""
    path = tmp_path_factory.mktemp("cache") / "economic.sqlite"
    prepare_cache(path)
    return path


@pytest.fixture
def sandbox(settings: Settings, tmp_path: Path, seeded_store: Path, empty_cache: Path) -> Iterator[Sandbox]:
    """The seeded embedded sandbox, with an empty cache."""
    for path in seeded_store.parent.iterdir():
        shutil.copy(path, tmp_path)
    settings.SANDBOX_STORE = tmp_path / seeded_store.name
    settings.ECONOMIC_CACHE = _empty_cache(settings.ECONOMIC_CACHE, empty_cache, tmp_path / "cache")
    shared_cache.clear()
    embedded = connection.get_embedded_sandbox()
    yield embedded
    concurrency.close_pool()  # after a failure its threads may still read from both of these
    open_session(settings.ECONOMIC_CACHE).close()
    embedded.close()
    connection._open_sandbox.cache_clear()  # otherwise all of them would be kept until the end


def read_whole_cache(location: CacheLocation) -> bytes:
    """All that is stored in the cache, and beside the file."""
    if isinstance(location, RedisLocation):
        return read_cache(location)
    return b"".join(path.read_bytes() for path in location.parent.rglob("*") if path.is_file())


def read_cache(location: CacheLocation) -> bytes:
    """All that is stored in the cache, apart from the file's journal."""
    if isinstance(location, RedisLocation):
        with Redis.from_url(location.url) as redis:
            return b"".join(key + (redis.dump(key) or b"") for key in redis.scan_iter())
    return location.read_bytes()


def _empty_cache(location: CacheLocation, file: Path, folder: Path) -> CacheLocation:
    """A cache without entries: this Redis, emptied, or a copy of the file."""
    if isinstance(location, RedisLocation):
        with Redis.from_url(location.url) as redis:
            redis.flushdb()
        return location
    folder.mkdir()
    return Path(shutil.copy(file, folder))


@pytest.fixture
def agreement(db: None) -> Agreement:
    return get_or_create_agreement()


@pytest.fixture
def people(agreement: Agreement) -> dict[str, Person]:
    """The demo people by name: viewer, editor, accountant, admin. Created in two queries for speed."""
    people = Person.objects.bulk_create(
        Person(username=name, password=_hash_password(PASSWORD), demo=True) for name in ROLE_BY_NAME
    )
    Membership.objects.bulk_create(
        Membership(person=person, agreement=agreement, role=ROLE_BY_NAME[person.username]) for person in people
    )
    return {person.username: person for person in people}


_hash_password = cache(make_password)


@pytest.fixture
def economic(sandbox: Sandbox, agreement: Agreement, people: dict[str, Person]) -> Gateway:
    return connection.connect(agreement, people["admin"])


@pytest.fixture
def restore_economic(sandbox: Sandbox, agreement: Agreement, settings: Settings) -> Callable[[], None]:
    """Makes e-conomic answer again, and closes the circuit."""

    def restore() -> None:
        sandbox.reset()
        open_session(settings.ECONOMIC_CACHE).shared_flags.clear_flag(
            agreement.cache_id, CIRCUIT_OPENED, before=math.inf
        )

    return restore


@pytest.fixture
def sign_in(sandbox: Sandbox, people: dict[str, Person]) -> Callable[..., Client]:
    """A client in which one of the demo people is signed in: `sign_in("viewer")`."""

    def sign_in_as(name: str, **headers: str) -> Client:
        client = Client(headers=headers)
        client.force_login(people[name])
        return client

    return sign_in_as


@pytest.fixture
def client(sign_in: Callable[..., Client]) -> Client:
    """An editor's client."""
    return sign_in("editor")


@pytest.fixture
def htmx(sign_in: Callable[..., Client]) -> Client:
    """The same editor, with requests by htmx."""
    return sign_in("editor", **{"HX-Request": "true"})
