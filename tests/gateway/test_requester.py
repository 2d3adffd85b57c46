"""What is said of a call afterwards, and what never is."""

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
from tests.gateway.raw_peer import Answer, Peer, Said
from tests.gateway.test_drafting import collection
from tests.gateway.test_reader import customer

SECRETS = [TOKENS.app_secret.reveal(), TOKENS.agreement_grant.reveal()]


def slow(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.getMessage().startswith("slow")]


def test_a_slow_call_is_logged_with_what_support_asks_for_and_nobodys_name(
    worker: Worker, peer: Peer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(requester, "SLOW_CALL", 0)
    peer.will_say("GET /customers/7", Answer(404, b'{"message":"No Ada Holm","logId":"abc-CPH"}'))
    peer.will_say("GET /customers", Answer(200, collection().body, {"X-RequestId": "def-CPH"}))

    with pytest.raises(GatewayError):
        worker.visit().customers.get(7)
    worker.visit().customers.page(where("name").like("Ada Holm"))

    one, other = slow(caplog)
    assert one.startswith("slow: GET customers/7 took ")
    assert one.endswith(" abc-CPH")
    assert other.startswith("slow: GET customers took ")
    assert other.endswith(" def-CPH")
    assert "Ada" not in caplog.text


def test_a_call_that_is_not_slow_is_not_logged(worker: Worker, peer: Peer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    peer.will_say("GET /customers/7", customer())

    worker.visit().customers.get(7)

    assert caplog.records == []


@pytest.mark.parametrize(
    "said",
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
def test_no_failure_tells_a_token_not_even_by_what_stood_in_its_frames(
    said: Said, worker: Worker, peer: Peer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    peer.is_down(said)
    economic = worker.visit()
    attempts: list[Callable[[], object]] = [
        lambda: economic.customers.get(7),
        lambda: economic.customers.add({"name": "Ada Holm"}),
        lambda: economic.drafts.pdf(30),
        lambda: economic.together(lambda: economic.customers.get(8), lambda: economic.customers.get(9)),
    ]

    for attempt in attempts:
        with pytest.raises((GatewayError, LookupError)) as caught:
            attempt()

        told = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
        assert not [secret for secret in SECRETS if secret in told + repr(caught.value)]
    assert not [secret for secret in SECRETS if secret in caplog.text]


def test_no_failure_of_the_file_tells_a_token(
    worker: Worker, peer: Peer, cache_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lock = sqlite3.connect(cache_file, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    peer.will_say("GET /customers/7", customer())

    worker.visit().customers.get(7)
    lock.close()

    assert "locked" in caplog.text
    assert not [secret for secret in SECRETS if secret in caplog.text]
    assert "Ada Holm" not in caplog.text


@pytest.mark.parametrize("token", ["hush\nhush", "hush\u2014hush", "hush hush", "h\u00f8sh"])
def test_a_token_that_no_header_can_carry_is_refused_without_a_word_of_it(token: str) -> None:
    with pytest.raises(ValueError, match="token") as caught:
        Tokens(Secret("fine"), Secret(token))

    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    lines = [line for line in told.format() if "test_a_token" not in line]
    assert token not in "".join(lines).split("tokens.py")[-1]
