"""When e-conomic is not asked: after failures in a row, and while it has told us to wait."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from econ_admin.gateway import Gateway, concurrency
from econ_admin.gateway.errors import CircuitOpen, GatewayError, RateLimited, Unreachable
from tests.gateway.conftest import NOON, Clock, Notebook, Worker
from tests.gateway.raw_peer import Answer, Heard, Peer, Said
from tests.gateway.test_reader import customer

Workers = tuple[Worker, Worker]


def ask(worker: Worker, number: int = 7) -> str:
    """The name that a page shows, or the failure that it says."""
    try:
        return worker.visit().customers.get(number).name
    except GatewayError as error:
        return type(error).__name__


def fall_silent(worker: Worker, peer: Peer, how: Said | None = None) -> None:
    """Until the circuit is open: a read is tried three times."""
    peer.is_down(how)
    ask(worker, 8)
    ask(worker, 9)
    peer.heard.clear()


@pytest.fixture
def shown(worker: Worker, peer: Peer, time: Clock) -> Worker:
    peer.will_say("GET /customers/7", customer())
    ask(worker)
    time.pass_by(120)
    return worker


@pytest.mark.parametrize("how", [requests.ConnectionError("refused"), requests.ReadTimeout("30 s"), Answer(503)])
def test_after_five_failures_in_a_row_no_worker_asks(how: Said, shown: Worker, workers: Workers, peer: Peer) -> None:
    peer.is_down(how)
    for number in (8, 9):
        ask(shown, number)

    assert len(peer.heard) == 5 + 1  # the first, from before; the sixth attempt was not made
    peer.heard.clear()
    assert [ask(worker, 10) for worker in workers] == ["CircuitOpen", "CircuitOpen"]
    assert [ask(worker, 7) for worker in workers] == ["Ada Holm", "Ada Holm"]
    assert [type(worker.standing.current_error) for worker in workers] == [CircuitOpen, CircuitOpen]
    assert [worker.standing.oldest_read_at for worker in workers] == [NOON, NOON]
    assert peer.heard == []


def test_one_answer_between_them_keeps_it_closed(worker: Worker, peer: Peer) -> None:
    refused, gone = requests.ConnectionError("refused"), Answer(404)
    answers: list[list[Said]] = [[refused, refused, gone], [refused, refused, refused], [refused, gone]]
    for number, said in enumerate(answers):
        peer.will_say(f"GET /customers/{number}", *said)

    assert [ask(worker, number) for number in range(3)] == ["NotFound", "Unreachable", "NotFound"]


def test_what_e_conomic_says_is_no_failure(worker: Worker, peer: Peer) -> None:
    for status in (400, 403, 404, 429):
        peer.is_down(Answer(status))
        for number in (1, 2, 3):
            ask(worker, number)
    peer.is_up()
    peer.will_say("GET /customers/7", customer())

    assert ask(worker) == "Ada Holm"


def test_a_write_is_refused_before_anything_is_begun_while_it_is_open(
    worker: Worker, workers: Workers, peer: Peer, notebook: Notebook
) -> None:
    fall_silent(worker, peer)

    for each in workers:
        with pytest.raises(CircuitOpen, match="Nothing was sent") as caught:
            each.visit().customers.add({"name": "Ada Holm"})
        assert not caught.value.outcome_unknown

    assert notebook.begun == {}
    assert peer.heard == []


def test_after_ten_seconds_one_of_all_who_come_tries_and_nobody_waits_for_it(
    worker: Worker, workers: Workers, peer: Peer, time: Clock
) -> None:
    fall_silent(worker, peer)
    time.pass_by(9.9)
    assert ask(worker) == "CircuitOpen"
    assert peer.heard == []
    time.pass_by(0.2)
    all_have_asked = threading.Event()

    def at_last(heard: Heard) -> Answer:
        assert all_have_asked.wait(timeout=20)
        raise requests.ReadTimeout("5 s")

    peer.is_down(at_last)

    with ThreadPoolExecutor(32) as people:
        said = list(people.map(ask, [*workers] * 16))
    all_have_asked.set()
    concurrency.close_pool()

    assert said == ["CircuitOpen"] * 32
    assert [heard.url.rpartition("/")[2] for heard in peer.heard] == ["self"]
    time.pass_by(9)
    assert ask(worker) == "CircuitOpen"
    concurrency.close_pool()
    assert len(peer.heard) == 1


@pytest.mark.parametrize("status", [200, 401, 404])
def test_when_it_answers_all_may_ask_again(
    status: int, worker: Worker, workers: Workers, peer: Peer, time: Clock
) -> None:
    fall_silent(worker, peer)
    peer.is_up()
    peer.will_say("GET /self", Answer(status))
    peer.will_say("GET /customers/7", customer())
    time.pass_by(10)

    first = ask(workers[1])
    concurrency.close_pool()

    assert first == "CircuitOpen"
    assert [ask(worker) for worker in workers] == ["Ada Holm", "Ada Holm"]
    assert worker.visit().get_status().circuit_opened is None


def test_when_another_has_found_that_it_answers_one_failure_opens_nothing(
    workers: Workers, peer: Peer, time: Clock
) -> None:
    one, other = workers
    fall_silent(one, peer)
    peer.is_up()
    time.pass_by(10)
    ask(other)
    concurrency.close_pool()
    peer.heard.clear()
    peer.will_say(
        "GET /customers/8", requests.ConnectionError("refused"), requests.ConnectionError("refused"), customer()
    )

    assert ask(one, 8) == "Ada Holm"
    assert len(peer.heard) == 3


def test_a_clock_that_is_set_back_keeps_it_open_no_longer(worker: Worker, peer: Peer, time: Clock) -> None:
    fall_silent(worker, peer)
    peer.is_up()
    peer.will_say("GET /customers/7", customer())
    time.pass_by(-3600)

    ask(worker)
    concurrency.close_pool()

    assert ask(worker) == "Ada Holm"


def test_when_told_to_wait_all_do_and_then_ask_again(workers: Workers, peer: Peer, time: Clock) -> None:
    peer.will_say("GET /customers/7", customer())
    peer.will_say("GET /customers/8", Answer(429, b"", {"Retry-After": "20"}))
    one, other = workers
    ask(one, 8)
    time.pass_by(19)
    peer.heard.clear()

    with pytest.raises(RateLimited) as caught:
        other.visit().customers.get(7)
    with pytest.raises(RateLimited):
        other.visit().customers.add({"name": "Ada Holm"})

    assert caught.value.retry_after == 1
    assert isinstance(other.standing.current_error, RateLimited)
    assert peer.heard == []
    time.pass_by(1)
    assert ask(other) == "Ada Holm"
    assert other.standing.current_error is None


def test_to_be_told_to_wait_for_a_day_is_not_believed(workers: Workers, peer: Peer, time: Clock) -> None:
    peer.will_say("GET /customers/7", Answer(429, b"", {"Retry-After": "86400"}), customer())
    ask(workers[0])

    time.pass_by(59)
    assert ask(workers[1]) == "RateLimited"
    time.pass_by(1)
    assert ask(workers[1]) == "Ada Holm"


def test_one_agreements_silence_is_not_anothers(worker: Worker, peer: Peer, economic_at_peer: Gateway) -> None:
    fall_silent(worker, peer)
    peer.is_up()
    peer.will_say("GET /customers/7", customer())

    assert economic_at_peer.customers.get(7).name == "Ada Holm"
    with pytest.raises(Unreachable):
        worker.visit().customers.get(7)
