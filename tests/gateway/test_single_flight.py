"""One call for all who ask the same at the same time."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import GatewayError, Unreachable
from econ_admin.gateway.json_codec import IgnoredBody
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.record_cache import CachedRecord
from econ_admin.gateway.records import Customer
from econ_admin.gateway.single_flight import SingleFlight
from tests.gateway.conftest import Clock, Worker
from tests.gateway.raw_peer import Answer, Heard, Peer
from tests.gateway.test_reader import customer

HERD = 32


class Watched(SingleFlight):
    """Lets a test wait until so many have asked for a place."""

    def __init__(self, expected: int) -> None:
        super().__init__()
        self._expected = expected
        self._asked = 0
        self._counting = threading.Lock()
        self.all_are_here = threading.Event()

    def run(self, key: str, fetch: Callable[[], CachedRecord], timeout: float) -> CachedRecord:
        with self._counting:
            self._asked += 1
            if self._asked == self._expected:
                self.all_are_here.set()
        return super().run(key, fetch, timeout)


def test_a_herd_on_six_cold_documents_asks_for_each_once(worker: Worker, peer: Peer) -> None:
    numbers = range(1, 7)
    worker.session.single_flight = watched = Watched(HERD * len(numbers))

    def when_all_ask(heard: Heard) -> Answer:
        assert watched.all_are_here.wait(timeout=20)
        return customer(heard.url.rpartition("/")[2])

    for number in numbers:
        peer.will_say(f"GET /customers/{number}", when_all_ask)

    def page(_: int) -> list[str]:
        economic = worker.visit()
        calls = [lambda number=number: economic.customers.get(number) for number in numbers]
        with ThreadPoolExecutor(len(calls)) as threads:
            return [each.result().name for each in [threads.submit(call) for call in calls]]

    with ThreadPoolExecutor(HERD) as people:
        pages = list(people.map(page, range(HERD)))

    assert pages == [[str(number) for number in numbers]] * HERD
    assert len(peer.heard) == len(numbers)


def test_a_failure_is_everybodys_and_the_next_asks_again(worker: Worker, peer: Peer) -> None:
    worker.session.single_flight = watched = Watched(8)

    def wait(heard: Heard) -> Answer:
        assert watched.all_are_here.wait(timeout=20)
        return Answer(400)

    peer.will_say("GET /customers/7", wait, customer())

    def visit(_: int) -> str:
        try:
            return worker.visit().customers.get(7).name
        except GatewayError as error:
            return type(error).__name__

    with ThreadPoolExecutor(8) as people:
        said = list(people.map(visit, range(8)))

    assert said.count("Invalid") >= 7  # one may have come when it was over
    assert len(peer.heard) == 1 + (8 - said.count("Invalid"))
    assert worker.visit().customers.get(7).name == "Ada Holm"


def test_who_waits_for_another_waits_no_longer_than_his_own_time() -> None:
    flights, under_way, over = SingleFlight(), threading.Event(), threading.Event()
    answer = CachedRecord("record", str, 0, 0)

    def ask() -> CachedRecord:
        under_way.set()
        over.wait(timeout=20)
        return answer

    with ThreadPoolExecutor(1) as somebody:
        first = somebody.submit(flights.run, "a", ask, 20)
        under_way.wait(timeout=20)
        with pytest.raises(Unreachable):
            flights.run("a", ask, 0.01)
        over.set()

        assert first.result() is answer


def begun(worker: Worker, peer: Peer, first: Callable[[Gateway], object]) -> tuple[threading.Thread, threading.Event]:
    """A read that another thread has begun, of an answer that was made before anything that happens now."""
    asked, go_on = threading.Event(), threading.Event()
    worker.session.single_flight = watched = Watched(2)

    def as_it_was(heard: Heard) -> Answer:
        asked.set()
        assert watched.all_are_here.wait(timeout=20)
        assert go_on.wait(timeout=20)
        return customer("As it was")

    peer.will_say("GET /customers/7", as_it_was, customer("As it is"))
    thread = threading.Thread(target=first, args=(worker.visit(),))
    thread.start()
    assert asked.wait(timeout=20)
    return thread, go_on


def test_who_joins_a_call_from_before_a_write_does_not_take_its_answer(worker: Worker, peer: Peer, time: Clock) -> None:
    thread, go_on = begun(worker, peer, lambda economic: economic.customers.get(7))
    time.pass_by(1)
    worker.visit().transport.post(ResourcePath("customers", "customers"), {}, IgnoredBody)
    time.pass_by(1)

    go_on.set()
    found = worker.visit().customers.get(7)
    thread.join()

    assert found.name == "As it is"


def test_who_joins_a_call_that_reads_something_else_asks_again(worker: Worker, peer: Peer) -> None:
    place = ResourcePath("customers", "customers/7")
    thread, go_on = begun(worker, peer, lambda economic: economic.transport.get(place, IgnoredBody))

    go_on.set()
    found = worker.visit().transport.get(place, Customer)
    thread.join()

    assert found.name == "As it is"


def test_a_fault_of_ours_reaches_all_and_blocks_nobody(worker: Worker, peer: Peer) -> None:
    peer.will_say("GET /customers/7", LookupError("ours"), requests.ConnectionError("refused"), customer())

    with pytest.raises(LookupError):
        worker.visit().customers.get(7)

    assert worker.visit().customers.get(7).name == "Ada Holm"
