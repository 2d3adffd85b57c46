"""One conversation: what is asked, and what each kind of answer becomes."""

import logging

import pytest
import requests

from econ_admin.gateway import Gateway, Transport, Upstream
from econ_admin.gateway.errors import RateLimited, ServerError, UnexpectedResponse, Unreachable
from econ_admin.gateway.rate_limit import Quota
from econ_admin.gateway.session import GatewaySession
from tests.gateway.conftest import TOKENS, Notebook
from tests.gateway.raw_peer import ORIGIN, Answer, Peer

CUSTOMER = (
    b'{"customerNumber":7,"currency":"DKK","paymentTerms":{"paymentTermsNumber":1},'
    b'"customerGroup":{"customerGroupNumber":1},"vatZone":{"vatZoneNumber":1},"name":"Ada Holm"}'
)


def test_a_document_is_asked_for_by_its_path_with_a_time_limit(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /customers/7", Answer(body=CUSTOMER))

    customer = economic_at_peer.customers.get(7)

    (heard,) = peer.heard
    assert customer.name == "Ada Holm"
    assert (heard.method, heard.url) == ("GET", f"{ORIGIN}/customers/7")
    assert heard.timeout == pytest.approx((3, 10), abs=0.9)
    assert "Idempotency-Key" not in heard.headers
    assert "Content-Type" not in heard.headers


@pytest.mark.parametrize(
    "silence",
    [
        requests.ConnectionError("refused"),
        requests.ConnectTimeout("no such host"),
        requests.ReadTimeout("30 s"),
        requests.exceptions.ChunkedEncodingError("cut off"),
        requests.exceptions.SSLError("not the one"),
    ],
)
def test_no_answer_is_asked_for_three_times_and_then_unreachable(
    silence: Exception, economic_at_peer: Gateway, peer: Peer
) -> None:
    peer.will_say("GET /customers/7", silence)

    with pytest.raises(Unreachable, match=r"e-conomic did not answer\.$"):
        economic_at_peer.customers.get(7)

    assert len(peer.heard) == 3


@pytest.mark.parametrize("where_to", ["https://evil.example/customers/7", f"{ORIGIN}/customers/8", "/customers/8"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(status: int, where_to: str, economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /customers/7", Answer(status, b"", {"Location": where_to}))

    with pytest.raises(UnexpectedResponse):
        economic_at_peer.customers.get(7)

    assert len(peer.heard) == 1


@pytest.mark.parametrize(
    "body", [b"", b"<html>Welcome to the hotel</html>", CUSTOMER[:-5], b"[]", b"null", b'{"customerNumber":"seven"}']
)
def test_a_200_that_is_no_customer_is_unreadable(body: bytes, economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /customers/7", Answer(body=body, headers={"Content-Type": "text/html"}))

    with pytest.raises(UnexpectedResponse) as caught:
        economic_at_peer.customers.get(7)

    assert str(caught.value) == "The answer could not be understood as one of e-conomic's."


def test_a_failure_arrives_as_the_error_of_its_cause(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /customers/7", *[Answer(503, b"<html>")] * 3, Answer(429, b"{}", {"Retry-After": "9"}))

    with pytest.raises(ServerError):
        economic_at_peer.customers.get(7)
    with pytest.raises(RateLimited) as caught:
        economic_at_peer.customers.get(7)

    assert caught.value.retry_after == 9


def test_the_guard_stands_before_anything_is_sent(session: GatewaySession, peer: Peer, notebook: Notebook) -> None:
    def refuse() -> None:
        raise RuntimeError("a transaction is open")

    upstream = Upstream(ORIGIN, "guarded")
    session.register_upstream(upstream, TOKENS, peer)
    economic = Gateway(Transport(session, upstream, trail=notebook, guard=refuse))

    for attempt in (
        lambda: economic.customers.get(7),
        lambda: economic.customers.add({"name": "Ada"}),
        lambda: economic.together(lambda: economic.customers.get(7), lambda: economic.customers.get(8)),
    ):
        with pytest.raises(RuntimeError, match="transaction"):
            attempt()

    assert peer.heard == []
    assert notebook.begun == {}


def test_the_headers_of_cost_are_remembered_for_the_agreement(economic_at_peer: Gateway, peer: Peer) -> None:
    costs = {"X-CallCost": "3", "X-RateLimiting": "token-limit-10000-per-60-seconds: 147/10000"}
    peer.will_say("GET /customers/7", Answer(400, b"{}", costs), Answer(body=CUSTOMER, headers={}))

    with pytest.raises(Exception, match="accept"):
        economic_at_peer.customers.get(7)
    economic_at_peer.customers.get(7)

    assert len(peer.heard) == 2
    assert economic_at_peer.get_status().quota == Quota(cost=3, used=147, limit=10000, window=60)


def test_an_answer_out_of_the_cache_says_nothing_new_about_cost(economic_at_peer: Gateway, peer: Peer) -> None:
    empty = b'{"collection":[],"pagination":{"results":0,"resultsWithoutFilter":0}}'
    peer.will_say("GET /units", Answer(body=empty, headers={"X-CallCost": "1"}))
    peer.will_say("GET /customers/7", Answer(body=CUSTOMER, headers={"X-CallCost": "5"}))

    economic_at_peer.units.all()
    economic_at_peer.customers.get(7)
    economic_at_peer.units.all()

    assert economic_at_peer.transport.rate_limiter.latest_quota == Quota(cost=5)


def test_no_token_and_no_name_of_a_person_is_logged(
    economic_at_peer: Gateway, peer: Peer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    peer.will_say("GET /customers/7", Answer(body=CUSTOMER), requests.ConnectionError("refused"))

    economic_at_peer.customers.get(7)
    with pytest.raises(Unreachable):
        economic_at_peer.refreshed().customers.get(7)

    assert TOKENS.app_secret.reveal() not in caplog.text
    assert TOKENS.agreement_grant.reveal() not in caplog.text
    assert "Ada Holm" not in caplog.text
