"""A database file beside the one of the tests."""

import shutil
import stat
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from econ_admin.access.models import Agreement, Person
from econ_admin.gateway.trail import Intent, Outcome
from econ_admin.operations.database_file import use_database_file
from econ_admin.trail.database_trail import DatabaseTrail

WRITABLE = "PRAGMA journal_mode=WAL"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    """A database with all tables, a person, an agreement and a session; tests use copies."""
    file = tmp_path_factory.mktemp("migrated") / "econ-admin.sqlite"
    with django_db_blocker.unblock(), use_database_file(file, WRITABLE):
        call_command("migrate", verbosity=0)
        Person.objects.create(username="ada")
        Agreement.objects.create(slug="other", name="Other")
        Session.objects.create(session_key="a" * 32, session_data="", expire_date=timezone.now())
    return file


@pytest.fixture
def database(db: None, migrated_file: Path, tmp_path: Path, settings: Settings) -> Path:
    """A copy of it in a data folder of its own, with one write in its trail."""
    settings.DATA_DIR = folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    file = Path(shutil.copy(migrated_file, folder))
    write(file, "first")
    return file


def write(file: Path, key: str) -> None:
    """Adds a write to the trail."""
    with use_database_file(file, WRITABLE):
        trail = DatabaseTrail(Agreement.objects.get(), Person.objects.get())
        trail.begin(Intent("1", "customers", "7", "PUT", "customers/7", b"{}", b"", idempotency_key=key))
        trail.end(key, Outcome(200, b"{}"))


def list_keys(file: Path) -> list[str]:
    """Returns the keys of the trail's writes."""
    from econ_admin.trail.models import Intent

    with use_database_file(file):
        return list(Intent.objects.order_by("pk").values_list("key", flat=True))


def get_mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)
