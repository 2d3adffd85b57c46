"""The handles over HTTP, by a client that has nothing but a socket; in process they are tested beside."""

import time
from typing import Any

import pytest

from tests.sandbox.http_client import RawResponse, send_raw_request
from tests.sandbox.test_customers import NEW_CUSTOMER

pytestmark = [pytest.mark.slow, pytest.mark.processes]


@pytest.fixture(autouse=True)
def reset_sandbox(port: int) -> None:
    assert send_raw_request(port, "POST", "/_sandbox/reset").status == 204


def add_fault(port: int, fault: str, method: str = "POST", path: str = "/customers", times: int = 1) -> None:
    """Over HTTP, and without tokens: the handles need none."""
    response = send_raw_request(
        port, "POST", "/_sandbox/faults", {"method": method, "path": path, "fault": fault, "times": times}
    )
    assert response.status == 204


def count_customers(port: int) -> int:
    return int(send_raw_request(port, "GET", "/customers").json()["pagination"]["results"])


def add_customer(port: int, key: str = "key") -> RawResponse:
    return send_raw_request(port, "POST", "/customers", NEW_CUSTOMER, Idempotency_Key=key)


def test_silence_before_closes_the_connection_and_writes_nothing(port: int) -> None:
    add_fault(port, "silence-before")

    silent_response = add_customer(port)
    retry = add_customer(port)

    assert silent_response.raw == b""
    assert (retry.status, retry.headers.get("X-ResultFromCache")) == (201, None)
    assert count_customers(port) == 21


def test_silence_after_closes_the_connection_after_writing(port: int) -> None:
    add_fault(port, "silence-after")

    silent_response = add_customer(port)
    customer_count = count_customers(port)
    retry = add_customer(port)

    assert (silent_response.raw, customer_count) == (b"", 21)
    assert (retry.status, retry.headers["X-ResultFromCache"]) == (201, "true")
    assert count_customers(port) == 21


@pytest.mark.parametrize("fault", ["silence-before", "silence-after"])
def test_silence_faults_apply_to_reads(port: int, fault: str) -> None:
    add_fault(port, fault, "GET", "/customers", times=2)

    assert [send_raw_request(port, "GET", "/customers").raw for _ in range(2)] == [b"", b""]
    assert send_raw_request(port, "GET", "/customers").status == 200


def test_faults_can_be_ended_and_documents_stay(port: int) -> None:
    add_customer(port)
    add_fault(port, "status:500", "GET", "/", times=1000)

    assert send_raw_request(port, "GET", "/customers").status == 500
    assert send_raw_request(port, "DELETE", "/_sandbox/faults").status == 204
    assert count_customers(port) == 21


def test_slow_fault_delays_the_response(port: int) -> None:
    add_fault(port, "slow:400")
    started = time.monotonic()

    response = add_customer(port)

    assert time.monotonic() - started >= 0.4
    assert response.status == 201


def test_status_fault_writes_nothing(port: int) -> None:
    add_fault(port, "status:503", times=2)

    responses = [add_customer(port) for _ in range(3)]

    assert [response.status for response in responses] == [503, 503, 201]
    assert responses[0].json()["logId"].endswith("-CPH")
    assert count_customers(port) == 21


def test_throttle_fault_sends_retry_after(port: int) -> None:
    add_fault(port, "throttle:9")

    response = add_customer(port)

    assert (response.status, response.headers["Retry-After"]) == (429, "9")
    assert count_customers(port) == 20


def test_garbage_fault_is_html_with_status_200(port: int) -> None:
    add_fault(port, "garbage")

    response = add_customer(port)

    assert (response.status, response.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert response.body.startswith(b"<!DOCTYPE html>")
    assert count_customers(port) == 20


@pytest.mark.parametrize(("field", "name"), [("name", "name"), ("lines.8.product", "product")])
def test_refuse_fault_reports_the_code_at_the_field(port: int, field: str, name: str) -> None:
    add_fault(port, f"refuse:{field}:E06600")

    response = add_customer(port)

    errors = response.json()["errors"]
    field_errors = errors["lines"]["items"][0]["product"] if name == "product" else errors["name"]
    assert response.status == 400
    assert (field_errors["errors"][0]["propertyName"], field_errors["errors"][0]["errorCode"]) == (name, "E06600")
    assert count_customers(port) == 20


def test_every_http_response_has_cost_and_request_id(port: int) -> None:
    responses = [
        add_customer(port),
        send_raw_request(port, "POST", "/customers", {}),
        send_raw_request(port, "GET", "/nothing"),
        send_raw_request(port, "GET", "/customers", X_AppSecretToken="x"),
    ]

    assert [response.status for response in responses] == [201, 400, 404, 401]
    assert all(response.headers["X-CallCost"] and response.headers["X-RateLimiting"] for response in responses)
    assert len({response.headers["X-RequestId"] for response in responses}) == len(responses)


def test_log_lists_keys_and_unanswered_requests(port: int) -> None:
    add_fault(port, "silence-before")
    add_customer(port, "key-1")
    send_raw_request(port, "GET", "/units?pagesize=1")

    log = send_raw_request(port, "GET", "/_sandbox/log")

    assert log.headers["Content-Type"] == "application/json"
    assert log.json() == [
        {"method": "POST", "path": "/customers", "query": "", "idempotencyKey": "key-1", "status": None},
        {"method": "GET", "path": "/units", "query": "pagesize=1", "idempotencyKey": None, "status": 200},
    ]


def test_clock_moves_timestamps_keys_and_rate_limit(port: int) -> None:
    first = add_customer(port)

    moved = send_raw_request(port, "POST", "/_sandbox/clock", {"seconds": 86400 * 40})

    second = add_customer(port)
    assert moved.status == 204
    assert first.json()["lastUpdated"][:7] < second.json()["lastUpdated"][:7]
    assert "X-ResultFromCache" not in second.headers
    assert second.headers["X-RateLimiting"].endswith(" 3/10000")


def test_reset_restores_the_seed_and_clears_state(port: int) -> None:
    add_customer(port)
    add_fault(port, "garbage", times=9)
    send_raw_request(port, "POST", "/_sandbox/clock", {"seconds": 60})

    assert send_raw_request(port, "POST", "/_sandbox/reset").status == 204

    assert send_raw_request(port, "GET", "/_sandbox/log").json() == []
    assert count_customers(port) == 20
    assert "X-ResultFromCache" not in add_customer(port).headers


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/_sandbox/faults", {"method": "GET", "path": "/", "fault": "explode"}, 400),
        ("POST", "/_sandbox/faults", {"method": "GET"}, 400),
        ("POST", "/_sandbox/clock", {"seconds": "many"}, 400),
        ("POST", "/_sandbox/clock", None, 400),
        ("GET", "/_sandbox/reset", None, 404),
        ("GET", "/_sandbox/", None, 404),
    ],
)
def test_invalid_control_request_returns_a_message(port: int, method: str, path: str, body: Any, status: int) -> None:
    response = send_raw_request(port, method, path, body)

    assert response.status == status
    assert response.json()["message"]
