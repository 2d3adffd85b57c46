"""The server that the bench measures against: it gives again what it learnt, counts, and keeps nothing to itself."""

from collections.abc import Iterator

import pytest
import requests
from pytest_django import Settings

from econ_admin.sandbox import Sandbox
from tests.bench.upstream import Replay, Upstream, normalize_target, serve_upstream

ORIGIN = "http://127.0.0.1:1"
PAGE = "/customers?pagesize=2&skippages=1"


@pytest.fixture
def replay(sandbox: Sandbox) -> Replay:
    return Replay(sandbox, ORIGIN)


def get_body(response: bytes) -> bytes:
    return response.partition(b"\r\n\r\n")[2]


def test_learned_response_is_replayed_with_its_own_links(replay: Replay, sandbox: Sandbox) -> None:
    response = replay.respond("GET", PAGE)
    replay.control("begin?delay=0")

    assert replay.respond("GET", PAGE) == response
    assert get_body(response) == sandbox.request("GET", PAGE).body.replace(b"https://sandbox.invalid", ORIGIN.encode())


def test_query_order_does_not_matter(replay: Replay) -> None:
    response = replay.respond("GET", PAGE)
    replay.control("begin?delay=0")

    assert replay.respond("GET", "/customers?skippages=1&pagesize=2") == response


@pytest.mark.parametrize(
    ("method", "target"), [("GET", "/customers/10002"), ("POST", "/customers"), ("GET", "/customers?pagesize=2")]
)
def test_unlearned_request_is_a_404(replay: Replay, method: str, target: str) -> None:
    replay.respond("GET", PAGE)
    replay.control("begin?delay=0")

    assert replay.respond(method, target).startswith(b"HTTP/1.1 404 ")


def test_error_response_is_not_learned(replay: Replay) -> None:
    assert replay.respond("GET", "/customers/1").startswith(b"HTTP/1.1 404 ")
    assert b'"strangers": {"/customers/1": 1}' in replay.control("calls")


def test_targets_are_normalized_by_query_order() -> None:
    assert normalize_target("/customers?b=2&a=1") == normalize_target("/customers?a=1&b=2") == "/customers?a=1&b=2"


@pytest.fixture
def upstream_server(sandbox: Sandbox, settings: Settings) -> Iterator[Upstream]:
    with serve_upstream(settings.SANDBOX_STORE) as server:
        yield server


@pytest.mark.slow
@pytest.mark.processes
def test_calls_are_counted_and_unknown_ones_end_the_bench(upstream_server: Upstream) -> None:
    with requests.Session() as session:
        session.get(f"{upstream_server.origin}/customers/10001")
        upstream_server.start_replay()
        for _ in range(3):
            assert session.get(f"{upstream_server.origin}/customers/10001").json()["customerNumber"] == 10001
        calls = upstream_server.get_calls()
        session.get(f"{upstream_server.origin}/customers/10002")

    assert calls == {"/customers/10001": 3}
    with pytest.raises(SystemExit, match="did not learn /customers/10002"):
        upstream_server.get_calls()
