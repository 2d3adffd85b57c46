"""Who is let in, and the refusals that come before any answer."""

import re
from datetime import datetime

import pytest

from econ_admin.sandbox import Sandbox

READ_WRITE = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}
DEMO = {"X-AppSecretToken": "demo", "X-AgreementGrantToken": "demo"}


@pytest.mark.parametrize("headers", [{}, {"X-AppSecretToken": "sandbox"}, {**READ_WRITE, "X-AppSecretToken": "x"}])
def test_unknown_tokens_are_refused_with_a_demo_link(sandbox: Sandbox, headers: dict[str, str]) -> None:
    response = sandbox.request("GET", "/customers/1", headers=headers)

    assert response.status == 401
    assert response.json()["message"] == "Login to API server failed."
    assert response.json()["demoLink"] == "https://sandbox.invalid/customers/1?demo=true"


def test_legacy_header_names_are_accepted(sandbox: Sandbox) -> None:
    legacy_headers = {"appId": "sandbox", "accessId": "sandbox"}

    assert sandbox.request("GET", "/customers/1", headers=legacy_headers).status == 200
    assert sandbox.request("GET", "/customers/1", headers={**legacy_headers, "accessId": "x"}).status == 401


def test_mismatched_tokens_are_refused(sandbox: Sandbox) -> None:
    response = sandbox.request("GET", "/self", headers={**READ_WRITE, "X-AppSecretToken": "demo"})

    assert (response.status, response.json()["errorCode"]) == (401, "E02250")


@pytest.mark.parametrize(("path", "headers"), [("/customers/1", DEMO), ("/customers/1?demo=true", {})])
def test_demo_tokens_are_read_only(sandbox: Sandbox, path: str, headers: dict[str, str]) -> None:
    read_response = sandbox.request("GET", path, headers=headers)
    write_response = sandbox.request("DELETE", path, headers=headers)

    assert read_response.status == 200
    assert (write_response.status, write_response.json()["errorCode"]) == (403, "E02002")
    assert sandbox.request("GET", "/customers/1").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/customers/abc",
        "/customers/1/nothing",
        "/customers//1",
        "/customers/-1",
        f"/customers/{'9' * 5000}",
    ],
)
def test_unknown_path_is_not_found(sandbox: Sandbox, path: str) -> None:
    response = sandbox.request("GET", path)

    assert (response.status, response.json()["message"]) == (404, "Resource not found.")
    assert "errorCode" not in response.json()


@pytest.mark.parametrize("number", ["99", "0", str(10**30)])
def test_unknown_number_names_the_entity(sandbox: Sandbox, number: str) -> None:
    body = sandbox.request("GET", f"/customers/{number}").json()

    assert (body["message"], body["errorCode"]) == (f'Customer "{number}" not found.', "E06000")
    assert body["developerHint"].endswith("https://sandbox.invalid/customers for a list of customers.")


def test_method_not_allowed_lists_the_allowed_methods(sandbox: Sandbox) -> None:
    response = sandbox.request("PUT", "/customers", {})

    assert (response.status, response.json()["httpStatusCode"]) == (405, 405)
    assert {"GET", "POST"} <= set(response.headers["Allow"].split(", "))


@pytest.mark.parametrize(("accept", "status"), [("application/pdf", 406), ("*/*", 200), ("text/html, */*;q=0.1", 200)])
def test_only_json_is_acceptable(sandbox: Sandbox, accept: str, status: int) -> None:
    assert sandbox.request("GET", "/customers", headers={**READ_WRITE, "Accept": accept}).status == status


@pytest.mark.parametrize(("content_type", "status"), [("text/plain", 415), ("application/json; charset=utf-8", 400)])
def test_other_content_type_is_refused(sandbox: Sandbox, content_type: str, status: int) -> None:
    response = sandbox.request("POST", "/customers", b"{}", headers={**READ_WRITE, "Content-Type": content_type})

    assert (response.status, response.json()["httpStatusCode"]) == (status, status)


@pytest.mark.parametrize("raw_body", [b"{", b"", b"\xff", b'{"name": "\\ud800"}', b"[" * 100_000])
def test_invalid_json_is_refused(sandbox: Sandbox, raw_body: bytes) -> None:
    assert sandbox.request("POST", "/customers", raw_body).status == 400


@pytest.mark.parametrize("request_body", [[], "text", 1, None])
def test_non_object_body_fails_the_schema(sandbox: Sandbox, request_body: object) -> None:
    response = sandbox.request("POST", "/customers", b"null" if request_body is None else request_body)

    assert response.json()["errors"][0].startswith("Invalid type. Expected Object but got ")


def test_error_has_danish_time_log_id_and_request_id(sandbox: Sandbox) -> None:
    response = sandbox.request("GET", "/nothing")

    assert datetime.fromisoformat(response.json()["logTime"]).isoformat() == "2026-11-23T13:00:30"
    assert response.json()["logId"].endswith("-CPH")
    assert response.headers["X-RequestId"]


@pytest.mark.parametrize(("days", "log_time"), [(0, "2026-11-23T13:00:30"), (200, "2027-06-11T14:00:30")])
def test_error_time_follows_danish_daylight_saving(sandbox: Sandbox, days: int, log_time: str) -> None:
    sandbox.advance(86_400 * days)

    assert sandbox.request("GET", "/nothing").json()["logTime"] == log_time


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/customers/99", READ_WRITE),
        ("GET", "/customers", {}),
        ("POST", "/customers", DEMO),
        ("PUT", "/customers", READ_WRITE),
        ("GET", "/customers", {**READ_WRITE, "Accept": "application/pdf"}),
        ("POST", "/customers", {**READ_WRITE, "Content-Type": "text/plain"}),
        ("POST", "/customers", READ_WRITE),
        ("GET", "/customers?filter=x", READ_WRITE),
    ],
)
def test_every_error_has_log_and_request_ids(sandbox: Sandbox, method: str, path: str, headers: dict[str, str]) -> None:
    response = sandbox.request(method, path, {} if method != "GET" else None, headers)

    assert response.status >= 400
    assert response.json()["httpStatusCode"] == response.status
    assert re.fullmatch(r"[0-9a-f]{16}-CPH", response.json()["logId"])
    assert response.headers["X-RequestId"]
    assert response.json()["logTime"]


def test_head_response_has_no_body(sandbox: Sandbox) -> None:
    response = sandbox.request("HEAD", "/customers/1")

    assert (response.status, response.body) == (200, b"")
