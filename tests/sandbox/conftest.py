"""A sandbox of three customers, and more where a test asks for them."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from econ_admin.sandbox import Sandbox
from tests.sandbox.http_client import free_port, run_sandbox_command
from tests.sandbox.small_seed import generate_documents

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
SandboxFactory = Callable[[int], Sandbox]


@pytest.fixture(scope="session")
def get_seeded_store(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """A store of so many customers, seeded once; tests get copies."""
    folder = tmp_path_factory.mktemp("seeds")

    @cache
    def seed_store(size: int) -> Path:
        store = folder / f"{size}.sqlite"
        Sandbox(store, size, DAY, lambda: NOON, seed=generate_documents).close()
        return store

    return seed_store


@pytest.fixture
def make_sandbox(tmp_path: Path, get_seeded_store: Callable[[int], Path]) -> Iterator[SandboxFactory]:
    """Makes a sandbox of so many customers, always on the same store."""
    sandboxes: list[Sandbox] = []
    store = tmp_path / "sandbox.sqlite"

    def make(size: int) -> Sandbox:
        if not store.exists():
            shutil.copy(get_seeded_store(size), store)
        sandboxes.append(Sandbox(store, size, DAY, lambda: NOON, serve_control_api=True, seed=generate_documents))
        return sandboxes[-1]

    yield make
    for sandbox in sandboxes:
        sandbox.close()


@pytest.fixture
def sandbox(make_sandbox: SandboxFactory) -> Sandbox:
    return make_sandbox(3)


@pytest.fixture(scope="session")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where a sandbox of twenty customers is served, with its handles."""
    port = free_port()
    with run_sandbox_command(tmp_path_factory.mktemp("served"), port) as process:
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
        yield port
        process.terminate()
        assert process.wait(20) == 0
