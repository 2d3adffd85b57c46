"""The restore drill: backups of a dashboard while people save, the machine is lost, and the last backup is restored."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.site import ROOT, SERVER, build_environment, prepare_dashboard, run_sandbox, run_server
from tests.site_client import SiteClient

pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.enable_socket]  # it never leaves this machine

PEOPLE, FIRST_CUSTOMER = ("editor", "accountant"), 10001
WRITES_BEFORE = 8


class Saver:
    """A person who changes one customer again and again."""

    def __init__(self, client: SiteClient, customer: int) -> None:
        self.client, self.customer = client, customer
        self.accepted: list[str] = []

    def save_until(self, stopped: threading.Event, saved: threading.Condition) -> None:
        while not stopped.is_set():
            address = f"Road {len(self.accepted)} of {self.customer}"
            answer = self.client.fill_in(f"/economic/customers/{self.customer}/edit/", address=address)
            assert answer.status_code == 303, answer.text
            with saved:
                self.accepted.append(address)
                saved.notify_all()


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
    with run_server(SERVER, environment, int(environment["PORT"])), ExitStack() as clients:
        site = f"http://127.0.0.1:{environment['PORT']}"
        savers = [
            Saver(clients.enter_context(SiteClient(site, person)), FIRST_CUSTOMER + place)
            for place, person in enumerate(PEOPLE)
        ]
        stopped, saved = threading.Event(), threading.Condition()
        threads = [threading.Thread(target=saver.save_until, args=(stopped, saved)) for saver in savers]
        for thread in threads:
            thread.start()
        with saved:
            assert saved.wait_for(lambda: sum(len(saver.accepted) for saver in savers) >= WRITES_BEFORE, timeout=60)
            accepted = [address for saver in savers for address in saver.accepted]
        run(environment, "backup", str(backup))
        stopped.set()
        for thread in threads:
            thread.join()
        total = sum(len(saver.accepted) for saver in savers)

    other_machine = {**environment, "DATA_DIR": str(tmp_path / "new")}
    restored = run(other_machine, "restore", str(backup))
    verified = run(other_machine, "trail", "verify")
    with closing(sqlite3.connect(tmp_path / "new" / "econ-admin.sqlite")) as database:
        sent = b"".join(body for (body,) in database.execute("SELECT body FROM trail_intent"))

    assert "The audit trail is intact" in verified
    assert "The audit trail is intact" in restored
    assert total > len(accepted), "saves went on during the last backup"
    assert [address for address in accepted if address.encode() not in sent] == []
