"""The server that the bench measures against: it gives again what it learnt, counts, and keeps nothing to itself."""

from collections.abc import Iterator

import pytest
import requests
from pytest_django import Settings

from econ_admin.sandbox import Sandbox
from tests.bench.upstream import Replay, Upstream, asked, upstream

ORIGIN = "http://127.0.0.1:1"
PAGE = "/customers?pagesize=2&skippages=1"


@pytest.fixture
def replay(sandbox: Sandbox) -> Replay:
    return Replay(sandbox, ORIGIN)


def body_of(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


def test_what_was_learnt_is_given_again_with_links_to_the_server_itself(replay: Replay, sandbox: Sandbox) -> None:
    learnt = replay.answer("GET", PAGE)
    replay.steer("begin?delay=0")

    assert replay.answer("GET", PAGE) == learnt
    assert body_of(learnt) == sandbox.ask("GET", PAGE).body.replace(b"https://sandbox.invalid", ORIGIN.encode())


def test_the_order_of_the_query_does_not_matter(replay: Replay) -> None:
    learnt = replay.answer("GET", PAGE)
    replay.steer("begin?delay=0")

    assert replay.answer("GET", "/customers?skippages=1&pagesize=2") == learnt


@pytest.mark.parametrize(
    ("method", "target"), [("GET", "/customers/10002"), ("POST", "/customers"), ("GET", "/customers?pagesize=2")]
)
def test_what_was_not_learnt_is_answered_by_404(replay: Replay, method: str, target: str) -> None:
    replay.answer("GET", PAGE)
    replay.steer("begin?delay=0")

    assert replay.answer(method, target).startswith(b"HTTP/1.1 404 ")


def test_a_refusal_is_not_learnt(replay: Replay) -> None:
    assert replay.answer("GET", "/customers/1").startswith(b"HTTP/1.1 404 ")
    assert b'"strangers": {"/customers/1": 1}' in replay.steer("calls")


def test_paths_are_the_same_whatever_the_order_of_their_query() -> None:
    assert asked("/customers?b=2&a=1") == asked("/customers?a=1&b=2") == "/customers?a=1&b=2"


@pytest.fixture
def served(sandbox: Sandbox, settings: Settings) -> Iterator[Upstream]:
    with upstream(settings.SANDBOX_STORE) as server:
        yield server


@pytest.mark.slow
@pytest.mark.processes
def test_calls_over_http_are_counted_and_strangers_end_the_bench(served: Upstream) -> None:
    with requests.Session() as session:
        session.get(f"{served.origin}/customers/10001")
        served.begin()
        for _ in range(3):
            assert session.get(f"{served.origin}/customers/10001").json()["customerNumber"] == 10001
        counted = served.calls()
        session.get(f"{served.origin}/customers/10002")

    assert counted == {"/customers/10001": 3}
    with pytest.raises(SystemExit, match="did not learn /customers/10002"):
        served.calls()
