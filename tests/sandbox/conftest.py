"""A sandbox of three customers, and more where a test asks for them."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from econ_admin.sandbox import Sandbox
from tests.sandbox.http_client import command, free_port
from tests.sandbox.small_seed import documents

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
Making = Callable[[int], Sandbox]


@pytest.fixture(scope="session")
def seeded_with(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """A store of so many customers, seeded once; tests get copies."""
    folder = tmp_path_factory.mktemp("seeds")

    @cache
    def seeded(size: int) -> Path:
        store = folder / f"{size}.sqlite"
        Sandbox(store, size, DAY, lambda: NOON, seed=documents).close()
        return store

    return seeded


@pytest.fixture
def make_sandbox(tmp_path: Path, seeded_with: Callable[[int], Path]) -> Iterator[Making]:
    """Makes a sandbox of so many customers, always on the same store."""
    made: list[Sandbox] = []
    store = tmp_path / "sandbox.sqlite"

    def make(size: int) -> Sandbox:
        if not store.exists():
            shutil.copy(seeded_with(size), store)
        made.append(Sandbox(store, size, DAY, lambda: NOON, handles=True, seed=documents))
        return made[-1]

    yield make
    for sandbox in made:
        sandbox.close()


@pytest.fixture
def sandbox(make_sandbox: Making) -> Sandbox:
    return make_sandbox(3)


@pytest.fixture(scope="session")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where a sandbox of twenty customers is served, with its handles."""
    port = free_port()
    with command(tmp_path_factory.mktemp("served"), port) as process:
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
        yield port
        process.terminate()
        assert process.wait(20) == 0
