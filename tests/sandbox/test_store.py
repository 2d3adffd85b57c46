"""Several threads and processes on one store."""

import multiprocessing
import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox
from tests.sandbox.conftest import Making
from tests.sandbox.small_seed import documents
from tests.sandbox.test_customers import NEW
from tests.sandbox.test_schemas import DRAFT


def ask_thirty_times(store: Path) -> list[int]:
    sandbox = Sandbox(store, 3, date(2026, 11, 23), seed=documents)
    statuses = [sandbox.ask("GET", "/customers").status for _ in range(30)]
    sandbox.close()
    return statuses


@pytest.mark.processes
def test_two_processes_count_a_fault_once(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.fault("GET", "/customers", "status:503", times=25)

    with multiprocessing.get_context("spawn").Pool(2) as pool:
        statuses = pool.map(ask_thirty_times, [tmp_path / "sandbox.sqlite"] * 2, chunksize=1)

    assert Counter(status for process_statuses in statuses for status in process_statuses) == {503: 25, 200: 35}


@pytest.mark.parametrize(
    ("path", "number", "body"),
    [
        ("/customers", "customerNumber", NEW),
        ("/customers/1/contacts", "customerContactNumber", {"name": "Ada"}),
        ("/customers/1/delivery-locations", "deliveryLocationNumber", {"city": "Ribe"}),
        ("/invoices/drafts", "draftInvoiceNumber", {**DRAFT, "customer": {"customerNumber": 2}}),
    ],
)
def test_eight_threads_that_post_at_once_lose_nothing(
    sandbox: Sandbox, path: str, number: str, body: dict[str, Any]
) -> None:
    before = sandbox.ask("GET", path).json()["pagination"]["results"]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: sandbox.ask("POST", path, body), range(80)))

    listed = sandbox.ask("GET", f"{path}?pagesize=1000").json()
    given = {response.json()[number] for response in answers}
    assert {response.status for response in answers} == {201}
    assert len(given) == 80
    assert listed["pagination"]["results"] == before + 80
    assert given <= {document[number] for document in listed["collection"]}


@pytest.mark.slow
def test_threads_that_read_and_write_at_once_all_get_their_answer(sandbox: Sandbox) -> None:
    asked = [("GET", "/customers/2"), ("GET", "/customers?filter=name$like:ny"), ("POST", "/customers")] * 200

    with ThreadPoolExecutor(32) as pool:
        statuses = Counter(pool.map(lambda each: sandbox.ask(each[0], each[1], NEW).status, asked))

    assert statuses == {200: 400, 201: 200}
    assert len(sandbox.log()) == 600


def test_reading_does_not_wait_for_a_writer(sandbox: Sandbox, tmp_path: Path) -> None:
    writer = sqlite3.connect(tmp_path / "sandbox.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute('DELETE FROM "customers"')

    answer = sandbox.ask("GET", "/customers/1")

    assert answer.status == 200
    writer.close()


@pytest.mark.processes
@pytest.mark.slow
def test_processes_that_begin_at_once_seed_once(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        statuses = pool.map(ask_thirty_times, [tmp_path / "new" / "sandbox.sqlite"] * 3, chunksize=1)

    assert {status for process_statuses in statuses for status in process_statuses} == {200}


def test_what_was_written_is_there_for_the_next_who_opens_the_store(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.ask("DELETE", "/customers/1")
    sandbox.close()

    again = Sandbox(tmp_path / "sandbox.sqlite", 3, date(2026, 11, 23), seed=documents)

    assert again.ask("GET", "/customers/1").status == 404
    again.close()


def test_a_store_of_another_make_is_made_anew(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.ask("DELETE", "/customers/1")
    sandbox.close()
    with sqlite3.connect(tmp_path / "sandbox.sqlite") as connection:
        connection.execute("PRAGMA user_version = 1")
    connection.close()

    again = Sandbox(tmp_path / "sandbox.sqlite", 3, date(2026, 11, 23), seed=documents)

    assert again.ask("GET", "/customers/1").status == 200
    assert again.ask("GET", "/customers?filter=name$like:m%C3%B8l").json()["pagination"]["results"] == 2
    again.close()


def test_a_large_agreement_is_searched_by_its_index(make_sandbox: Making) -> None:
    sandbox = make_sandbox(5000)

    answer = sandbox.ask("GET", "/customers?filter=name$like:de%20499$or:email$like:de%20499&sort=-name").json()

    assert [customer["name"] for customer in answer["collection"]] == [
        f"Kunde {number}" for number in range(4999, 4989, -1)
    ]
