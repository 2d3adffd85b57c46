"""What is remembered of an Idempotency-Key, for an hour of the sandbox's clock."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import requests

from econ_admin.sandbox import Sandbox, SandboxResponse
from econ_admin.sandbox.adapter import SandboxAdapter
from tests.sandbox.small_seed import generate_documents
from tests.sandbox.test_customers import NEW_CUSTOMER

TOKENS = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}
HOUR = 3600


def send_with_key(sandbox: Sandbox, method: str, path: str, body: Any = None, key: str = "key-1") -> SandboxResponse:
    return sandbox.request(method, path, body, {**TOKENS, "Idempotency-Key": key})


def count_results(sandbox: Sandbox, path: str = "/customers") -> int:
    return int(sandbox.request("GET", path).json()["pagination"]["results"])


def test_repeated_write_is_replayed_and_executed_once(sandbox: Sandbox) -> None:
    first = send_with_key(sandbox, "POST", "/customers", NEW_CUSTOMER)
    second = send_with_key(sandbox, "POST", "/customers", NEW_CUSTOMER)

    assert (second.status, second.body) == (first.status, first.body)
    assert second.headers["Location"] == first.headers["Location"]
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert (first.headers.get("X-ResultFromCache"), second.headers["X-ResultFromCache"]) == (None, "true")
    assert first.headers["X-RequestId"] != second.headers["X-RequestId"]
    assert count_results(sandbox) == 4


def test_response_without_body_is_replayed(sandbox: Sandbox) -> None:
    first = send_with_key(sandbox, "DELETE", "/customers/3")
    second = send_with_key(sandbox, "DELETE", "/customers/3")
    third = send_with_key(sandbox, "DELETE", "/customers/3", key="key-2")

    assert [response.status for response in (first, second, third)] == [204, 204, 404]
    assert second.body == b""


@pytest.mark.parametrize(
    ("method", "path", "body"), [("PUT", "/customers/2", NEW_CUSTOMER), ("PATCH", "/customers/2", [{"op": "replace"}])]
)
def test_put_and_patch_are_replayed(sandbox: Sandbox, method: str, path: str, body: Any) -> None:
    first = send_with_key(sandbox, method, path, body)
    sandbox.advance(60)

    second = send_with_key(sandbox, method, path, body)

    assert second.body == first.body
    assert second.headers["X-ResultFromCache"] == "true"


def test_reads_are_not_replayed(sandbox: Sandbox) -> None:
    send_with_key(sandbox, "GET", "/customers/1")
    sandbox.request("DELETE", "/customers/1")

    assert send_with_key(sandbox, "GET", "/customers/1").status == 404


def test_refusal_is_replayed_even_if_it_would_now_succeed(sandbox: Sandbox) -> None:
    body = {**NEW_CUSTOMER, "customerNumber": 3}
    first = send_with_key(sandbox, "POST", "/customers", body)
    sandbox.request("DELETE", "/customers/3")

    second = send_with_key(sandbox, "POST", "/customers", body)

    assert (first.status, second.status, second.body) == (400, 400, first.body)
    assert send_with_key(sandbox, "POST", "/customers", body, key="key-2").status == 201


def test_refused_write_changes_nothing(sandbox: Sandbox) -> None:
    before = sandbox.request("GET", "/customers/2").body

    send_with_key(sandbox, "PUT", "/customers/2", {**NEW_CUSTOMER, "vatZone": {"vatZoneNumber": 99}})

    assert sandbox.request("GET", "/customers/2").body == before


def test_key_is_bound_to_url_and_body(sandbox: Sandbox) -> None:
    send_with_key(sandbox, "POST", "/customers", NEW_CUSTOMER)

    responses = [
        send_with_key(sandbox, "POST", "/customers", {**NEW_CUSTOMER, "name": "Andre"}),
        send_with_key(sandbox, "POST", "/customers/1/contacts", NEW_CUSTOMER),
        send_with_key(sandbox, "POST", "/customers?x=1", NEW_CUSTOMER),
        send_with_key(sandbox, "PUT", "/customers/1", NEW_CUSTOMER),
    ]

    assert [response.status for response in responses] == [400] * 4
    assert [response.json()["errorCode"] for response in responses] == ["PayloadChanged", *["URLChanged"] * 3]
    assert count_results(sandbox) == 4
    assert count_results(sandbox, "/customers/1/contacts") == 2


def test_key_expires_after_an_hour(sandbox: Sandbox) -> None:
    first = send_with_key(sandbox, "POST", "/customers", NEW_CUSTOMER).json()
    sandbox.advance(HOUR - 1)
    within = send_with_key(sandbox, "POST", "/customers", NEW_CUSTOMER).json()
    sandbox.advance(1)

    after = send_with_key(sandbox, "POST", "/customers", NEW_CUSTOMER)

    assert (first["customerNumber"], within["customerNumber"], after.json()["customerNumber"]) == (4, 4, 5)
    assert "X-ResultFromCache" not in after.headers


def test_silently_executed_write_is_replayed_on_retry(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/customers", "silence-after")
    with requests.Session() as session:
        session.mount("https://sandbox.invalid", SandboxAdapter(sandbox))
        with pytest.raises(requests.ConnectionError):
            session.post(
                "https://sandbox.invalid/customers",
                json=NEW_CUSTOMER,
                headers={**TOKENS, "Idempotency-Key": "k"},
                timeout=5,
            )
        retry = session.post(
            "https://sandbox.invalid/customers",
            json=NEW_CUSTOMER,
            headers={**TOKENS, "Idempotency-Key": "k"},
            timeout=5,
        )

    assert (retry.status_code, retry.headers["X-ResultFromCache"]) == (201, "true")
    assert count_results(sandbox) == 4


@pytest.mark.parametrize("fault", ["silence-before", "status:500", "throttle:1", "garbage", "refuse:name:E06010"])
def test_failed_attempt_is_not_remembered(sandbox: Sandbox, fault: str) -> None:
    sandbox.fault("POST", "/customers", fault)
    with requests.Session() as session:
        session.mount("https://sandbox.invalid", SandboxAdapter(sandbox))
        headers = {**TOKENS, "Idempotency-Key": "k"}
        try:
            session.post("https://sandbox.invalid/customers", json=NEW_CUSTOMER, headers=headers, timeout=5)
        except requests.ConnectionError:
            assert fault == "silence-before"

        retry = session.post("https://sandbox.invalid/customers", json=NEW_CUSTOMER, headers=headers, timeout=5)

    assert retry.status_code == 201
    assert "X-ResultFromCache" not in retry.headers


def test_unauthorized_request_stores_no_key(sandbox: Sandbox) -> None:
    headers = {"X-AppSecretToken": "demo", "X-AgreementGrantToken": "demo", "Idempotency-Key": "key-1"}
    refused = sandbox.request("POST", "/customers", NEW_CUSTOMER, headers)

    granted = send_with_key(sandbox, "POST", "/customers", NEW_CUSTOMER)

    assert (refused.status, granted.status) == (403, 201)
    assert "X-ResultFromCache" not in granted.headers


def test_reset_clears_all_keys(sandbox: Sandbox) -> None:
    send_with_key(sandbox, "POST", "/customers", NEW_CUSTOMER)
    assert "X-ResultFromCache" in send_with_key(sandbox, "POST", "/customers", NEW_CUSTOMER).headers

    sandbox.reset()

    assert "X-ResultFromCache" not in send_with_key(sandbox, "POST", "/customers", NEW_CUSTOMER).headers


def test_concurrent_writes_with_one_key_execute_once(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(8) as pool:
        responses = list(pool.map(lambda _: send_with_key(sandbox, "POST", "/customers", NEW_CUSTOMER), range(40)))

    assert {(response.status, response.body) for response in responses} == {(201, responses[0].body)}
    assert sum("X-ResultFromCache" not in response.headers for response in responses) == 1
    assert count_results(sandbox) == 4


def post_with_ten_keys(store: Path) -> list[tuple[int, int]]:
    sandbox = Sandbox(store, 3, date(2026, 11, 23), seed=generate_documents)
    responses = [
        send_with_key(sandbox, "POST", "/customers", NEW_CUSTOMER, key=f"key-{number}") for number in range(10)
    ]
    sandbox.close()
    return [(response.status, response.json()["customerNumber"]) for response in responses]


@pytest.mark.processes
def test_processes_share_the_keys(sandbox: Sandbox, tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        first, second = pool.map(post_with_ten_keys, [tmp_path / "sandbox.sqlite"] * 2, chunksize=1)

    assert first == second
    assert count_results(sandbox) == 13
