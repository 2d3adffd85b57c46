"""What is cached, for how long and for whom, and what is never written to disk."""

import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from econ_admin.gateway import Gateway, Secret, Tokens, Transport, Upstream
from econ_admin.gateway.cache_policy import MAX_AGE_BY_NOUN, build_cache_key
from econ_admin.gateway.errors import UnexpectedResponse
from econ_admin.gateway.json_codec import IgnoredBody
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.sessions import open_session, prepare_cache
from tests.gateway.conftest import TOKENS, Clock, InMemoryTrail
from tests.gateway.raw_peer import ORIGIN, Answer, Peer


def layouts(*names: str) -> Answer:
    items = ",".join(f'{{"layoutNumber":{number},"name":"{name}"}}' for number, name in enumerate(names, 1))
    pagination = f'{{"results":{len(names)},"resultsWithoutFilter":{len(names)}}}'
    return Answer(body=f'{{"collection":[{items}],"pagination":{pagination}}}'.encode())


def list_cache_files(cache_file: Path) -> Iterator[Path]:
    return cache_file.parent.iterdir()


def test_reference_list_is_fetched_once(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /layouts", layouts("Plain"))

    first, second = economic_at_peer.layouts.all(), economic_at_peer.layouts.all()

    assert len(peer.received) == 1
    assert first == second
    assert [layout.name for layout in second] == ["Plain"]


@pytest.mark.parametrize("noun", [*MAX_AGE_BY_NOUN, "templates", "prices"])
def test_each_noun_is_cached_for_its_max_age(noun: str, transport: Transport, peer: Peer, clock: Clock) -> None:
    seconds, request_counts = MAX_AGE_BY_NOUN.get(noun, timedelta()).total_seconds(), []
    for elapsed in (0, max(seconds - 1, 0), 1, max(seconds - 1, 0), 2):
        clock.advance(elapsed)
        transport.get(ResourcePath(noun, f"{noun}/7"), IgnoredBody)
        request_counts.append(len(peer.received))

    assert request_counts == ([1, 1, 2, 2, 3] if seconds else [1, 2, 3, 4, 5])


def test_prices_are_never_cached(economic_at_peer: Gateway, peer: Peer, cache_file: Path) -> None:
    line = b'{"description":"Somebody in person","product":{"productNumber":"1"}}'
    peer.set_answers("GET /customers/7/templates/invoiceline/1", Answer(body=line))

    for _ in range(2):
        economic_at_peer.templates.line(7, "1")

    assert len(peer.received) == 2
    assert not any(b"Somebody in person" in path.read_bytes() for path in list_cache_files(cache_file))


def test_answer_with_a_vary_header_is_cached(economic_at_peer: Gateway, peer: Peer) -> None:
    answer = layouts("Plain")
    answer.headers = {"Vary": "Accept-Encoding, X-AgreementGrantToken"}
    peer.set_answers("GET /layouts", answer)

    economic_at_peer.layouts.all()
    economic_at_peer.layouts.all()

    assert len(peer.received) == 1


def test_two_agreements_do_not_share_cached_answers(session: GatewaySession, memory_trail: InMemoryTrail) -> None:
    peer = Peer()
    peer.set_answers("GET /layouts", layouts("Of the first"), layouts("Of the second"))
    gateways = []
    for name in ("first", "second"):
        upstream = Upstream(ORIGIN, f"{name}-agreement")
        session.register_upstream(upstream, Tokens(Secret(f"{name}-secret"), Secret(f"{name}-grant")), peer)
        gateways.append(Gateway(Transport(session, upstream, trail=memory_trail)))

    names = [[gateway.layouts.all()[0].name for gateway in gateways] for _ in range(2)]

    assert names == [["Of the first", "Of the second"]] * 2
    assert [request.headers["X-AgreementGrantToken"] for request in peer.received] == ["first-grant", "second-grant"]


def test_cache_files_contain_no_secrets(economic_at_peer: Gateway, peer: Peer, cache_file: Path) -> None:
    peer.set_answers("GET /layouts", layouts("Plain"))

    economic_at_peer.layouts.all()

    cached_bytes = b"".join(path.read_bytes() for path in list_cache_files(cache_file))
    assert b"Plain" in cached_bytes
    for secret in (TOKENS.app_secret, TOKENS.agreement_grant):
        assert secret.reveal().encode() not in cached_bytes
    assert b"Token" not in cached_bytes


@pytest.mark.parametrize(("status", "times"), [(401, 1), (403, 1), (404, 1), (429, 3), (500, 3), (302, 1)])
def test_failure_is_never_cached(status: int, times: int, economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /layouts", *[Answer(status, b"{}")] * times, layouts("Plain"))

    with pytest.raises(Exception, match="e-conomic"):
        economic_at_peer.layouts.all()

    assert [layout.name for layout in economic_at_peer.layouts.all()] == ["Plain"]


@pytest.mark.parametrize("garbage", [b"<html>Sign in to the hotel</html>", b'{"collection": [', b"", b'{"other": 1}'])
def test_unreadable_answer_is_not_cached(garbage: bytes, economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /layouts", Answer(body=garbage), layouts("Plain"))

    with pytest.raises(UnexpectedResponse):
        economic_at_peer.layouts.all()

    assert [layout.name for layout in economic_at_peer.layouts.all()] == ["Plain"]


def test_proxy_settings_of_the_environment_are_ignored(session: GatewaySession) -> None:
    assert session.trust_env is False


def test_cache_key_ignores_only_the_order_of_the_query() -> None:
    def build_key(
        path: str = "layouts", cache_id: str = "a1", noun: str = "layouts", origin: str = ORIGIN, **params: str
    ) -> str:
        return build_cache_key(Upstream(origin, cache_id), ResourcePath(noun, path), params)

    keys = {
        build_key(a="1", b="2"),
        build_key(a="2", b="1"),
        build_key(a="1", b=""),
        build_key(),
        build_key(origin=f"{ORIGIN}:8443"),
        build_key(origin="http://localhost"),
        build_key(cache_id="a2"),
        build_key("layouts/1"),
    }

    assert build_key(b="2", a="1") == build_key(a="1", b="2")
    assert len(keys) == 8
    assert all(key_text.startswith(("a1.layouts.", "a2.layouts.")) and "'" not in key_text for key_text in keys)


def test_cache_files_are_private_to_the_user(tmp_path: Path) -> None:
    cache_file = tmp_path / "kept" / "cache.sqlite"

    prepare_cache(cache_file)
    session = open_session(cache_file)

    assert stat.S_IMODE(cache_file.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in list_cache_files(cache_file)} == {0o600}
    session.close()


def test_a_process_has_one_session_per_cache_file(tmp_path: Path) -> None:
    session = open_session(tmp_path / "cache.sqlite")

    assert open_session(tmp_path / "cache.sqlite") is session
    session.close()
    assert open_session(tmp_path / "cache.sqlite") is not session
    open_session(tmp_path / "cache.sqlite").close()


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")  # Python 3.12 on; the child only exits
def test_forked_child_opens_its_own_session(tmp_path: Path) -> None:
    session = open_session(tmp_path / "cache.sqlite")

    child = os.fork()
    if child == 0:
        os._exit(0 if open_session(tmp_path / "cache.sqlite") is not session else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    session.close()
