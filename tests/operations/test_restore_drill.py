"""The restore drill: backups of a dashboard while people save, the machine is lost, and the last backup is restored."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.operations.savers import save_meanwhile
from tests.site import ROOT, SERVER, build_environment, prepare_dashboard, run_sandbox, run_server

pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.enable_socket]  # it never leaves this machine


def run(environment: dict[str, str], *command: str) -> str:
    result = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    with run_sandbox(60) as (_, variables):
        yield build_environment(tmp_path / "lost", **variables)


def test_last_backup_has_every_save_that_was_accepted_before_it(environment: dict[str, str], tmp_path: Path) -> None:
    backup = tmp_path / "backup.sqlite"
    prepare_dashboard(environment)
    port = int(environment["PORT"])
    with run_server(SERVER, environment, port), save_meanwhile([f"http://127.0.0.1:{port}"] * 2) as savers:
        run(environment, "backup", str(backup))

    other_machine = {**environment, "DATA_DIR": str(tmp_path / "new")}
    restored = run(other_machine, "restore", str(backup))
    verified = run(other_machine, "trail", "verify")
    with closing(sqlite3.connect(tmp_path / "new" / "econ-admin.sqlite")) as database:
        sent = b"".join(body for (body,) in database.execute("SELECT body FROM trail_intent"))

    assert "The audit trail is intact" in verified
    assert "The audit trail is intact" in restored
    assert savers.count > len(savers.accepted_before), "saves went on during the last backup"
    assert [address for address in savers.accepted_before if address.encode() not in sent] == []
