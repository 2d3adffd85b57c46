"""Health and readiness checks."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from econ_admin.gateway import Gateway, open_session, prepare_cache
from econ_admin.operations import readiness
from econ_admin.operations.last_backup import LastBackup, record_backup
from econ_admin.sandbox import Sandbox

READY = {
    "database": True,
    "migrations": True,
    "cache": True,
    "disk": True,
    "backup_made": None,
    "backup_late": False,
    "economic_answered": None,
}


def test_healthz_answers_without_a_database() -> None:
    response = Client().get("/healthz")

    assert response.status_code == 200


@pytest.mark.django_db
def test_ready_when_database_and_cache_answer(settings: Settings, tmp_path: Path) -> None:
    settings.ECONOMIC_CACHE = cache = tmp_path / "economic.sqlite"
    prepare_cache(cache)

    response = Client().get("/readyz")

    assert response.status_code == 200
    assert response.json() == READY
    open_session(cache).close()


def test_readyz_reports_the_last_answer_without_a_call(sandbox: Sandbox, economic: Gateway) -> None:
    economic.agreement.get()
    call_count = len(sandbox.log())

    status = Client().get("/readyz").json()

    assert datetime.now(UTC) - datetime.fromisoformat(status["economic_answered"]) < timedelta(minutes=1)
    assert len(sandbox.log()) == call_count


@pytest.mark.django_db
def test_not_ready_with_an_unreadable_cache(settings: Settings, tmp_path: Path) -> None:
    settings.ECONOMIC_CACHE = cache = tmp_path / "economic.sqlite"
    cache.write_text("not a database, and longer than a header would be" * 10)

    response = Client().get("/readyz")

    assert response.status_code == 503
    assert response.json()["cache"] is False


@pytest.mark.django_db
def test_not_ready_without_the_cache_file(settings: Settings, tmp_path: Path) -> None:
    settings.ECONOMIC_CACHE = tmp_path / "economic.sqlite"

    response = Client().get("/readyz")

    assert response.status_code == 503
    assert response.json() == READY | {"cache": False}


@pytest.mark.django_db
def test_not_ready_before_the_database_is_migrated(settings: Settings, tmp_path: Path, empty_cache: Path) -> None:
    settings.ECONOMIC_CACHE = empty_cache
    MigrationRecorder(connection).record_unapplied("customers", "0010_list_of_preferences")

    response = Client().get("/readyz")

    assert response.status_code == 503
    assert response.json() == READY | {"migrations": False}


@pytest.mark.django_db
def test_not_ready_with_a_full_disk(settings: Settings, empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ECONOMIC_CACHE = empty_cache
    monkeypatch.setattr(readiness, "LEAST_DISK_SPACE", 10**18)

    response = Client().get("/readyz")

    assert response.status_code == 503
    assert response.json() == READY | {"disk": False}


@pytest.mark.django_db
def test_late_backup_is_shown_and_takes_nothing_out_of_service(
    settings: Settings, tmp_path: Path, empty_cache: Path
) -> None:
    settings.ECONOMIC_CACHE, settings.DATA_DIR = empty_cache, tmp_path
    record_backup(tmp_path, LastBackup(datetime.now(UTC) - timedelta(days=3), "/private/place.sqlite", 1))

    response = Client().get("/readyz")

    assert response.status_code == 200
    assert response.json()["backup_late"] is True
    assert "private" not in response.text
