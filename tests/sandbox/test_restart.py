"""A sandbox that is killed while it writes leaves a store that opens and is whole."""
# ruff: noqa: S608 -- table names come from the collections' declarations

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.endpoints import COLLECTIONS
from tests.sandbox.small_seed import documents
from tests.sandbox.test_customers import NEW

ROOT = Path(__file__).parents[2]
TOKENS = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}
ANSWERED = 60  # writes after which it is killed, in the midst of others

pytestmark = [pytest.mark.slow, pytest.mark.processes]


def write_for_ever(store: Path) -> None:
    """Four threads that post customers and contacts, each with its key, and tell each number that they were given."""
    from concurrent.futures import ThreadPoolExecutor
    from itertools import count

    sandbox = Sandbox(store, 3, date(2026, 11, 23), seed=documents)

    def write(thread: int) -> None:
        for number in count():
            key = f"{thread}-{number}"
            headers = {**TOKENS, "Idempotency-Key": key}
            made = sandbox.ask("POST", "/customers", {**NEW, "name": key}, headers).json()["customerNumber"]
            sandbox.ask("POST", f"/customers/{made}/contacts", {"name": key})
            os.write(1, f"{key} {made}\n".encode())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))


@pytest.mark.parametrize("attempt", range(3))
def test_a_kill_in_the_midst_of_writing_leaves_a_whole_store(tmp_path: Path, attempt: int) -> None:
    store = tmp_path / "sandbox.sqlite"
    line = "import sys; from pathlib import Path; from tests.sandbox.test_restart import write_for_ever as write"
    told = []
    with subprocess.Popen(
        [sys.executable, "-c", f"{line}; write(Path(sys.argv[1]))", str(store)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        told = [process.stdout.readline().split() for _ in range(ANSWERED + attempt)]
        process.send_signal(signal.SIGKILL)
        told += [
            text_line.split()
            for text_line in process.stdout.read().splitlines(keepends=True)
            if text_line.endswith("\n")
        ]

    sandbox = Sandbox(store, 3, date(2026, 11, 23), seed=documents)

    for idempotency_key, number in told:
        found = sandbox.ask("GET", f"/customers/{number}").json()
        again = sandbox.ask(
            "POST", "/customers", {**NEW, "name": idempotency_key}, {**TOKENS, "Idempotency-Key": idempotency_key}
        )
        assert found["name"] == idempotency_key
        assert (again.json()["customerNumber"], again.headers["X-ResultFromCache"]) == (int(number), "true")
        assert sandbox.ask("GET", f"/customers/{number}/contacts").json()["pagination"]["results"] == 1
    assert sandbox.ask("POST", "/customers", NEW).status == 201
    sandbox.close()
    assert_whole(store)
    assert_whole(store.with_name("sandbox-handles.sqlite"))


def assert_whole(store: Path) -> None:
    """SQLite finds nothing wrong, and every document has its row in the narrow table and in the index."""
    connection = sqlite3.connect(store)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    for collection in COLLECTIONS.values() if "handles" not in store.name else ():
        noun = collection.noun
        bodies = connection.execute(f'SELECT key FROM "{noun}" ORDER BY key').fetchall()
        assert bodies == connection.execute(f'SELECT key FROM "{noun} columns" ORDER BY key').fetchall()
        if collection.searched:
            connection.execute(f"""INSERT INTO "{noun} text" ("{noun} text", rank) VALUES ('integrity-check', 1)""")
    connection.close()
