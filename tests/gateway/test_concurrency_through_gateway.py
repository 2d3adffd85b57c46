"""Concurrent calls through the gateway: cached reads stay in the calling thread, the others go to the pool."""

import threading
from collections.abc import Callable, Sequence

import pytest

from econ_admin.gateway import Gateway, Unavailable, optional
from econ_admin.gateway.errors import NotFound
from tests.gateway.conftest import InMemoryTrail, Worker
from tests.gateway.raw_peer import Answer, Peer, ReceivedRequest
from tests.gateway.test_paging import contacts
from tests.gateway.test_reader import customer
from tests.gateway.test_transport import CUSTOMER


@pytest.fixture
def economic(worker: Worker, peer: Peer) -> Gateway:
    """A gateway that has customers 1 to 3 of 6 in its cache."""
    for number in range(1, 7):
        peer.set_answers(f"GET /customers/{number}", customer(f"Customer {number}"))
    for number in (1, 2, 3):
        worker.open_gateway().customers.get(number)
    peer.received.clear()
    return worker.open_gateway()


def build_read(economic: Gateway, number: int) -> Callable[[], tuple[str, bool]]:
    """A call that returns the name, and whether it ran in the calling thread."""
    calling_thread = threading.get_ident()
    return lambda: (economic.customers.get(number).name, threading.get_ident() == calling_thread)


@pytest.mark.parametrize(
    ("numbers", "in_calling_thread"),
    [
        ((1, 2, 3), (True, True, True)),
        ((1, 4), (True, True)),
        ((1, 4, 5), (True, True, False)),
        ((4, 5, 6), (True, False, False)),
    ],
)
def test_calls_after_the_first_cold_one_use_the_pool(
    numbers: Sequence[int], in_calling_thread: Sequence[bool], economic: Gateway, peer: Peer
) -> None:
    cold = [number for number in numbers if number > 3]
    all_received = threading.Barrier(max(len(cold), 1))

    def answer_when_all_are_received(request: ReceivedRequest) -> Answer:
        all_received.wait(30)
        return customer(f"Customer {request.url[-1]}")

    for number in cold:
        peer.set_answers(f"GET /customers/{number}", answer_when_all_are_received)

    answers = economic.together(*[build_read(economic, number) for number in numbers])

    assert answers == tuple(
        (f"Customer {number}", in_this_thread)
        for number, in_this_thread in zip(numbers, in_calling_thread, strict=True)
    )
    assert len(peer.received) == len(cold)


def test_cached_call_after_a_cold_one_is_not_requested(economic: Gateway, peer: Peer) -> None:
    get = economic.customers.get

    first, cold, last = economic.together(lambda: get(1), lambda: get(4), lambda: get(3))

    assert [first.name, cold.name, last.name] == ["Customer 1", "Customer 4", "Customer 3"]
    assert len(peer.received) == 1


def test_cold_optional_calls_are_available(economic: Gateway) -> None:
    get = economic.customers.get

    results = economic.together(optional(lambda: get(4)), optional(lambda: get(5)), optional(lambda: get(1)))

    assert [customer_or_gap.name for customer_or_gap in results if not isinstance(customer_or_gap, Unavailable)] == [
        "Customer 4",
        "Customer 5",
        "Customer 1",
    ]


def test_nested_calls_request_only_what_is_cold(economic: Gateway, peer: Peer) -> None:
    def page(*numbers: int) -> Callable[[], list[str]]:
        return lambda: [name for name, _ in economic.together(*[build_read(economic, number) for number in numbers])]

    names = economic.together(page(1, 4), page(2, 3), page(5, 6))

    assert names == (["Customer 1", "Customer 4"], ["Customer 2", "Customer 3"], ["Customer 5", "Customer 6"])
    assert len(peer.received) == 3


def test_thread_sends_requests_again_after_a_failed_cached_call(economic: Gateway, peer: Peer) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        economic.together(fail, lambda: economic.customers.get(4))

    assert peer.received == []
    assert economic.customers.get(4).name == "Customer 4"


def test_failure_of_a_cold_call_is_raised(economic: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /customers/9", Answer(404))
    get = economic.customers.get

    with pytest.raises(NotFound):
        economic.together(lambda: get(1), lambda: get(9))
    with pytest.raises(NotFound):
        economic.together(lambda: get(4), lambda: get(9), lambda: get(5))


def test_walk_with_a_cached_first_page_fetches_the_rest(worker: Worker, peer: Peer) -> None:
    peer.set_answers(
        "GET /customers/7/contacts?skippages=0&pagesize=1000", contacts(1, next_page="https://economic.example/2")
    )
    peer.set_answers("GET /customers/7/contacts?skippages=1&pagesize=1000", Answer(404), contacts(2))
    with pytest.raises(NotFound):
        worker.open_gateway().contacts.of(7)
    economic = worker.open_gateway()

    all_contacts, _ = economic.together(lambda: economic.contacts.of(7), lambda: None)

    assert [contact.customer_contact_number for contact in all_contacts] == [1, 2]
    assert len(peer.received) == 3


def test_write_among_concurrent_calls_is_made_once(economic: Gateway, peer: Peer, memory_trail: InMemoryTrail) -> None:
    peer.set_answers("POST /customers", Answer(201, CUSTOMER))

    def add() -> str:
        added = economic.customers.add({"name": "Ada Holm"})
        return f"{added.name} beside {economic.customers.get(6).name}"

    assert economic.together(add, lambda: 1) == ("Ada Holm beside Customer 6", 1)
    assert len(memory_trail.intents) == 1
