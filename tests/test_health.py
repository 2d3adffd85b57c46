"""Health and readiness checks."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from econ_admin.gateway import Gateway, open_session, prepare_cache
from econ_admin.sandbox import Sandbox


def test_healthz_answers_without_a_database() -> None:
    response = Client().get("/healthz")

    assert response.status_code == 200


@pytest.mark.django_db
def test_ready_when_database_and_cache_answer(settings: Settings, tmp_path: Path) -> None:
    settings.ECONOMIC_CACHE = cache = tmp_path / "economic.sqlite"
    prepare_cache(cache)

    response = Client().get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"database": True, "cache": True, "economic_answered": None}
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
    assert response.json() == {"database": True, "cache": False, "economic_answered": None}
