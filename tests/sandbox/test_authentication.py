"""Who is let in, and the refusals that come before any answer."""

import re
from datetime import datetime

import pytest

from econ_admin.sandbox import Sandbox

READ_WRITE = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}
DEMO = {"X-AppSecretToken": "demo", "X-AgreementGrantToken": "demo"}


@pytest.mark.parametrize("headers", [{}, {"X-AppSecretToken": "sandbox"}, {**READ_WRITE, "X-AppSecretToken": "x"}])
def test_unknown_tokens_are_refused_with_a_way_to_the_demo(sandbox: Sandbox, headers: dict[str, str]) -> None:
    answer = sandbox.ask("GET", "/customers/1", headers=headers)

    assert answer.status == 401
    assert answer.json()["message"] == "Login to API server failed."
    assert answer.json()["demoLink"] == "https://sandbox.invalid/customers/1?demo=true"


def test_the_old_names_of_the_headers_are_known(sandbox: Sandbox) -> None:
    old = {"appId": "sandbox", "accessId": "sandbox"}

    assert sandbox.ask("GET", "/customers/1", headers=old).status == 200
    assert sandbox.ask("GET", "/customers/1", headers={**old, "accessId": "x"}).status == 401


def test_tokens_that_do_not_belong_together_are_refused(sandbox: Sandbox) -> None:
    answer = sandbox.ask("GET", "/self", headers={**READ_WRITE, "X-AppSecretToken": "demo"})

    assert (answer.status, answer.json()["errorCode"]) == (401, "E02250")


@pytest.mark.parametrize(("path", "headers"), [("/customers/1", DEMO), ("/customers/1?demo=true", {})])
def test_the_demo_may_read_but_not_write(sandbox: Sandbox, path: str, headers: dict[str, str]) -> None:
    read = sandbox.ask("GET", path, headers=headers)
    written = sandbox.ask("DELETE", path, headers=headers)

    assert read.status == 200
    assert (written.status, written.json()["errorCode"]) == (403, "E02002")
    assert sandbox.ask("GET", "/customers/1").status == 200


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
def test_an_address_that_does_not_exist_is_not_found(sandbox: Sandbox, path: str) -> None:
    answer = sandbox.ask("GET", path)

    assert (answer.status, answer.json()["message"]) == (404, "Resource not found.")
    assert "errorCode" not in answer.json()


@pytest.mark.parametrize("number", ["99", "0", str(10**30)])
def test_a_number_that_nobody_has_is_told_by_name(sandbox: Sandbox, number: str) -> None:
    answer = sandbox.ask("GET", f"/customers/{number}").json()

    assert (answer["message"], answer["errorCode"]) == (f'Customer "{number}" not found.', "E06000")
    assert answer["developerHint"].endswith("https://sandbox.invalid/customers for a list of customers.")


def test_a_method_that_is_not_allowed_is_told_with_those_that_are(sandbox: Sandbox) -> None:
    answer = sandbox.ask("PUT", "/customers", {})

    assert (answer.status, answer.json()["httpStatusCode"]) == (405, 405)
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize(("accept", "status"), [("application/pdf", 406), ("*/*", 200), ("text/html, */*;q=0.1", 200)])
def test_an_answer_is_json_or_none(sandbox: Sandbox, accept: str, status: int) -> None:
    assert sandbox.ask("GET", "/customers", headers={**READ_WRITE, "Accept": accept}).status == status


@pytest.mark.parametrize(("sent", "status"), [("text/plain", 415), ("application/json; charset=utf-8", 400)])
def test_a_body_is_json_or_refused(sandbox: Sandbox, sent: str, status: int) -> None:
    answer = sandbox.ask("POST", "/customers", b"{}", headers={**READ_WRITE, "Content-Type": sent})

    assert (answer.status, answer.json()["httpStatusCode"]) == (status, status)


@pytest.mark.parametrize("sent", [b"{", b"", b"\xff", b'{"name": "\\ud800"}', b"[" * 100_000])
def test_a_body_that_is_no_json_is_refused(sandbox: Sandbox, sent: bytes) -> None:
    assert sandbox.ask("POST", "/customers", sent).status == 400


@pytest.mark.parametrize("sent", [[], "text", 1, None])
def test_a_body_that_is_no_object_is_off_the_schema(sandbox: Sandbox, sent: object) -> None:
    answer = sandbox.ask("POST", "/customers", b"null" if sent is None else sent)

    assert answer.json()["errors"][0].startswith("Invalid type. Expected Object but got ")


def test_an_error_tells_danish_time_without_saying_so_and_where_to_ask(sandbox: Sandbox) -> None:
    answer = sandbox.ask("GET", "/nothing")

    assert datetime.fromisoformat(answer.json()["logTime"]).isoformat() == "2026-11-23T13:00:30"
    assert answer.json()["logId"].endswith("-CPH")
    assert answer.headers["X-RequestId"]


@pytest.mark.parametrize(("days", "told"), [(0, "2026-11-23T13:00:30"), (200, "2027-06-11T14:00:30")])
def test_the_time_of_an_error_is_danish_summer_and_winter(sandbox: Sandbox, days: int, told: str) -> None:
    sandbox.advance(86_400 * days)

    assert sandbox.ask("GET", "/nothing").json()["logTime"] == told


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
def test_every_refusal_says_where_to_ask(sandbox: Sandbox, method: str, path: str, headers: dict[str, str]) -> None:
    answer = sandbox.ask(method, path, {} if method != "GET" else None, headers)

    assert answer.status >= 400
    assert answer.json()["httpStatusCode"] == answer.status
    assert re.fullmatch(r"[0-9a-f]{16}-CPH", answer.json()["logId"])
    assert answer.headers["X-RequestId"]
    assert answer.json()["logTime"]


def test_a_head_has_no_body(sandbox: Sandbox) -> None:
    answer = sandbox.ask("HEAD", "/customers/1")

    assert (answer.status, answer.body) == (200, b"")
