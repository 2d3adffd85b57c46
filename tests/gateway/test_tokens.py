"""The tokens: where they go, and where they never show."""

import copy
import pickle
import traceback

import pytest
import requests

from econ_admin.gateway import Gateway, GatewayError, Secret, Tokens, Transport, Upstream
from econ_admin.gateway.errors import Unreachable
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.tokens import CACHE_KEY_HEADER, TokenAdapter
from tests.gateway.conftest import TOKENS, Notebook
from tests.gateway.raw_peer import ORIGIN, Answer, Peer


def test_a_secret_is_masked_wherever_it_is_written() -> None:
    secret = Secret("hush")

    assert "hush" not in f"{secret} {secret!r} {Tokens(secret, secret)} {[secret]}"
    assert secret.reveal() == "hush"


def test_a_secret_cannot_be_pickled_nor_copied() -> None:
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(Secret("hush"))
    with pytest.raises(TypeError, match="not pickled"):
        copy.deepcopy(Tokens(Secret("hush"), Secret("hush")))


def test_both_tokens_are_on_the_wire_and_our_own_headers_are_not(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /layouts", Answer(body=b'{"collection":[],"pagination":{"results":0,"resultsWithoutFilter":0}}'))

    economic_at_peer.layouts.all()

    (heard,) = peer.heard
    assert heard.headers["X-AppSecretToken"] == "app-secret-of-ours"
    assert heard.headers["X-AgreementGrantToken"] == "grant-of-the-agreement"
    assert not heard.headers.keys() & {CACHE_KEY_HEADER, "Cache-Control", "X-ACTUAL-NO-CACHE", "Cookie"}


def test_the_answer_carries_the_request_without_tokens_and_no_vary(session: GatewaySession, peer: Peer) -> None:
    session.register_upstream(Upstream(ORIGIN, "a1"), TOKENS, peer)
    peer.will_say("GET /self", Answer(headers={"Vary": "Accept-Encoding, X-AppSecretToken"}))

    response = session.get(f"{ORIGIN}/self", headers={CACHE_KEY_HEADER: "a1.self"})

    assert "X-AppSecretToken" not in response.request.headers
    assert "Vary" not in response.headers


def test_a_failure_of_the_wire_holds_no_token_in_any_frame_it_brings_along(
    economic_at_peer: Gateway, peer: Peer
) -> None:
    peer.will_say("GET /self", requests.ConnectionError("refused"))

    with pytest.raises(Unreachable) as caught:
        economic_at_peer.agreement.get()

    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert TOKENS.app_secret.reveal() not in "".join(told.format())
    assert isinstance(caught.value.__cause__, requests.ConnectionError)
    assert "X-AppSecretToken" not in caught.value.__cause__.request.headers  # type: ignore[union-attr]


def test_one_agreements_tokens_never_go_where_only_another_lives(session: GatewaySession, notebook: Notebook) -> None:
    here, there = Peer(), Peer()
    session.register_upstream(Upstream(ORIGIN, "a1"), TOKENS, here)
    session.register_upstream(Upstream("https://other.example", "a2"), TOKENS, there)
    astray = Transport(session, Upstream("https://other.example", "a1"), trail=notebook)

    with pytest.raises(LookupError):
        Gateway(astray).agreement.get()

    assert there.heard == []


def test_the_adapter_itself_gives_no_token_to_another_origin() -> None:
    peer = Peer()
    adapter = TokenAdapter(peer)
    adapter.register(Upstream(ORIGIN, "a1"), TOKENS)
    astray = requests.Request("GET", "https://evil.example/self", headers={CACHE_KEY_HEADER: "a1.self"}).prepare()

    with pytest.raises(LookupError):
        adapter.send(astray)

    assert peer.heard == []


def test_an_origin_nobody_was_admitted_to_is_not_reached(session: GatewaySession, notebook: Notebook) -> None:
    session.register_upstream(Upstream(ORIGIN, "a1"), TOKENS, Peer())
    lookalike = Transport(session, Upstream(f"{ORIGIN}.evil.example", "a1"), trail=notebook)

    with pytest.raises(GatewayError):
        Gateway(lookalike).agreement.get()


def test_exchanged_tokens_are_used_from_the_next_request_on(session: GatewaySession, notebook: Notebook) -> None:
    peer, upstream = Peer(), Upstream(ORIGIN, "a1")
    session.register_upstream(upstream, TOKENS, peer)
    peer.will_say("GET /self", Answer(body=b'{"agreementNumber": 1}'))

    session.register_upstream(upstream, Tokens(Secret("new-secret"), Secret("new-grant")))
    Gateway(Transport(session, upstream, trail=notebook)).agreement.get()

    assert peer.heard[0].headers["X-AgreementGrantToken"] == "new-grant"


def test_closing_the_adapter_closes_the_one_inside() -> None:
    class Closing(Peer):
        closed = False

        def close(self) -> None:
            self.closed = True

    inside = Closing()

    TokenAdapter(inside).close()

    assert inside.closed
