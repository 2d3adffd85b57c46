"""A deadline over several calls."""

import pytest
import requests

from econ_admin.gateway import Deadline, Gateway
from econ_admin.gateway.errors import Unreachable
from tests.gateway.conftest import Notebook
from tests.gateway.raw_peer import Answer, Peer
from tests.gateway.test_transport import CUSTOMER


class Watch:
    """Time that stands still until the test moves it."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def timeouts(peer: Peer) -> list[float]:
    """Those for being connected and for an answer, call by call."""
    return [seconds for heard in peer.heard for seconds in heard.timeout]


def about(*expected: tuple[float, float]) -> object:
    """Give or take what the test itself took."""
    return pytest.approx([seconds for pair in expected for seconds in pair], abs=0.9)


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_each_call_gets_what_remains(economic_at_peer: Gateway, peer: Peer, watch: Watch) -> None:
    for number in (7, 8, 9):
        peer.will_say(f"GET /customers/{number}", Answer(200, CUSTOMER))
    peer.will_say("POST /customers", Answer(201, CUSTOMER))

    economic = economic_at_peer.within(Deadline(35, watch))
    economic.customers.get(7)
    economic.customers.add({"name": "Ada Holm"})
    watch.seconds += 27
    economic.customers.get(8)
    economic.customers.add({"name": "Ada Lund"})
    watch.seconds += 6
    economic.customers.get(9)

    assert timeouts(peer) == about((3, 10), (3, 30), (3, 8), (3, 8), (2, 2))


def test_what_has_no_time_left_is_not_sent_and_leaves_no_doubt(
    economic_at_peer: Gateway, peer: Peer, notebook: Notebook, watch: Watch
) -> None:
    economic = economic_at_peer.within(Deadline(35, watch))
    watch.seconds += 35
    with pytest.raises(Unreachable) as caught:
        economic.customers.add({"name": "Ada Holm"})

    assert not caught.value.outcome_unknown
    assert peer.heard == []
    assert notebook.begun == {}


def test_a_write_that_ran_out_of_time_is_in_doubt(economic_at_peer: Gateway, peer: Peer, watch: Watch) -> None:
    peer.will_say("POST /customers", requests.ReadTimeout("5 s"))

    with pytest.raises(Unreachable) as caught:
        economic_at_peer.within(Deadline(5, watch)).customers.add({"name": "Ada Holm"})

    assert caught.value.outcome_unknown


def test_calls_side_by_side_share_it(economic_at_peer: Gateway, peer: Peer, watch: Watch) -> None:
    peer.will_say("GET /customers/7", Answer(200, CUSTOMER))
    peer.will_say("GET /customers/8", Answer(200, CUSTOMER))
    economic = economic_at_peer.within(Deadline(6, watch))

    economic.together(lambda: economic.customers.get(7), lambda: economic.customers.get(8))

    assert timeouts(peer) == about((3, 6), (3, 6))


def test_other_calls_have_their_own_time(economic_at_peer: Gateway, peer: Peer, watch: Watch) -> None:
    peer.will_say("GET /customers/7", Answer(200, CUSTOMER))

    economic_at_peer.within(Deadline(1, watch))
    watch.seconds += 60
    economic_at_peer.customers.get(7)

    assert timeouts(peer) == about((3, 10))
