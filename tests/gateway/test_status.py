"""What whoever looks after it is told."""

from datetime import timedelta

import pytest

from econ_admin.gateway import concurrency
from econ_admin.gateway.errors import CircuitOpen, GatewayError, RateLimited, Unauthorised
from econ_admin.gateway.rate_limit import Quota
from econ_admin.gateway.read_log import ReadLog, UpstreamCall
from tests.gateway.conftest import NOON, Clock, Worker
from tests.gateway.raw_peer import Answer, Heard, Peer
from tests.gateway.test_circuit_breaker import ask, fall_silent
from tests.gateway.test_reader import customer

Workers = tuple[Worker, Worker]


def test_before_anything_was_asked_there_is_nothing_to_tell(worker: Worker) -> None:
    state = worker.visit().get_status()

    assert (state.last_answered, state.circuit_opened, state.tokens_refused, state.retries_at, state.quota) == (
        None,
    ) * 5
    assert (state.active_calls, state.cached_responses, state.cached_bytes, state.cached_records) == (0, 0, 0, 0)
    assert state.max_concurrent_calls > 0


def test_all_workers_know_when_it_answered_and_what_it_said_of_its_limits(
    workers: Workers, peer: Peer, time: Clock
) -> None:
    costs = {"X-CallCost": "3", "X-RateLimiting": "token-limit-10000-per-60-seconds: 147/10000"}
    peer.will_say("GET /customers/7", Answer(200, customer().body, costs))
    time.pass_by(5)

    ask(workers[0])

    states = [worker.visit().get_status() for worker in workers]
    assert [state.last_answered for state in states] == [NOON + timedelta(seconds=5)] * 2
    assert [state.quota for state in states] == [Quota(cost=3, used=147, limit=10000, window=60)] * 2
    assert [state.cached_responses for state in states] == [1, 1]
    assert states[0].cached_bytes == states[1].cached_bytes > len(customer().body)
    assert [state.cached_records for state in states] == [1, 0]


def test_a_worker_tells_what_it_heard_itself_where_that_is_newer(worker: Worker, peer: Peer, time: Clock) -> None:
    for used in (147, 148):
        said = {"X-RateLimiting": f"token-limit-10000-per-60-seconds: {used}/10000"}
        peer.will_say("GET /customers/7", Answer(200, customer().body, said))
        worker.visit().refreshed().customers.get(7)
        time.pass_by(0.1)  # the others are told once a second

    spending = worker.visit().get_status().quota

    assert spending
    assert spending.used == 148


def test_all_workers_know_since_when_it_is_silent_and_when_it_is_tried_again(
    worker: Worker, workers: Workers, peer: Peer, time: Clock
) -> None:
    fall_silent(worker, peer)

    states = [each.visit().get_status() for each in workers]

    assert [state.circuit_opened for state in states] == [NOON, NOON]
    assert [state.retries_at for state in states] == [NOON + timedelta(seconds=10)] * 2
    time.pass_by(11)
    assert worker.visit().get_status().retries_at is None


def test_who_waits_is_told_until_when_and_afterwards_no_more(workers: Workers, peer: Peer, time: Clock) -> None:
    peer.will_say("GET /customers/7", Answer(429, b"", {"Retry-After": "20"}))
    ask(workers[0])

    assert workers[1].visit().get_status().retries_at == NOON + timedelta(seconds=20)
    time.pass_by(20)
    assert workers[1].visit().get_status().retries_at is None


def test_a_call_that_is_under_way_is_counted(worker: Worker, peer: Peer) -> None:
    seen = []

    def count(heard: Heard) -> Answer:
        seen.append(worker.visit().get_status().active_calls)
        return customer()

    peer.will_say("GET /customers/7", count)
    ask(worker)

    assert seen == [1]
    assert worker.visit().get_status().active_calls == 0


@pytest.mark.parametrize(
    ("said", "kind"),
    [(Answer(401), Unauthorised), (Answer(429, b"", {"Retry-After": "20"}), RateLimited), (Answer(503), CircuitOpen)],
)
def test_a_page_that_asks_nothing_still_knows_why_nothing_can_be_changed(
    said: Answer, kind: type[GatewayError], worker: Worker, workers: Workers, peer: Peer
) -> None:
    fall_silent(worker, peer, said)

    workers[1].visit()

    assert isinstance(workers[1].standing.current_error, kind)
    concurrency.close_pool()


def test_seconds_that_calls_share_are_waited_once() -> None:
    standing = ReadLog()
    for began, ended in [(5, 7), (0, 2), (1, 3), (1.5, 1.7), (6, 6.5)]:
        standing.calls.append(UpstreamCall(began, ended))

    assert standing.upstream_seconds == 5


def test_only_calls_that_went_out_are_waited_for(worker: Worker, peer: Peer) -> None:
    peer.will_say("GET /customers/7", customer())

    ask(worker)
    assert len(worker.standing.calls) == 1
    assert worker.standing.upstream_seconds > 0
    ask(worker)

    assert (worker.standing.calls, worker.standing.upstream_seconds) == ([], 0)
