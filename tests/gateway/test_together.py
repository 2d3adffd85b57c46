"""Calls side by side through the gateway: up to the first that is not cached they run in the calling thread."""

import threading
from collections.abc import Callable, Sequence

import pytest

from econ_admin.gateway import Gateway, Unavailable, optional
from econ_admin.gateway.errors import NotFound
from tests.gateway.conftest import Notebook, Worker
from tests.gateway.raw_peer import Answer, Peer
from tests.gateway.test_paging import contacts
from tests.gateway.test_reader import customer
from tests.gateway.test_transport import CUSTOMER


@pytest.fixture
def economic(worker: Worker, peer: Peer) -> Gateway:
    """Of the customers 1 to 6 the first three are warm."""
    for number in range(1, 7):
        peer.will_say(f"GET /customers/{number}", customer(f"Customer {number}"))
    for number in (1, 2, 3):
        worker.visit().customers.get(number)
    peer.heard.clear()
    return worker.visit()


def getting(economic: Gateway, number: int) -> Callable[[], tuple[str, bool]]:
    """A call that tells the name and whether it ran in this very thread."""
    here = threading.get_ident()
    return lambda: (economic.customers.get(number).name, threading.get_ident() == here)


@pytest.mark.parametrize(
    ("numbers", "are_here"),
    [
        ((1, 2, 3), (True, True, True)),
        ((1, 4), (True, True)),
        ((1, 4, 3), (True, True, False)),
        ((4, 2, 5, 6), (True, False, False, False)),
    ],
)
def test_what_follows_the_first_cold_call_goes_to_the_pool(
    numbers: Sequence[int], are_here: Sequence[bool], economic: Gateway, peer: Peer
) -> None:
    answers = economic.together(*[getting(economic, number) for number in numbers])

    assert answers == tuple((f"Customer {number}", is_here) for number, is_here in zip(numbers, are_here, strict=True))
    assert len(peer.heard) == len([number for number in numbers if number > 3])


def test_a_wanted_call_that_is_cold_is_no_gap(economic: Gateway) -> None:
    get = economic.customers.get

    found = economic.together(optional(lambda: get(4)), optional(lambda: get(5)), optional(lambda: get(1)))

    assert [each.name for each in found if not isinstance(each, Unavailable)] == [
        "Customer 4",
        "Customer 5",
        "Customer 1",
    ]


def test_calls_within_calls_find_what_is_warm_and_what_is_cold(economic: Gateway, peer: Peer) -> None:
    def page(*numbers: int) -> Callable[[], list[str]]:
        return lambda: [name for name, _ in economic.together(*[getting(economic, number) for number in numbers])]

    names = economic.together(page(1, 4), page(2, 3), page(5, 6))

    assert names == (["Customer 1", "Customer 4"], ["Customer 2", "Customer 3"], ["Customer 5", "Customer 6"])
    assert len(peer.heard) == 3


def test_after_a_failure_at_hand_the_thread_asks_as_ever(economic: Gateway, peer: Peer) -> None:
    def fails() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        economic.together(fails, lambda: economic.customers.get(4))

    assert peer.heard == []
    assert economic.customers.get(4).name == "Customer 4"


def test_the_failure_of_a_cold_call_is_raised(economic: Gateway, peer: Peer) -> None:
    peer.will_say("GET /customers/9", Answer(404))
    get = economic.customers.get

    with pytest.raises(NotFound):
        economic.together(lambda: get(1), lambda: get(9))
    with pytest.raises(NotFound):
        economic.together(lambda: get(4), lambda: get(9), lambda: get(5))


def test_a_walk_whose_first_page_is_warm_goes_on_where_it_is_cold(worker: Worker, peer: Peer) -> None:
    peer.will_say("GET /customers/7/contacts?skippages=0&pagesize=1000", contacts(1, more="https://economic.example/2"))
    peer.will_say("GET /customers/7/contacts?skippages=1&pagesize=1000", Answer(404), contacts(2))
    with pytest.raises(NotFound):
        worker.visit().contacts.of(7)
    economic = worker.visit()

    walked, _ = economic.together(lambda: economic.contacts.of(7), lambda: None)

    assert [each.customer_contact_number for each in walked] == [1, 2]
    assert len(peer.heard) == 3


def test_a_write_among_them_is_begun_once(economic: Gateway, peer: Peer, notebook: Notebook) -> None:
    peer.will_say("POST /customers", Answer(201, CUSTOMER))

    def add() -> str:
        added = economic.customers.add({"name": "Ada Holm"})
        return f"{added.name} beside {economic.customers.get(6).name}"

    assert economic.together(add, lambda: 1) == ("Ada Holm beside Customer 6", 1)
    assert len(notebook.begun) == 1
