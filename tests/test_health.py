"""What machines ask."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings


def test_the_process_answers_without_a_database() -> None:
    response = Client().get("/healthz")

    assert response.status_code == 200


@pytest.mark.django_db
def test_ready_when_database_and_cache_answer(settings: Settings, tmp_path: Path) -> None:
    settings.ECONOMIC_CACHE = tmp_path / "economic.sqlite"
    settings.ECONOMIC_CACHE.touch()

    response = Client().get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"database": True, "cache": True}


@pytest.mark.django_db
def test_not_ready_without_the_cache_file(settings: Settings, tmp_path: Path) -> None:
    settings.ECONOMIC_CACHE = tmp_path / "economic.sqlite"

    response = Client().get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"database": True, "cache": False}
