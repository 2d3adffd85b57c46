"""Calls side by side."""

import os
import threading
from collections.abc import Callable
from typing import Any, TypeVar, assert_type

import pytest

from econ_admin.gateway import Unavailable, concurrency, optional
from econ_admin.gateway.concurrency import (
    MAX_THREADS,
    ConcurrentRunner,
    before_waiting,
    close_pool,
)
from econ_admin.gateway.errors import GatewayError, NotFound, Unreachable

T = TypeVar("T")


@pytest.fixture
def together() -> ConcurrentRunner:
    return ConcurrentRunner(guard=lambda: None)


def failing(error: Exception) -> Callable[[], Any]:
    def call() -> Any:
        raise error

    return call


def cold(call: Callable[[], T]) -> Callable[[], T]:
    """The same, where it has to ask e-conomic."""

    def asking() -> T:
        before_waiting()
        return call()

    return asking


def test_answers_come_in_the_order_of_the_calls_with_their_types(together: ConcurrentRunner) -> None:
    answers = together(lambda: 1, lambda: "two", optional(lambda: 3.0))

    assert_type(answers, tuple[int, str, float | Unavailable])
    assert answers == (1, "two", 3.0)


def test_the_calls_are_under_way_at_the_same_time(together: ConcurrentRunner) -> None:
    meeting = threading.Barrier(6)
    meet = cold(lambda: meeting.wait(timeout=10))  # alone, each of them would wait in vain

    assert sorted(together(meet, meet, meet, meet, meet, meet)) == [0, 1, 2, 3, 4, 5]


def test_the_first_failure_of_a_needed_call_is_raised(together: ConcurrentRunner) -> None:
    with pytest.raises(NotFound):
        together(lambda: 1, failing(NotFound("gone")), failing(Unreachable()))


def test_a_wanted_call_that_fails_leaves_a_gap_with_its_reason(together: ConcurrentRunner) -> None:
    error = NotFound("gone")

    one, gap = together(lambda: 1, optional(failing(error)))

    assert one == 1
    assert isinstance(gap, Unavailable)
    assert gap.error is error
    assert not gap


def test_a_fault_of_ours_is_no_gap(together: ConcurrentRunner) -> None:
    with pytest.raises(ZeroDivisionError):
        together(lambda: 1, optional(failing(ZeroDivisionError())))


def test_a_call_alone_stays_in_its_own_thread(together: ConcurrentRunner) -> None:
    assert together(threading.get_ident) == (threading.get_ident(),)


def test_nested_calls_never_wait_for_the_pool_they_are_in(together: ConcurrentRunner) -> None:
    def nested() -> tuple[int, ...]:
        return together(*[cold(lambda: 1)] * 4)

    rounds = [threading.Thread(target=lambda: together(*[cold(nested)] * 8)) for _ in range(MAX_THREADS)]
    for each in rounds:
        each.start()
    for each in rounds:
        each.join(timeout=30)

    assert not any(each.is_alive() for each in rounds)
    assert together(nested, nested) == ((1, 1, 1, 1), (1, 1, 1, 1))


def test_nested_calls_are_under_way_at_the_same_time(together: ConcurrentRunner) -> None:
    meeting = threading.Barrier(5)
    meet = cold(lambda: meeting.wait(timeout=10))

    first, *rest = together(meet, lambda: together(meet, meet), lambda: together(meet, meet))

    assert sorted([first, *rest[0], *rest[1]]) == [0, 1, 2, 3, 4]


def test_each_call_is_begun_once(together: ConcurrentRunner) -> None:
    begun: list[str] = []

    def beginning(name: str) -> Callable[[], None]:
        def call() -> None:
            begun.append(name)
            if name != "cached":
                before_waiting()

        return call

    together(beginning("cached"), beginning("first"), beginning("second"), beginning("third"))

    assert sorted(begun) == ["cached", "first", "second", "third"]
    assert begun[0] == "cached"


def test_the_guard_is_asked_once_and_in_the_calling_thread() -> None:
    asked: list[int] = []
    together = ConcurrentRunner(guard=lambda: asked.append(threading.get_ident()))

    together(lambda: 1, lambda: 2, lambda: 3)

    assert asked == [threading.get_ident()]


def test_after_a_failure_the_pool_is_as_useful_as_before(together: ConcurrentRunner) -> None:
    for _ in range(MAX_THREADS + 1):
        with pytest.raises(GatewayError):
            together(cold(failing(Unreachable())), cold(lambda: 1))

    assert together(cold(lambda: 1), cold(lambda: 2)) == (1, 2)


def test_a_closed_pool_is_made_anew_by_the_next_calls(together: ConcurrentRunner) -> None:
    together(cold(lambda: 1), cold(lambda: 2))

    close_pool()

    assert together(cold(lambda: 1), cold(lambda: 2)) == (1, 2)


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")  # Python 3.12 on; the child only exits
def test_a_child_of_a_fork_has_a_pool_of_its_own(together: ConcurrentRunner) -> None:
    together(cold(lambda: 1), cold(lambda: 2))

    child = os.fork()
    if child == 0:
        os._exit(0 if together(cold(lambda: 1), cold(lambda: 2)) == (1, 2) else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_closing_waits_for_what_a_failure_left_under_way(together: ConcurrentRunner) -> None:
    begun, go_on, done = threading.Event(), threading.Event(), []

    def long() -> None:
        begun.set()
        go_on.wait(timeout=10)
        done.append("done")

    def fails() -> None:
        begun.wait(timeout=10)
        raise NotFound

    with pytest.raises(NotFound):
        together(cold(fails), cold(long))
    threading.Timer(0.05, go_on.set).start()
    concurrency.close_pool()

    assert done == ["done"]
