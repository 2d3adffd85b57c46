"""Running calls concurrently."""

import os
import threading
from collections.abc import Callable
from typing import Any, TypeVar, assert_type

import pytest

from econ_admin.gateway import Unavailable, concurrency, meanwhile, optional
from econ_admin.gateway.concurrency import (
    MAX_THREADS,
    ConcurrentRunner,
    before_waiting,
    close_pool,
)
from econ_admin.gateway.errors import GatewayError, NotFound, Unreachable

T = TypeVar("T")


@pytest.fixture
def runner() -> ConcurrentRunner:
    return ConcurrentRunner(guard=lambda: None)


def failing_call(error: Exception) -> Callable[[], Any]:
    def fail() -> Any:
        raise error

    return fail


def as_cold_call(call: Callable[[], T]) -> Callable[[], T]:
    """The same call, for something that is not in the cache."""

    def cold_call() -> T:
        before_waiting()
        return call()

    return cold_call


def test_results_keep_the_order_and_types_of_the_calls(runner: ConcurrentRunner) -> None:
    answers = runner(lambda: 1, lambda: "two", optional(lambda: 3.0))

    assert_type(answers, tuple[int, str, float | Unavailable])
    assert answers == (1, "two", 3.0)


def test_calls_run_at_the_same_time(runner: ConcurrentRunner) -> None:
    barrier = threading.Barrier(6)
    wait_for_others = as_cold_call(lambda: barrier.wait(timeout=10))  # alone, each of them would wait in vain

    assert sorted(
        runner(wait_for_others, wait_for_others, wait_for_others, wait_for_others, wait_for_others, wait_for_others)
    ) == [0, 1, 2, 3, 4, 5]


def test_local_call_runs_here_while_the_others_wait(runner: ConcurrentRunner) -> None:
    barrier = threading.Barrier(3)

    def run_here() -> int:
        barrier.wait(timeout=10)
        return threading.get_ident()

    def wait() -> int:
        barrier.wait(timeout=10)
        return threading.get_ident()

    here, *others = runner(meanwhile(run_here), wait, wait)

    assert here == threading.get_ident()
    assert here not in others


def test_first_failure_of_a_required_call_is_raised(runner: ConcurrentRunner) -> None:
    with pytest.raises(NotFound):
        runner(lambda: 1, failing_call(NotFound("gone")), failing_call(Unreachable()))


def test_failed_optional_call_is_unavailable_with_its_error(runner: ConcurrentRunner) -> None:
    error = NotFound("gone")

    result, unavailable = runner(lambda: 1, optional(failing_call(error)))

    assert result == 1
    assert isinstance(unavailable, Unavailable)
    assert unavailable.error is error
    assert not unavailable


def test_programming_error_in_an_optional_call_is_raised(runner: ConcurrentRunner) -> None:
    with pytest.raises(ZeroDivisionError):
        runner(lambda: 1, optional(failing_call(ZeroDivisionError())))


def test_single_call_runs_in_the_calling_thread(runner: ConcurrentRunner) -> None:
    assert runner(threading.get_ident) == (threading.get_ident(),)


def test_nested_calls_never_wait_for_their_own_pool(runner: ConcurrentRunner) -> None:
    def nested() -> tuple[int, ...]:
        return runner(*[as_cold_call(lambda: 1)] * 4)

    threads = [threading.Thread(target=lambda: runner(*[as_cold_call(nested)] * 8)) for _ in range(MAX_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert not any(thread.is_alive() for thread in threads)
    assert runner(nested, nested) == ((1, 1, 1, 1), (1, 1, 1, 1))


def test_nested_calls_run_at_the_same_time(runner: ConcurrentRunner) -> None:
    barrier = threading.Barrier(5)
    meet = as_cold_call(lambda: barrier.wait(timeout=10))

    first, second, third = runner(meet, lambda: runner(meet, meet), lambda: runner(meet, meet))

    assert sorted([first, *second, *third]) == [0, 1, 2, 3, 4]


def test_each_call_runs_once(runner: ConcurrentRunner) -> None:
    started: list[str] = []

    def build_call(name: str, *, is_cached: bool = False) -> Callable[[], None]:
        def call() -> None:
            started.append(name)
            if not is_cached:
                before_waiting()

        return call

    runner(build_call("cached", is_cached=True), build_call("first"), build_call("second"), build_call("third"))

    assert started[0] == "cached"
    assert sorted(started) == ["cached", "first", "second", "third"]


def test_guard_is_called_once_in_the_calling_thread() -> None:
    thread_ids: list[int] = []
    runner = ConcurrentRunner(guard=lambda: thread_ids.append(threading.get_ident()))

    runner(lambda: 1, lambda: 2, lambda: 3)

    assert thread_ids == [threading.get_ident()]


def test_failures_do_not_use_up_the_pool(runner: ConcurrentRunner) -> None:
    for _ in range(MAX_THREADS + 1):
        with pytest.raises(GatewayError):
            runner(as_cold_call(failing_call(Unreachable())), as_cold_call(lambda: 1))

    assert runner(as_cold_call(lambda: 1), as_cold_call(lambda: 2)) == (1, 2)


def test_closed_pool_is_reopened_by_the_next_calls(runner: ConcurrentRunner) -> None:
    runner(as_cold_call(lambda: 1), as_cold_call(lambda: 2))

    close_pool()

    assert runner(as_cold_call(lambda: 1), as_cold_call(lambda: 2)) == (1, 2)


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")  # Python 3.12 on; the child only exits
def test_forked_child_has_its_own_pool(runner: ConcurrentRunner) -> None:
    runner(as_cold_call(lambda: 1), as_cold_call(lambda: 2))

    child = os.fork()
    if child == 0:
        os._exit(0 if runner(as_cold_call(lambda: 1), as_cold_call(lambda: 2)) == (1, 2) else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_closing_the_pool_waits_for_calls_still_running(runner: ConcurrentRunner) -> None:
    started, may_continue, finished = threading.Event(), threading.Event(), []

    def run_long() -> None:
        started.set()
        may_continue.wait(timeout=10)
        finished.append("done")

    def fail() -> None:
        started.wait(timeout=10)
        raise NotFound

    with pytest.raises(NotFound):
        runner(as_cold_call(fail), as_cold_call(run_long))
    threading.Timer(0.05, may_continue.set).start()
    concurrency.close_pool()

    assert finished == ["done"]
