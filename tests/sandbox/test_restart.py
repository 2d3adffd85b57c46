"""A sandbox that is killed while it writes leaves a store that opens and is whole."""
# ruff: noqa: S608 -- table names come from the collections' declarations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.collections import Collection
from econ_admin.sandbox.endpoints import COLLECTIONS
from tests.sandbox.small_seed import generate_documents
from tests.sandbox.test_customers import NEW_CUSTOMER

ROOT = Path(__file__).parents[2]
TOKENS = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}
WRITES_BEFORE_KILL = 60  # writes after which it is killed, in the midst of others

pytestmark = [pytest.mark.slow, pytest.mark.processes]


def write_forever(store: Path) -> None:
    """Four threads that post customers and contacts, each with its key, and tell each number that they were given."""
    from concurrent.futures import ThreadPoolExecutor
    from itertools import count

    sandbox = Sandbox(store, 3, date(2026, 11, 23), seed=generate_documents)

    def write(thread: int) -> None:
        for number in count():
            key = f"{thread}-{number}"
            headers = {**TOKENS, "Idempotency-Key": key}
            customer = sandbox.request("POST", "/customers", {**NEW_CUSTOMER, "name": key}, headers).json()[
                "customerNumber"
            ]
            sandbox.request("POST", f"/customers/{customer}/contacts", {"name": key})
            os.write(1, f"{key} {customer}\n".encode())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))


@pytest.mark.parametrize("attempt", range(3))
def test_kill_while_writing_leaves_an_intact_store(tmp_path: Path, attempt: int) -> None:
    store = tmp_path / "sandbox.sqlite"
    script = "import sys; from pathlib import Path; from tests.sandbox.test_restart import write_forever as write"
    reported = []
    with subprocess.Popen(
        [sys.executable, "-c", f"{script}; write(Path(sys.argv[1]))", str(store)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        reported = [process.stdout.readline().split() for _ in range(WRITES_BEFORE_KILL + attempt)]
        process.send_signal(signal.SIGKILL)
        reported += [
            text_line.split()
            for text_line in process.stdout.read().splitlines(keepends=True)
            if text_line.endswith("\n")
        ]

    sandbox = Sandbox(store, 3, date(2026, 11, 23), seed=generate_documents)

    for idempotency_key, number in reported:
        document = sandbox.request("GET", f"/customers/{number}").json()
        retry = sandbox.request(
            "POST",
            "/customers",
            {**NEW_CUSTOMER, "name": idempotency_key},
            {**TOKENS, "Idempotency-Key": idempotency_key},
        )
        assert document["name"] == idempotency_key
        assert (retry.json()["customerNumber"], retry.headers["X-ResultFromCache"]) == (int(number), "true")
        assert sandbox.request("GET", f"/customers/{number}/contacts").json()["pagination"]["results"] == 1
    assert sandbox.request("POST", "/customers", NEW_CUSTOMER).status == 201
    sandbox.close()
    assert_store_is_intact(store, COLLECTIONS.values())
    assert_store_is_intact(store.with_name("sandbox-control.sqlite"), ())


def assert_store_is_intact(store: Path, collections: Iterable[Collection]) -> None:
    """SQLite finds nothing wrong, and every document has its row in the narrow table and in the index."""
    connection = sqlite3.connect(store)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    for collection in collections:
        noun = collection.noun
        bodies = connection.execute(f'SELECT key FROM "{noun}" ORDER BY key').fetchall()
        assert bodies == connection.execute(f'SELECT key FROM "{noun} columns" ORDER BY key').fetchall()
        if collection.has_text_index:
            connection.execute(f"""INSERT INTO "{noun} text" ("{noun} text", rank) VALUES ('integrity-check', 1)""")
    connection.close()
