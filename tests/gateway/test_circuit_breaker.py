"""Circuit breaker: no requests after consecutive failures, nor while e-conomic has told us to wait."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from econ_admin.gateway import Gateway, concurrency
from econ_admin.gateway.errors import CircuitOpen, GatewayError, RateLimited, Unreachable
from tests.gateway.conftest import NOON, Clock, InMemoryTrail, Worker
from tests.gateway.raw_peer import Answer, Peer, ReceivedRequest, ScriptedAnswer
from tests.gateway.test_reader import customer

Workers = tuple[Worker, Worker]


def read_name_or_error(worker: Worker, number: int = 7) -> str:
    """The customer's name, or the class name of the error."""
    try:
        return worker.open_gateway().customers.get(number).name
    except GatewayError as error:
        return type(error).__name__


def open_circuit(worker: Worker, peer: Peer, answer: ScriptedAnswer | None = None) -> None:
    """Fail two reads of three attempts each, which opens the circuit."""
    peer.go_down(answer)
    read_name_or_error(worker, 8)
    read_name_or_error(worker, 9)
    peer.received.clear()


@pytest.fixture
def warm_worker(worker: Worker, peer: Peer, clock: Clock) -> Worker:
    peer.set_answers("GET /customers/7", customer())
    read_name_or_error(worker)
    clock.advance(120)
    return worker


@pytest.mark.parametrize("how", [requests.ConnectionError("refused"), requests.ReadTimeout("30 s"), Answer(503)])
def test_five_failures_in_a_row_open_the_circuit_for_all_workers(
    how: ScriptedAnswer, warm_worker: Worker, workers: Workers, peer: Peer
) -> None:
    peer.go_down(how)
    for number in (8, 9):
        read_name_or_error(warm_worker, number)

    assert len(peer.received) == 5 + 1  # the first, from before; the sixth attempt was not made
    peer.received.clear()
    assert [read_name_or_error(worker, 10) for worker in workers] == ["CircuitOpen", "CircuitOpen"]
    assert [read_name_or_error(worker, 7) for worker in workers] == ["Ada Holm", "Ada Holm"]
    assert [type(worker.read_log.current_error) for worker in workers] == [CircuitOpen, CircuitOpen]
    assert [worker.read_log.oldest_read_at for worker in workers] == [NOON, NOON]
    assert peer.received == []


def test_one_answer_between_failures_keeps_the_circuit_closed(worker: Worker, peer: Peer) -> None:
    refused, gone = requests.ConnectionError("refused"), Answer(404)
    answers: list[list[ScriptedAnswer]] = [[refused, refused, gone], [refused, refused, refused], [refused, gone]]
    for number, scripted in enumerate(answers):
        peer.set_answers(f"GET /customers/{number}", *scripted)

    assert [read_name_or_error(worker, number) for number in range(3)] == ["NotFound", "Unreachable", "NotFound"]


def test_client_errors_do_not_open_the_circuit(worker: Worker, peer: Peer) -> None:
    for status in (400, 403, 404, 429):
        peer.go_down(Answer(status))
        for number in (1, 2, 3):
            read_name_or_error(worker, number)
    peer.come_up()
    peer.set_answers("GET /customers/7", customer())

    assert read_name_or_error(worker) == "Ada Holm"


def test_open_circuit_refuses_a_write_before_its_intent_is_recorded(
    worker: Worker, workers: Workers, peer: Peer, memory_trail: InMemoryTrail
) -> None:
    open_circuit(worker, peer)

    for blocked_worker in workers:
        with pytest.raises(CircuitOpen, match="Nothing was sent") as caught:
            blocked_worker.open_gateway().customers.add({"name": "Ada Holm"})
        assert not caught.value.outcome_unknown

    assert memory_trail.intents == {}
    assert peer.received == []


def test_after_ten_seconds_one_probe_is_sent_and_no_read_waits_for_it(
    worker: Worker, workers: Workers, peer: Peer, clock: Clock
) -> None:
    open_circuit(worker, peer)
    clock.advance(9.9)
    assert read_name_or_error(worker) == "CircuitOpen"
    assert peer.received == []
    clock.advance(0.2)
    all_reads_done = threading.Event()

    def answer_late(request: ReceivedRequest) -> Answer:
        assert all_reads_done.wait(timeout=20)
        raise requests.ReadTimeout("5 s")

    peer.go_down(answer_late)

    with ThreadPoolExecutor(32) as people:
        names = list(people.map(read_name_or_error, [*workers] * 16))
    all_reads_done.set()
    concurrency.close_pool()

    assert names == ["CircuitOpen"] * 32
    assert [request.url.rpartition("/")[2] for request in peer.received] == ["self"]
    clock.advance(9)
    assert read_name_or_error(worker) == "CircuitOpen"
    concurrency.close_pool()
    assert len(peer.received) == 1


@pytest.mark.parametrize("status", [200, 401, 404])
def test_successful_probe_closes_the_circuit_for_all_workers(
    status: int, worker: Worker, workers: Workers, peer: Peer, clock: Clock
) -> None:
    open_circuit(worker, peer)
    peer.come_up()
    peer.set_answers("GET /self", Answer(status))
    peer.set_answers("GET /customers/7", customer())
    clock.advance(10)

    first = read_name_or_error(workers[1])
    concurrency.close_pool()

    assert first == "CircuitOpen"
    assert [read_name_or_error(worker) for worker in workers] == ["Ada Holm", "Ada Holm"]
    assert worker.open_gateway().get_status().circuit_opened is None


def test_failure_count_restarts_after_another_worker_closes_the_circuit(
    workers: Workers, peer: Peer, clock: Clock
) -> None:
    first, second = workers
    open_circuit(first, peer)
    peer.come_up()
    clock.advance(10)
    read_name_or_error(second)
    concurrency.close_pool()
    peer.received.clear()
    peer.set_answers(
        "GET /customers/8", requests.ConnectionError("refused"), requests.ConnectionError("refused"), customer()
    )

    assert read_name_or_error(first, 8) == "Ada Holm"
    assert len(peer.received) == 3


def test_clock_set_back_does_not_keep_the_circuit_open(worker: Worker, peer: Peer, clock: Clock) -> None:
    open_circuit(worker, peer)
    peer.come_up()
    peer.set_answers("GET /customers/7", customer())
    clock.advance(-3600)

    read_name_or_error(worker)
    concurrency.close_pool()

    assert read_name_or_error(worker) == "Ada Holm"


def test_retry_after_is_honoured_by_all_workers(workers: Workers, peer: Peer, clock: Clock) -> None:
    peer.set_answers("GET /customers/7", customer())
    peer.set_answers("GET /customers/8", Answer(429, b"", {"Retry-After": "20"}))
    first, second = workers
    read_name_or_error(first, 8)
    clock.advance(19)
    peer.received.clear()

    with pytest.raises(RateLimited) as caught:
        second.open_gateway().customers.get(7)
    with pytest.raises(RateLimited):
        second.open_gateway().customers.add({"name": "Ada Holm"})

    assert caught.value.retry_after == 1
    assert isinstance(second.read_log.current_error, RateLimited)
    assert peer.received == []
    clock.advance(1)
    assert read_name_or_error(second) == "Ada Holm"
    assert second.read_log.current_error is None


def test_retry_after_is_capped_at_a_minute(workers: Workers, peer: Peer, clock: Clock) -> None:
    peer.set_answers("GET /customers/7", Answer(429, b"", {"Retry-After": "86400"}), customer())
    read_name_or_error(workers[0])

    clock.advance(59)
    assert read_name_or_error(workers[1]) == "RateLimited"
    clock.advance(1)
    assert read_name_or_error(workers[1]) == "Ada Holm"


def test_circuits_of_two_agreements_are_independent(worker: Worker, peer: Peer, economic_at_peer: Gateway) -> None:
    open_circuit(worker, peer)
    peer.come_up()
    peer.set_answers("GET /customers/7", customer())

    assert economic_at_peer.customers.get(7).name == "Ada Holm"
    with pytest.raises(Unreachable):
        worker.open_gateway().customers.get(7)
