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
from tests.sandbox.conftest import SandboxFactory
from tests.sandbox.small_seed import generate_documents
from tests.sandbox.test_customers import NEW_CUSTOMER
from tests.sandbox.test_schemas import DRAFT


def request_thirty_times(store: Path) -> list[int]:
    sandbox = Sandbox(store, 3, date(2026, 11, 23), seed=generate_documents)
    statuses = [sandbox.request("GET", "/customers").status for _ in range(30)]
    sandbox.close()
    return statuses


@pytest.mark.processes
def test_processes_share_fault_counts(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.fault("GET", "/customers", "status:503", times=25)

    with multiprocessing.get_context("spawn").Pool(2) as pool:
        statuses = pool.map(request_thirty_times, [tmp_path / "sandbox.sqlite"] * 2, chunksize=1)

    assert Counter(status for process_statuses in statuses for status in process_statuses) == {503: 25, 200: 35}


@pytest.mark.parametrize(
    ("path", "number", "body"),
    [
        ("/customers", "customerNumber", NEW_CUSTOMER),
        ("/customers/1/contacts", "customerContactNumber", {"name": "Ada"}),
        ("/customers/1/delivery-locations", "deliveryLocationNumber", {"city": "Ribe"}),
        ("/invoices/drafts", "draftInvoiceNumber", {**DRAFT, "customer": {"customerNumber": 2}}),
    ],
)
def test_concurrent_posts_lose_nothing(sandbox: Sandbox, path: str, number: str, body: dict[str, Any]) -> None:
    before = sandbox.request("GET", path).json()["pagination"]["results"]

    with ThreadPoolExecutor(8) as pool:
        responses = list(pool.map(lambda _: sandbox.request("POST", path, body), range(80)))

    list_body = sandbox.request("GET", f"{path}?pagesize=1000").json()
    numbers = {response.json()[number] for response in responses}
    assert {response.status for response in responses} == {201}
    assert len(numbers) == 80
    assert list_body["pagination"]["results"] == before + 80
    assert numbers <= {document[number] for document in list_body["collection"]}


@pytest.mark.slow
def test_concurrent_reads_and_writes_all_succeed(sandbox: Sandbox) -> None:
    calls = [("GET", "/customers/2"), ("GET", "/customers?filter=name$like:ny"), ("POST", "/customers")] * 200

    with ThreadPoolExecutor(32) as pool:
        statuses = Counter(pool.map(lambda call: sandbox.request(call[0], call[1], NEW_CUSTOMER).status, calls))

    assert statuses == {200: 400, 201: 200}
    assert len(sandbox.log()) == 600


def test_reads_do_not_wait_for_a_writer(sandbox: Sandbox, tmp_path: Path) -> None:
    writer = sqlite3.connect(tmp_path / "sandbox.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute('DELETE FROM "customers"')

    response = sandbox.request("GET", "/customers/1")

    assert response.status == 200
    writer.close()


@pytest.mark.processes
@pytest.mark.slow
def test_processes_starting_together_seed_once(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        statuses = pool.map(request_thirty_times, [tmp_path / "new" / "sandbox.sqlite"] * 3, chunksize=1)

    assert {status for process_statuses in statuses for status in process_statuses} == {200}


def test_writes_survive_reopening_the_store(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.request("DELETE", "/customers/1")
    sandbox.close()

    reopened = Sandbox(tmp_path / "sandbox.sqlite", 3, date(2026, 11, 23), seed=generate_documents)

    assert reopened.request("GET", "/customers/1").status == 404
    reopened.close()


def test_store_of_another_version_is_rebuilt(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.request("DELETE", "/customers/1")
    sandbox.close()
    with sqlite3.connect(tmp_path / "sandbox.sqlite") as connection:
        connection.execute("PRAGMA user_version = 1")
    connection.close()

    reopened = Sandbox(tmp_path / "sandbox.sqlite", 3, date(2026, 11, 23), seed=generate_documents)

    assert reopened.request("GET", "/customers/1").status == 200
    assert reopened.request("GET", "/customers?filter=name$like:m%C3%B8l").json()["pagination"]["results"] == 2
    reopened.close()


def test_large_agreement_is_searched_by_index(make_sandbox: SandboxFactory) -> None:
    sandbox = make_sandbox(5000)

    body = sandbox.request("GET", "/customers?filter=name$like:de%20499$or:email$like:de%20499&sort=-name").json()

    assert [customer["name"] for customer in body["collection"]] == [
        f"Kunde {number}" for number in range(4999, 4989, -1)
    ]
