"""What is kept, for whom, and what never reaches the disk."""

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
from tests.gateway.conftest import TOKENS, Clock, Notebook
from tests.gateway.raw_peer import ORIGIN, Answer, Peer


def layouts(*names: str) -> Answer:
    items = ",".join(f'{{"layoutNumber":{number},"name":"{name}"}}' for number, name in enumerate(names, 1))
    pagination = f'{{"results":{len(names)},"resultsWithoutFilter":{len(names)}}}'
    return Answer(body=f'{{"collection":[{items}],"pagination":{pagination}}}'.encode())


def files_beside(cache_file: Path) -> Iterator[Path]:
    return cache_file.parent.iterdir()


def test_a_reference_list_is_asked_for_once(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /layouts", layouts("Plain"))

    first, second = economic_at_peer.layouts.all(), economic_at_peer.layouts.all()

    assert len(peer.heard) == 1
    assert first == second
    assert [each.name for each in second] == ["Plain"]


@pytest.mark.parametrize("noun", [*MAX_AGE_BY_NOUN, "templates", "prices"])
def test_each_noun_is_fresh_for_as_long_as_the_table_says(
    noun: str, transport: Transport, peer: Peer, time: Clock
) -> None:
    seconds, heard = MAX_AGE_BY_NOUN.get(noun, timedelta()).total_seconds(), []
    for passed in (0, max(seconds - 1, 0), 1, max(seconds - 1, 0), 2):
        time.pass_by(passed)
        transport.get(ResourcePath(noun, f"{noun}/7"), IgnoredBody)
        heard.append(len(peer.heard))

    assert heard == ([1, 1, 2, 2, 3] if seconds else [1, 2, 3, 4, 5])


def test_prices_are_never_kept(economic_at_peer: Gateway, peer: Peer, cache_file: Path) -> None:
    line = b'{"description":"Somebody in person","product":{"productNumber":"1"}}'
    peer.will_say("GET /customers/7/templates/invoiceline/1", Answer(body=line))

    for _ in range(2):
        economic_at_peer.templates.line(7, "1")

    assert len(peer.heard) == 2
    assert not any(b"Somebody in person" in each.read_bytes() for each in files_beside(cache_file))


def test_an_answer_that_varies_is_kept_all_the_same(economic_at_peer: Gateway, peer: Peer) -> None:
    answer = layouts("Plain")
    answer.headers = {"Vary": "Accept-Encoding, X-AgreementGrantToken"}
    peer.will_say("GET /layouts", answer)

    economic_at_peer.layouts.all()
    economic_at_peer.layouts.all()

    assert len(peer.heard) == 1


def test_two_agreements_never_see_each_others_answers(session: GatewaySession, notebook: Notebook) -> None:
    peer = Peer()
    peer.will_say("GET /layouts", layouts("Of the first"), layouts("Of the second"))
    gateways = []
    for name in ("first", "second"):
        upstream = Upstream(ORIGIN, f"{name}-agreement")
        session.register_upstream(upstream, Tokens(Secret(f"{name}-secret"), Secret(f"{name}-grant")), peer)
        gateways.append(Gateway(Transport(session, upstream, trail=notebook)))

    seen = [[gateway.layouts.all()[0].name for gateway in gateways] for _ in range(2)]

    assert seen == [["Of the first", "Of the second"]] * 2
    assert [each.headers["X-AgreementGrantToken"] for each in peer.heard] == ["first-grant", "second-grant"]


def test_nothing_secret_is_in_any_file_of_the_cache(economic_at_peer: Gateway, peer: Peer, cache_file: Path) -> None:
    peer.will_say("GET /layouts", layouts("Plain"))

    economic_at_peer.layouts.all()

    kept = b"".join(each.read_bytes() for each in files_beside(cache_file))
    assert b"Plain" in kept
    for secret in (TOKENS.app_secret, TOKENS.agreement_grant):
        assert secret.reveal().encode() not in kept
    assert b"Token" not in kept


@pytest.mark.parametrize(("status", "times"), [(401, 1), (403, 1), (404, 1), (429, 3), (500, 3), (302, 1)])
def test_a_failure_is_never_kept(status: int, times: int, economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /layouts", *[Answer(status, b"{}")] * times, layouts("Plain"))

    with pytest.raises(Exception, match="e-conomic"):
        economic_at_peer.layouts.all()

    assert [each.name for each in economic_at_peer.layouts.all()] == ["Plain"]


@pytest.mark.parametrize("garbage", [b"<html>Sign in to the hotel</html>", b'{"collection": [', b"", b'{"other": 1}'])
def test_an_answer_that_cannot_be_read_is_not_kept(garbage: bytes, economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /layouts", Answer(body=garbage), layouts("Plain"))

    with pytest.raises(UnexpectedResponse):
        economic_at_peer.layouts.all()

    assert [each.name for each in economic_at_peer.layouts.all()] == ["Plain"]


def test_the_environment_has_no_say_in_where_requests_go(session: GatewaySession) -> None:
    assert session.trust_env is False


def test_the_order_of_a_query_makes_no_other_key_but_everything_else_does() -> None:
    def key(
        path: str = "layouts", cache_id: str = "a1", noun: str = "layouts", origin: str = ORIGIN, **asked: str
    ) -> str:
        return build_cache_key(Upstream(origin, cache_id), ResourcePath(noun, path), asked)

    keys = {
        key(a="1", b="2"),
        key(a="2", b="1"),
        key(a="1", b=""),
        key(),
        key(origin=f"{ORIGIN}:8443"),
        key(origin="http://localhost"),
        key(cache_id="a2"),
        key("layouts/1"),
    }

    assert key(b="2", a="1") == key(a="1", b="2")
    assert len(keys) == 8
    assert all(each.startswith(("a1.layouts.", "a2.layouts.")) and "'" not in each for each in keys)


def test_the_cache_file_is_for_this_user_alone(tmp_path: Path) -> None:
    cache_file = tmp_path / "kept" / "cache.sqlite"

    prepare_cache(cache_file)
    session = open_session(cache_file)

    assert stat.S_IMODE(cache_file.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in files_beside(cache_file)} == {0o600}
    session.close()


def test_a_process_has_one_session_on_a_file(tmp_path: Path) -> None:
    session = open_session(tmp_path / "cache.sqlite")

    assert open_session(tmp_path / "cache.sqlite") is session
    session.close()
    assert open_session(tmp_path / "cache.sqlite") is not session
    open_session(tmp_path / "cache.sqlite").close()


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")  # Python 3.12 on; the child only exits
def test_a_child_of_a_fork_opens_a_session_of_its_own(tmp_path: Path) -> None:
    session = open_session(tmp_path / "cache.sqlite")

    child = os.fork()
    if child == 0:
        os._exit(0 if open_session(tmp_path / "cache.sqlite") is not session else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    session.close()
