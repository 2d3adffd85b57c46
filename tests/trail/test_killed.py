"""kill -9 at each point of a write: the history says what happened, or that it is unknown, and stays intact."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.trail.killed_process import CUSTOMER, POINTS

pytestmark = [pytest.mark.processes, pytest.mark.slow]

States = list[list[str | bool]]

NOTHING: States = []
UNKNOWN: States = [["unknown", str(CUSTOMER), True]]
DONE: States = [["done", str(CUSTOMER), True]]
EXPECTED = {
    "before the intent": (NOTHING, False),
    "while the intent is stored": (NOTHING, False),
    "after the intent": (UNKNOWN, False),
    "before e-conomic has it": (UNKNOWN, False),
    "after e-conomic has done it": (UNKNOWN, True),
    "after the answer": (UNKNOWN, True),
    "while the outcome is stored": (UNKNOWN, True),
    "after the outcome": (DONE, True),
}


@pytest.fixture(scope="module")
def prepared_folder(tmp_path_factory: pytest.TempPathFactory, seeded_store: Path) -> Path:
    """A data folder with a database and a sandbox; tests use copies."""
    folder = tmp_path_factory.mktemp("prepared")
    for path in seeded_store.parent.iterdir():
        shutil.copy(path, folder)
    run(folder, "manage.py", "migrate", "-v0")
    return folder


def run(folder: Path, *command: str, status: int = 0) -> str:
    environment = os.environ | {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "econ_admin.settings"}
    process = subprocess.run((sys.executable, *command), env=environment, capture_output=True, text=True, check=False)
    assert process.returncode == status, process.stderr
    return process.stdout


@pytest.mark.parametrize("point", POINTS)
def test_history_says_what_happened_or_that_it_is_unknown(prepared_folder: Path, tmp_path: Path, point: str) -> None:
    folder = Path(shutil.copytree(prepared_folder, tmp_path / "data"))

    run(folder, "-m", "tests.trail.killed_process", point, status=-signal.SIGKILL)

    seen = json.loads(run(folder, "-m", "tests.trail.killed_process", "look"))
    assert (seen["states"], seen["is_done"]) == EXPECTED[point]
    assert seen["problems"] == []
    assert "intact" in run(folder, "manage.py", "trail", "verify")
