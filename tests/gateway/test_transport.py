"""Single requests: what is sent, and how each kind of answer is handled."""

import logging

import pytest
import requests

from econ_admin.gateway import Gateway, Transport, Upstream
from econ_admin.gateway.errors import RateLimited, ServerError, UnexpectedResponse, Unreachable
from econ_admin.gateway.rate_limit import Quota
from econ_admin.gateway.session import GatewaySession
from tests.gateway.conftest import TOKENS, InMemoryTrail
from tests.gateway.raw_peer import ORIGIN, Answer, Peer

CUSTOMER = (
    b'{"customerNumber":7,"currency":"DKK","paymentTerms":{"paymentTermsNumber":1},'
    b'"customerGroup":{"customerGroupNumber":1},"vatZone":{"vatZoneNumber":1},"name":"Ada Holm"}'
)


def test_document_is_requested_by_its_path_with_a_timeout(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /customers/7", Answer(body=CUSTOMER))

    customer = economic_at_peer.customers.get(7)

    (request,) = peer.received
    assert customer.name == "Ada Holm"
    assert (request.method, request.url) == ("GET", f"{ORIGIN}/customers/7")
    assert request.timeout == pytest.approx((3, 10), abs=0.9)
    assert "Idempotency-Key" not in request.headers
    assert "Content-Type" not in request.headers


@pytest.mark.parametrize(
    "failure",
    [
        requests.ConnectionError("refused"),
        requests.ConnectTimeout("no such host"),
        requests.ReadTimeout("30 s"),
        requests.exceptions.ChunkedEncodingError("cut off"),
        requests.exceptions.SSLError("not the one"),
    ],
)
def test_unanswered_read_is_tried_three_times_then_unreachable(
    failure: Exception, economic_at_peer: Gateway, peer: Peer
) -> None:
    peer.set_answers("GET /customers/7", failure)

    with pytest.raises(Unreachable, match=r"e-conomic did not answer\.$"):
        economic_at_peer.customers.get(7)

    assert len(peer.received) == 3


@pytest.mark.parametrize("location", ["https://evil.example/customers/7", f"{ORIGIN}/customers/8", "/customers/8"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_never_followed(status: int, location: str, economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /customers/7", Answer(status, b"", {"Location": location}))

    with pytest.raises(UnexpectedResponse):
        economic_at_peer.customers.get(7)

    assert len(peer.received) == 1


@pytest.mark.parametrize(
    "body", [b"", b"<html>Welcome to the hotel</html>", CUSTOMER[:-5], b"[]", b"null", b'{"customerNumber":"seven"}']
)
def test_a_200_without_a_customer_is_an_unexpected_response(body: bytes, economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /customers/7", Answer(body=body, headers={"Content-Type": "text/html"}))

    with pytest.raises(UnexpectedResponse) as caught:
        economic_at_peer.customers.get(7)

    assert str(caught.value) == "We could not read the response from e-conomic."


def test_failures_raise_the_error_of_their_status(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /customers/7", *[Answer(503, b"<html>")] * 3, Answer(429, b"{}", {"Retry-After": "9"}))

    with pytest.raises(ServerError):
        economic_at_peer.customers.get(7)
    with pytest.raises(RateLimited) as caught:
        economic_at_peer.customers.get(7)

    assert caught.value.retry_after == 9


def test_guard_is_called_before_anything_is_sent(
    session: GatewaySession, peer: Peer, memory_trail: InMemoryTrail
) -> None:
    def raise_in_transaction() -> None:
        raise RuntimeError("a transaction is open")

    upstream = Upstream(ORIGIN, "guarded")
    session.register_upstream(upstream, TOKENS, peer)
    economic = Gateway(Transport(session, upstream, trail=memory_trail, guard=raise_in_transaction))

    for attempt in (
        lambda: economic.customers.get(7),
        lambda: economic.customers.add({"name": "Ada"}),
        lambda: economic.together(lambda: economic.customers.get(7), lambda: economic.customers.get(8)),
    ):
        with pytest.raises(RuntimeError, match="transaction"):
            attempt()

    assert peer.received == []
    assert memory_trail.intents == {}


def test_cost_headers_are_recorded_for_the_agreement(economic_at_peer: Gateway, peer: Peer) -> None:
    costs = {"X-CallCost": "3", "X-RateLimiting": "token-limit-10000-per-60-seconds: 147/10000"}
    peer.set_answers("GET /customers/7", Answer(400, b"{}", costs), Answer(body=CUSTOMER, headers={}))

    with pytest.raises(Exception, match="accept"):
        economic_at_peer.customers.get(7)
    economic_at_peer.customers.get(7)

    assert len(peer.received) == 2
    assert economic_at_peer.get_status().quota == Quota(cost=3, used=147, limit=10000, window=60)


def test_cached_answer_does_not_change_the_quota(economic_at_peer: Gateway, peer: Peer) -> None:
    empty = b'{"collection":[],"pagination":{"results":0,"resultsWithoutFilter":0}}'
    peer.set_answers("GET /units", Answer(body=empty, headers={"X-CallCost": "1"}))
    peer.set_answers("GET /customers/7", Answer(body=CUSTOMER, headers={"X-CallCost": "5"}))

    economic_at_peer.units.all()
    economic_at_peer.customers.get(7)
    economic_at_peer.units.all()

    assert economic_at_peer.transport.rate_limiter.latest_quota == Quota(cost=5)


def test_tokens_and_personal_names_are_not_logged(
    economic_at_peer: Gateway, peer: Peer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    peer.set_answers("GET /customers/7", Answer(body=CUSTOMER), requests.ConnectionError("refused"))

    economic_at_peer.customers.get(7)
    with pytest.raises(Unreachable):
        economic_at_peer.refreshed().customers.get(7)

    assert TOKENS.app_secret.reveal() not in caplog.text
    assert TOKENS.agreement_grant.reveal() not in caplog.text
    assert "Ada Holm" not in caplog.text
