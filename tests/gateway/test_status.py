"""What whoever looks after it is told."""

from datetime import timedelta

import pytest

from econ_admin.gateway import concurrency
from econ_admin.gateway.errors import GatewayError, Silent, Throttled, Unauthorised
from econ_admin.gateway.rate_limit import Spending
from econ_admin.gateway.read_log import Call, Standing
from tests.gateway.conftest import NOON, Clock, Worker
from tests.gateway.raw_peer import Answer, Heard, Peer
from tests.gateway.test_circuit_breaker import ask, fall_silent
from tests.gateway.test_reader import customer

Workers = tuple[Worker, Worker]


def test_before_anything_was_asked_there_is_nothing_to_tell(worker: Worker) -> None:
    state = worker.visit().state()

    assert (state.answered, state.silent, state.refused, state.asks_again, state.spending) == (None,) * 5
    assert (state.calls_under_way, state.kept_answers, state.kept_bytes, state.records_in_memory) == (0, 0, 0, 0)
    assert state.calls_at_once > 0


def test_all_workers_know_when_it_answered_and_what_it_said_of_its_limits(
    workers: Workers, peer: Peer, time: Clock
) -> None:
    costs = {"X-CallCost": "3", "X-RateLimiting": "token-limit-10000-per-60-seconds: 147/10000"}
    peer.will_say("GET /customers/7", Answer(200, customer().body, costs))
    time.pass_by(5)

    ask(workers[0])

    states = [worker.visit().state() for worker in workers]
    assert [state.answered for state in states] == [NOON + timedelta(seconds=5)] * 2
    assert [state.spending for state in states] == [Spending(cost=3, used=147, limit=10000, window=60)] * 2
    assert [state.kept_answers for state in states] == [1, 1]
    assert states[0].kept_bytes == states[1].kept_bytes > len(customer().body)
    assert [state.records_in_memory for state in states] == [1, 0]


def test_a_worker_tells_what_it_heard_itself_where_that_is_newer(worker: Worker, peer: Peer, time: Clock) -> None:
    for used in (147, 148):
        said = {"X-RateLimiting": f"token-limit-10000-per-60-seconds: {used}/10000"}
        peer.will_say("GET /customers/7", Answer(200, customer().body, said))
        with (gateway := worker.visit()).transport.afresh():
            gateway.customers.get(7)
        time.pass_by(0.1)  # the others are told once a second

    spending = worker.visit().state().spending

    assert spending
    assert spending.used == 148


def test_all_workers_know_since_when_it_is_silent_and_when_it_is_tried_again(
    worker: Worker, workers: Workers, peer: Peer, time: Clock
) -> None:
    fall_silent(worker, peer)

    states = [each.visit().state() for each in workers]

    assert [state.silent for state in states] == [NOON, NOON]
    assert [state.asks_again for state in states] == [NOON + timedelta(seconds=10)] * 2
    time.pass_by(11)
    assert worker.visit().state().asks_again is None


def test_who_waits_is_told_until_when_and_afterwards_no_more(workers: Workers, peer: Peer, time: Clock) -> None:
    peer.will_say("GET /customers/7", Answer(429, b"", {"Retry-After": "20"}))
    ask(workers[0])

    assert workers[1].visit().state().asks_again == NOON + timedelta(seconds=20)
    time.pass_by(20)
    assert workers[1].visit().state().asks_again is None


def test_a_call_that_is_under_way_is_counted(worker: Worker, peer: Peer) -> None:
    seen = []

    def count(heard: Heard) -> Answer:
        seen.append(worker.visit().state().calls_under_way)
        return customer()

    peer.will_say("GET /customers/7", count)
    ask(worker)

    assert seen == [1]
    assert worker.visit().state().calls_under_way == 0


@pytest.mark.parametrize(
    ("said", "kind"),
    [(Answer(401), Unauthorised), (Answer(429, b"", {"Retry-After": "20"}), Throttled), (Answer(503), Silent)],
)
def test_a_page_that_asks_nothing_still_knows_why_nothing_can_be_changed(
    said: Answer, kind: type[GatewayError], worker: Worker, workers: Workers, peer: Peer
) -> None:
    fall_silent(worker, peer, said)

    workers[1].visit()

    assert isinstance(workers[1].standing.trouble, kind)
    concurrency.close()


def test_seconds_that_calls_share_are_waited_once() -> None:
    standing = Standing()
    for began, ended in [(5, 7), (0, 2), (1, 3), (1.5, 1.7), (6, 6.5)]:
        standing.calls.append(Call(began, ended))

    assert standing.waited == 5


def test_only_calls_that_went_out_are_waited_for(worker: Worker, peer: Peer) -> None:
    peer.will_say("GET /customers/7", customer())

    ask(worker)
    assert len(worker.standing.calls) == 1
    assert worker.standing.waited > 0
    ask(worker)

    assert (worker.standing.calls, worker.standing.waited) == ([], 0)
