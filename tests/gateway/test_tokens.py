"""The tokens: where they are sent, and where they never appear."""

import copy
import pickle
import traceback

import pytest
import requests

from econ_admin.gateway import Gateway, GatewayError, Secret, Tokens, Transport, Upstream
from econ_admin.gateway.errors import Unreachable
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.tokens import CACHE_KEY_HEADER, TokenAdapter
from tests.gateway.conftest import TOKENS, InMemoryTrail
from tests.gateway.raw_peer import ORIGIN, Answer, Peer


def test_secret_is_masked_when_formatted() -> None:
    secret = Secret("hush")

    assert "hush" not in f"{secret} {secret!r} {Tokens(secret, secret)} {[secret]}"
    assert secret.reveal() == "hush"


def test_secret_cannot_be_pickled_or_copied() -> None:
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(Secret("hush"))
    with pytest.raises(TypeError, match="cannot be pickled"):
        copy.deepcopy(Tokens(Secret("hush"), Secret("hush")))


def test_request_has_both_tokens_and_no_internal_headers(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers(
        "GET /layouts", Answer(body=b'{"collection":[],"pagination":{"results":0,"resultsWithoutFilter":0}}')
    )

    economic_at_peer.layouts.all()

    (request,) = peer.received
    assert request.headers["X-AppSecretToken"] == "app-secret-of-ours"
    assert request.headers["X-AgreementGrantToken"] == "grant-of-the-agreement"
    assert not request.headers.keys() & {CACHE_KEY_HEADER, "Cache-Control", "X-ACTUAL-NO-CACHE", "Cookie"}


def test_response_has_no_tokens_and_no_vary_header(session: GatewaySession, peer: Peer) -> None:
    session.register_upstream(Upstream(ORIGIN, "a1"), TOKENS, peer)
    peer.set_answers("GET /self", Answer(headers={"Vary": "Accept-Encoding, X-AppSecretToken"}))

    response = session.get(f"{ORIGIN}/self", headers={CACHE_KEY_HEADER: "a1.self"})

    assert peer.received[0].headers["X-AppSecretToken"] == "app-secret-of-ours"
    assert "X-AppSecretToken" not in response.request.headers
    assert "Vary" not in response.headers


def test_connection_error_holds_no_token_in_any_frame(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /self", requests.ConnectionError("refused"))

    with pytest.raises(Unreachable) as caught:
        economic_at_peer.agreement.get()

    formatted_traceback = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert TOKENS.app_secret.reveal() not in "".join(formatted_traceback.format())
    assert isinstance(caught.value.__cause__, requests.ConnectionError)
    assert "X-AppSecretToken" not in caught.value.__cause__.request.headers  # type: ignore[union-attr]


def test_tokens_are_never_sent_to_another_agreements_origin(
    session: GatewaySession, memory_trail: InMemoryTrail
) -> None:
    own_peer, other_peer = Peer(), Peer()
    session.register_upstream(Upstream(ORIGIN, "a1"), TOKENS, own_peer)
    session.register_upstream(Upstream("https://other.example", "a2"), TOKENS, other_peer)
    misdirected = Transport(session, Upstream("https://other.example", "a1"), trail=memory_trail)

    with pytest.raises(LookupError):
        Gateway(misdirected).agreement.get()

    assert other_peer.received == []


def test_adapter_sends_no_token_to_another_origin() -> None:
    peer = Peer()
    adapter = TokenAdapter(peer)
    adapter.register(Upstream(ORIGIN, "a1"), TOKENS)
    misdirected = requests.Request("GET", "https://evil.example/self", headers={CACHE_KEY_HEADER: "a1.self"}).prepare()

    with pytest.raises(LookupError):
        adapter.send(misdirected)

    assert peer.received == []


def test_unregistered_origin_is_not_requested(session: GatewaySession, memory_trail: InMemoryTrail) -> None:
    session.register_upstream(Upstream(ORIGIN, "a1"), TOKENS, Peer())
    lookalike = Transport(session, Upstream(f"{ORIGIN}.evil.example", "a1"), trail=memory_trail)

    with pytest.raises(GatewayError):
        Gateway(lookalike).agreement.get()


def test_replaced_tokens_are_used_from_the_next_request(session: GatewaySession, memory_trail: InMemoryTrail) -> None:
    peer, upstream = Peer(), Upstream(ORIGIN, "a1")
    session.register_upstream(upstream, TOKENS, peer)
    peer.set_answers("GET /self", Answer(body=b'{"agreementNumber": 1}'))

    session.register_upstream(upstream, Tokens(Secret("new-secret"), Secret("new-grant")))
    Gateway(Transport(session, upstream, trail=memory_trail)).agreement.get()

    assert peer.received[0].headers["X-AgreementGrantToken"] == "new-grant"


def test_closing_the_adapter_closes_the_inner_adapter() -> None:
    class ClosingPeer(Peer):
        closed = False

        def close(self) -> None:
            self.closed = True

    inner_adapter = ClosingPeer()

    TokenAdapter(inner_adapter).close()

    assert inner_adapter.closed


def test_tokens_that_a_server_repeats_are_masked(session: GatewaySession, peer: Peer) -> None:
    session.register_upstream(Upstream(ORIGIN, "a1"), TOKENS, peer)
    app_secret, grant = TOKENS.app_secret.reveal(), TOKENS.agreement_grant.reveal()
    peer.set_answers("GET /self", Answer(body=f'{{"echo":"{app_secret} {grant}"}}'.encode(), headers={"X-Echo": grant}))

    response = session.get(f"{ORIGIN}/self", headers={CACHE_KEY_HEADER: "a1.self"})

    assert response.content == b'{"echo":"*** ***"}'
    assert response.headers["X-Echo"] == "***"


def test_error_that_repeats_the_tokens_shows_none(economic_at_peer: Gateway, peer: Peer) -> None:
    grant = TOKENS.agreement_grant.reveal()
    peer.set_answers("GET /self", Answer(400, body=f'{{"message":"Bad token {grant}"}}'.encode()))

    with pytest.raises(GatewayError) as caught:
        economic_at_peer.agreement.get()

    assert grant not in str(caught.value)
    assert "Bad token ***" in str(caught.value)
