"""What is remembered of an Idempotency-Key, for an hour of the sandbox's clock."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import requests

from econ_admin.sandbox import Answer, Sandbox
from econ_admin.sandbox.adapter import SandboxAdapter
from tests.sandbox.small_seed import documents
from tests.sandbox.test_customers import NEW

TOKENS = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}
HOUR = 3600


def ask(sandbox: Sandbox, method: str, path: str, body: Any = None, key: str = "key-1") -> Answer:
    return sandbox.ask(method, path, body, {**TOKENS, "Idempotency-Key": key})


def how_many(sandbox: Sandbox, path: str = "/customers") -> int:
    return int(sandbox.ask("GET", path).json()["pagination"]["results"])


def test_a_write_repeated_with_its_key_is_answered_again_and_done_once(sandbox: Sandbox) -> None:
    first = ask(sandbox, "POST", "/customers", NEW)
    second = ask(sandbox, "POST", "/customers", NEW)

    assert (second.status, second.body) == (first.status, first.body)
    assert second.headers["Location"] == first.headers["Location"]
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert (first.headers.get("X-ResultFromCache"), second.headers["X-ResultFromCache"]) == (None, "true")
    assert first.headers["X-RequestId"] != second.headers["X-RequestId"]
    assert how_many(sandbox) == 4


def test_an_answer_without_a_body_is_answered_again_too(sandbox: Sandbox) -> None:
    first = ask(sandbox, "DELETE", "/customers/3")
    second = ask(sandbox, "DELETE", "/customers/3")
    third = ask(sandbox, "DELETE", "/customers/3", key="key-2")

    assert [response.status for response in (first, second, third)] == [204, 204, 404]
    assert second.body == b""


@pytest.mark.parametrize(
    ("method", "path", "body"), [("PUT", "/customers/2", NEW), ("PATCH", "/customers/2", [{"op": "replace"}])]
)
def test_every_verb_but_get_has_a_memory(sandbox: Sandbox, method: str, path: str, body: Any) -> None:
    first = ask(sandbox, method, path, body)
    sandbox.advance(60)

    second = ask(sandbox, method, path, body)

    assert second.body == first.body
    assert second.headers["X-ResultFromCache"] == "true"


def test_reading_has_no_memory(sandbox: Sandbox) -> None:
    ask(sandbox, "GET", "/customers/1")
    sandbox.ask("DELETE", "/customers/1")

    assert ask(sandbox, "GET", "/customers/1").status == 404


def test_a_refusal_is_remembered_though_it_would_now_be_granted(sandbox: Sandbox) -> None:
    sent = {**NEW, "customerNumber": 3}
    first = ask(sandbox, "POST", "/customers", sent)
    sandbox.ask("DELETE", "/customers/3")

    second = ask(sandbox, "POST", "/customers", sent)

    assert (first.status, second.status, second.body) == (400, 400, first.body)
    assert ask(sandbox, "POST", "/customers", sent, key="key-2").status == 201


def test_a_refused_write_leaves_nothing_but_its_answer(sandbox: Sandbox) -> None:
    before = sandbox.ask("GET", "/customers/2").body

    ask(sandbox, "PUT", "/customers/2", {**NEW, "vatZone": {"vatZoneNumber": 99}})

    assert sandbox.ask("GET", "/customers/2").body == before


def test_a_key_belongs_to_its_address_and_its_body(sandbox: Sandbox) -> None:
    ask(sandbox, "POST", "/customers", NEW)

    answers = [
        ask(sandbox, "POST", "/customers", {**NEW, "name": "Andre"}),
        ask(sandbox, "POST", "/customers/1/contacts", NEW),
        ask(sandbox, "POST", "/customers?x=1", NEW),
        ask(sandbox, "PUT", "/customers/1", NEW),
    ]

    assert [response.status for response in answers] == [400] * 4
    assert [response.json()["errorCode"] for response in answers] == ["PayloadChanged", *["URLChanged"] * 3]
    assert how_many(sandbox) == 4
    assert how_many(sandbox, "/customers/1/contacts") == 2


def test_after_an_hour_a_key_is_forgotten_and_the_write_is_done_again(sandbox: Sandbox) -> None:
    first = ask(sandbox, "POST", "/customers", NEW).json()
    sandbox.advance(HOUR - 1)
    within = ask(sandbox, "POST", "/customers", NEW).json()
    sandbox.advance(1)

    after = ask(sandbox, "POST", "/customers", NEW)

    assert (first["customerNumber"], within["customerNumber"], after.json()["customerNumber"]) == (4, 4, 5)
    assert "X-ResultFromCache" not in after.headers


def test_a_write_that_was_done_in_silence_is_answered_when_asked_again(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/customers", "silence-after")
    with requests.Session() as session:
        session.mount("https://sandbox.invalid", SandboxAdapter(sandbox))
        with pytest.raises(requests.ConnectionError):
            session.post(
                "https://sandbox.invalid/customers", json=NEW, headers={**TOKENS, "Idempotency-Key": "k"}, timeout=5
            )
        again = session.post(
            "https://sandbox.invalid/customers", json=NEW, headers={**TOKENS, "Idempotency-Key": "k"}, timeout=5
        )

    assert (again.status_code, again.headers["X-ResultFromCache"]) == (201, "true")
    assert how_many(sandbox) == 4


@pytest.mark.parametrize("fault", ["silence-before", "status:500", "throttle:1", "garbage", "refuse:name:E06010"])
def test_what_was_not_done_is_not_remembered(sandbox: Sandbox, fault: str) -> None:
    sandbox.fault("POST", "/customers", fault)
    with requests.Session() as session:
        session.mount("https://sandbox.invalid", SandboxAdapter(sandbox))
        headers = {**TOKENS, "Idempotency-Key": "k"}
        try:
            session.post("https://sandbox.invalid/customers", json=NEW, headers=headers, timeout=5)
        except requests.ConnectionError:
            assert fault == "silence-before"

        again = session.post("https://sandbox.invalid/customers", json=NEW, headers=headers, timeout=5)

    assert again.status_code == 201
    assert "X-ResultFromCache" not in again.headers


def test_who_is_not_let_in_leaves_no_key_behind(sandbox: Sandbox) -> None:
    headers = {"X-AppSecretToken": "demo", "X-AgreementGrantToken": "demo", "Idempotency-Key": "key-1"}
    refused = sandbox.ask("POST", "/customers", NEW, headers)

    granted = ask(sandbox, "POST", "/customers", NEW)

    assert (refused.status, granted.status) == (403, 201)
    assert "X-ResultFromCache" not in granted.headers


def test_reset_forgets_all_keys(sandbox: Sandbox) -> None:
    ask(sandbox, "POST", "/customers", NEW)

    sandbox.reset()

    assert "X-ResultFromCache" not in ask(sandbox, "POST", "/customers", NEW).headers


def test_eight_at_once_with_one_key_are_done_once(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(sandbox, "POST", "/customers", NEW), range(40)))

    assert {(response.status, response.body) for response in answers} == {(201, answers[0].body)}
    assert sum("X-ResultFromCache" not in response.headers for response in answers) == 1
    assert how_many(sandbox) == 4


def post_with_ten_keys(store: Path) -> list[tuple[int, int]]:
    sandbox = Sandbox(store, 3, date(2026, 11, 23), seed=documents)
    answers = [ask(sandbox, "POST", "/customers", NEW, key=f"key-{number}") for number in range(10)]
    sandbox.close()
    return [(response.status, response.json()["customerNumber"]) for response in answers]


@pytest.mark.processes
def test_processes_share_the_memory(sandbox: Sandbox, tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        one, other = pool.map(post_with_ten_keys, [tmp_path / "sandbox.sqlite"] * 2, chunksize=1)

    assert one == other
    assert how_many(sandbox) == 13
