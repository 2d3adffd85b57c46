"""A deadline over several calls."""

import pytest
import requests

from econ_admin.gateway import Deadline, Gateway
from econ_admin.gateway.errors import Unreachable
from tests.gateway.conftest import InMemoryTrail
from tests.gateway.raw_peer import Answer, Peer
from tests.gateway.test_transport import CUSTOMER


class Stopwatch:
    """A monotonic clock that only the test advances."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def list_timeouts(peer: Peer) -> list[float]:
    """The connect and read timeouts of each request, in order."""
    return [seconds for request in peer.received for seconds in request.timeout]


def approx_timeouts(*expected: tuple[float, float]) -> object:
    """These timeouts, give or take the time that the test itself takes."""
    return pytest.approx([seconds for pair in expected for seconds in pair], abs=0.9)


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


def test_each_call_gets_the_remaining_time(economic_at_peer: Gateway, peer: Peer, stopwatch: Stopwatch) -> None:
    for number in (7, 8, 9):
        peer.set_answers(f"GET /customers/{number}", Answer(200, CUSTOMER))
    peer.set_answers("POST /customers", Answer(201, CUSTOMER))

    economic = economic_at_peer.within(Deadline(35, stopwatch))
    economic.customers.get(7)
    economic.customers.add({"name": "Ada Holm"})
    stopwatch.seconds += 27
    economic.customers.get(8)
    economic.customers.add({"name": "Ada Lund"})
    stopwatch.seconds += 6
    economic.customers.get(9)

    assert list_timeouts(peer) == approx_timeouts((3, 10), (3, 30), (3, 8), (3, 8), (2, 2))


def test_write_without_time_left_is_not_sent(
    economic_at_peer: Gateway, peer: Peer, memory_trail: InMemoryTrail, stopwatch: Stopwatch
) -> None:
    economic = economic_at_peer.within(Deadline(35, stopwatch))
    stopwatch.seconds += 35
    with pytest.raises(Unreachable) as caught:
        economic.customers.add({"name": "Ada Holm"})

    assert not caught.value.outcome_unknown
    assert peer.received == []
    assert memory_trail.intents == {}


def test_write_that_times_out_has_an_unknown_outcome(
    economic_at_peer: Gateway, peer: Peer, stopwatch: Stopwatch
) -> None:
    peer.set_answers("POST /customers", requests.ReadTimeout("5 s"))

    with pytest.raises(Unreachable) as caught:
        economic_at_peer.within(Deadline(5, stopwatch)).customers.add({"name": "Ada Holm"})

    assert caught.value.outcome_unknown


def test_concurrent_calls_share_the_deadline(economic_at_peer: Gateway, peer: Peer, stopwatch: Stopwatch) -> None:
    peer.set_answers("GET /customers/7", Answer(200, CUSTOMER))
    peer.set_answers("GET /customers/8", Answer(200, CUSTOMER))
    economic = economic_at_peer.within(Deadline(6, stopwatch))

    economic.together(lambda: economic.customers.get(7), lambda: economic.customers.get(8))

    assert list_timeouts(peer) == approx_timeouts((3, 6), (3, 6))


def test_deadline_is_not_shared_with_other_calls(economic_at_peer: Gateway, peer: Peer, stopwatch: Stopwatch) -> None:
    peer.set_answers("GET /customers/7", Answer(200, CUSTOMER))

    economic_at_peer.within(Deadline(1, stopwatch))
    stopwatch.seconds += 60
    economic_at_peer.customers.get(7)

    assert list_timeouts(peer) == approx_timeouts((3, 10))
