"""A sandbox of three customers, and more where a test asks for them."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from econ_admin.sandbox import Sandbox
from tests.sandbox.serving import command, free_port
from tests.sandbox.small import documents

NOON = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
Making = Callable[[int], Sandbox]


@pytest.fixture
def make_sandbox(tmp_path: Path) -> Iterator[Making]:
    """Makes a sandbox of so many customers, always on the same store."""
    made: list[Sandbox] = []

    def make(size: int) -> Sandbox:
        store = tmp_path / "sandbox.sqlite"
        made.append(Sandbox(store, size, date(2026, 11, 23), lambda: NOON, handles=True, seed=documents))
        return made[-1]

    yield make
    for each in made:
        each.close()


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
