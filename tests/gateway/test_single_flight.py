"""One request for all concurrent reads of the same document."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NoReturn

import pytest
import requests

from econ_admin.gateway import Gateway
from econ_admin.gateway.cache_policy import MAX_CACHED_SIZE
from econ_admin.gateway.errors import GatewayError, Unreachable
from econ_admin.gateway.json_codec import IgnoredBody
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.record_cache import CachedRecord
from econ_admin.gateway.records import Customer
from econ_admin.gateway.shared_flags import FlagsUnavailable
from econ_admin.gateway.single_flight import SingleFlight
from tests.gateway.conftest import Clock, Worker
from tests.gateway.raw_peer import Answer, Peer, ReceivedRequest
from tests.gateway.test_reader import customer

READERS = 32


class CountingFlight(SingleFlight):
    """Lets a test wait until an expected number of readers have joined."""

    def __init__(self, expected: int) -> None:
        super().__init__()
        self._expected = expected
        self._asked = 0
        self._counting = threading.Lock()
        self.all_waiting = threading.Event()

    def run(self, key: str, fetch: Callable[[], CachedRecord], timeout: float) -> CachedRecord:
        with self._counting:
            self._asked += 1
            if self._asked == self._expected:
                self.all_waiting.set()
        return super().run(key, fetch, timeout)


def test_concurrent_reads_of_a_document_send_one_request(worker: Worker, peer: Peer) -> None:
    numbers = range(1, 7)
    worker.session.single_flight = counting_flight = CountingFlight(READERS * len(numbers))

    def answer_when_all_wait(request: ReceivedRequest) -> Answer:
        assert counting_flight.all_waiting.wait(timeout=120)
        return customer(request.url.rpartition("/")[2])

    for number in numbers:
        peer.set_answers(f"GET /customers/{number}", answer_when_all_wait)

    def page(_: int) -> list[str]:
        economic = worker.open_gateway()
        calls = [lambda number=number: economic.customers.get(number) for number in numbers]
        with ThreadPoolExecutor(len(calls)) as threads:
            return [future.result().name for future in [threads.submit(call) for call in calls]]

    with ThreadPoolExecutor(READERS) as people:
        pages = list(people.map(page, range(READERS)))

    assert pages == [[str(number) for number in numbers]] * READERS
    assert len(peer.received) == len(numbers)


def test_shared_failure_reaches_all_and_the_next_read_retries(worker: Worker, peer: Peer) -> None:
    worker.session.single_flight = counting_flight = CountingFlight(8)

    def fail_when_all_wait(request: ReceivedRequest) -> Answer:
        assert counting_flight.all_waiting.wait(timeout=120)
        return Answer(400)

    peer.set_answers("GET /customers/7", fail_when_all_wait, customer())

    def read_name_or_error(_: int) -> str:
        try:
            return worker.open_gateway().customers.get(7).name
        except GatewayError as error:
            return type(error).__name__

    with ThreadPoolExecutor(8) as people:
        outcomes = list(people.map(read_name_or_error, range(8)))

    assert outcomes.count("Invalid") >= 7  # one may have come when it was over
    assert len(peer.received) == 1 + (8 - outcomes.count("Invalid"))
    assert worker.open_gateway().customers.get(7).name == "Ada Holm"


def test_waiting_reader_keeps_its_own_timeout() -> None:
    single_flight, started, may_finish = SingleFlight(), threading.Event(), threading.Event()
    answer = CachedRecord("record", str, 0, 0)

    def fetch() -> CachedRecord:
        started.set()
        may_finish.wait(timeout=120)
        return answer

    with ThreadPoolExecutor(1) as executor:
        first = executor.submit(single_flight.run, "a", fetch, 20)
        started.wait(timeout=120)
        with pytest.raises(Unreachable):
            single_flight.run("a", fetch, 0.01)
        may_finish.set()

        assert first.result() is answer


def start_read(
    worker: Worker, peer: Peer, read: Callable[[Gateway], object]
) -> tuple[threading.Thread, threading.Event]:
    """Start a read in another thread, whose answer was made before anything that happens next."""
    was_requested, may_answer = threading.Event(), threading.Event()
    worker.session.single_flight = counting_flight = CountingFlight(2)

    def answer_later(request: ReceivedRequest) -> Answer:
        was_requested.set()
        assert counting_flight.all_waiting.wait(timeout=120)
        assert may_answer.wait(timeout=120)
        return customer("As it was")

    peer.set_answers("GET /customers/7", answer_later, customer("As it is"))
    thread = threading.Thread(target=read, args=(worker.open_gateway(),))
    thread.start()
    assert was_requested.wait(timeout=120)
    return thread, may_answer


def test_read_after_a_write_does_not_join_an_older_read(worker: Worker, peer: Peer, clock: Clock) -> None:
    thread, may_answer = start_read(worker, peer, lambda economic: economic.customers.get(7))
    clock.advance(1)
    worker.open_gateway().transport.post(ResourcePath("customers", "customers"), {}, IgnoredBody)
    clock.advance(1)

    may_answer.set()
    record = worker.open_gateway().customers.get(7)
    thread.join()

    assert record.name == "As it is"


@pytest.mark.sqlite  # Redis has the response itself by then, which any record type can be read from
def test_read_of_another_record_type_sends_its_own_request(worker: Worker, peer: Peer) -> None:
    path = ResourcePath("customers", "customers/7")
    thread, may_answer = start_read(worker, peer, lambda economic: economic.transport.get(path, IgnoredBody))

    may_answer.set()
    record = worker.open_gateway().transport.get(path, Customer)
    thread.join()

    assert record.name == "As it is"


class LandedFlight(SingleFlight):
    """Returns the entry of the first read to every later one."""

    entry: CachedRecord | None = None

    def run(self, key: str, fetch: Callable[[], CachedRecord], timeout: float) -> CachedRecord:
        self.entry = self.entry or super().run(key, fetch, timeout)
        return self.entry


@pytest.mark.parametrize(("seconds", "requests_sent"), [(0, 1), (59, 1), (61, 2)])
def test_joined_read_is_used_while_it_is_fresh(
    seconds: int, requests_sent: int, worker: Worker, peer: Peer, clock: Clock
) -> None:
    worker.session.single_flight = LandedFlight()
    peer.set_answers("GET /customers/7", customer("x" * MAX_CACHED_SIZE))  # too large for the caches
    worker.open_gateway().customers.get(7)
    clock.advance(seconds)

    worker.open_gateway().customers.get(7)

    assert len(peer.received) == requests_sent


def test_earlier_read_is_not_joined_while_writes_are_unknown(
    worker: Worker, peer: Peer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.session.single_flight = LandedFlight()
    peer.set_answers("GET /customers/7", customer("x" * MAX_CACHED_SIZE))
    worker.open_gateway().customers.get(7)
    clock.advance(1)

    def fail(agreement: str) -> NoReturn:
        raise FlagsUnavailable

    monkeypatch.setattr(worker.session.shared_flags, "get_flags", fail)
    worker.open_gateway().customers.get(7)

    assert len(peer.received) == 2


def test_programming_error_does_not_block_later_reads(worker: Worker, peer: Peer) -> None:
    peer.set_answers("GET /customers/7", LookupError("ours"), requests.ConnectionError("refused"), customer())

    with pytest.raises(LookupError):
        worker.open_gateway().customers.get(7)

    assert worker.open_gateway().customers.get(7).name == "Ada Holm"
