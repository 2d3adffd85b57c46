"""What is logged about a request, and what never is."""

import logging
import sqlite3
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from econ_admin.gateway import Secret, Tokens, requester, where
from econ_admin.gateway.errors import GatewayError
from tests.gateway.conftest import TOKENS, Worker
from tests.gateway.raw_peer import Answer, Peer, ScriptedAnswer
from tests.gateway.test_invoice_resources import collection
from tests.gateway.test_reader import customer

SECRETS = [TOKENS.app_secret.reveal(), TOKENS.agreement_grant.reveal()]


def list_slow_call_messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.getMessage().startswith("slow")]


def test_slow_call_is_logged_with_its_log_id_and_without_names(
    worker: Worker, peer: Peer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(requester, "SLOW_CALL", 0)
    peer.set_answers("GET /customers/7", Answer(404, b'{"message":"No Ada Holm","logId":"abc-CPH"}'))
    peer.set_answers("GET /customers", Answer(200, collection().body, {"X-RequestId": "def-CPH"}))

    with pytest.raises(GatewayError):
        worker.open_gateway().customers.get(7)
    worker.open_gateway().customers.page(where("name").like("Ada Holm"))

    failed_call, successful_call = list_slow_call_messages(caplog)
    assert failed_call.startswith("slow call: GET customers/7 took ")
    assert failed_call.endswith(" abc-CPH")
    assert successful_call.startswith("slow call: GET customers took ")
    assert successful_call.endswith(" def-CPH")
    assert "Ada" not in caplog.text


def test_fast_call_is_not_logged(worker: Worker, peer: Peer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    peer.set_answers("GET /customers/7", customer())

    worker.open_gateway().customers.get(7)

    assert caplog.records == []


@pytest.mark.parametrize(
    "answer",
    [
        requests.ConnectionError("refused"),
        requests.ReadTimeout("30 s"),
        Answer(302, b"", {"Location": "https://evil.example"}),
        Answer(400, b'{"message":"no"}'),
        Answer(401),
        Answer(403),
        Answer(404),
        Answer(429, b"", {"Retry-After": "1"}),
        Answer(503, b"<html>"),
        Answer(200, b"<html>"),
        LookupError("a fault of ours"),
    ],
    ids=str,
)
def test_no_failure_reveals_a_token_even_in_its_frames(
    answer: ScriptedAnswer, worker: Worker, peer: Peer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    peer.go_down(answer)
    economic = worker.open_gateway()
    attempts: list[Callable[[], object]] = [
        lambda: economic.customers.get(7),
        lambda: economic.customers.add({"name": "Ada Holm"}),
        lambda: economic.drafts.pdf(30),
        lambda: economic.together(lambda: economic.customers.get(8), lambda: economic.customers.get(9)),
    ]

    for attempt in attempts:
        with pytest.raises((GatewayError, LookupError)) as caught:
            attempt()

        formatted_traceback = "".join(
            traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()
        )
        assert not [secret for secret in SECRETS if secret in formatted_traceback + repr(caught.value)]
    assert not [secret for secret in SECRETS if secret in caplog.text]


@pytest.mark.sqlite
def test_failure_of_the_cache_file_reveals_no_token(
    worker: Worker, peer: Peer, cache_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lock = sqlite3.connect(cache_file, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    peer.set_answers("GET /customers/7", customer())

    worker.open_gateway().customers.get(7)
    lock.close()

    assert "locked" in caplog.text
    assert not [secret for secret in SECRETS if secret in caplog.text]
    assert "Ada Holm" not in caplog.text


@pytest.mark.parametrize("token", ["hush\nhush", "hush\u2014hush", "hush hush", "h\u00f8sh"])
def test_token_invalid_in_a_header_is_refused_without_revealing_it(token: str) -> None:
    with pytest.raises(ValueError, match="token") as caught:
        Tokens(Secret("fine"), Secret(token))

    formatted_traceback = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    lines = [line for line in formatted_traceback.format() if "test_token" not in line]
    assert token not in "".join(lines).split("tokens.py")[-1]
