"""Cost headers, and how many calls are under way at once."""

import os
import threading
from collections.abc import Mapping

import pytest

from econ_admin.gateway.errors import Unreachable
from econ_admin.gateway.rate_limit import Budget, Spending, budget_of


@pytest.mark.parametrize(
    ("headers", "spending"),
    [
        (
            {"X-CallCost": "3", "X-RateLimiting": "token-limit-10000-per-60-seconds: 147/10000"},
            Spending(cost=3, used=147, limit=10000, window=60),
        ),
        ({"X-RateLimiting": "token-limit-500-per-10-seconds:7/500"}, Spending(used=7, limit=500, window=10)),
        ({"X-CallCost": "1"}, Spending(cost=1)),
        ({"X-CallCost": "dear", "X-RateLimiting": "none today"}, Spending()),
        ({"X-CallCost": "-1", "X-RateLimiting": "9" * 400}, Spending()),
        ({}, Spending()),
    ],
)
def test_the_headers_of_cost_are_read_as_far_as_they_make_sense(headers: Mapping[str, str], spending: Spending) -> None:
    assert Spending.read(headers) == spending


def test_an_answer_that_says_nothing_leaves_what_was_known() -> None:
    budget = Budget()
    budget.note({"X-CallCost": "3"}, now=1)

    budget.note({}, now=2)

    assert budget.latest == Spending(cost=3)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ({}, 0),
        ({"X-CallCost": "3"}, 0),
        ({"X-RateLimiting": "token-limit-100-per-60-seconds: 40/100"}, 0),
        ({"X-RateLimiting": "token-limit-100-per-60-seconds: 49/100"}, 0),
        ({"X-RateLimiting": "token-limit-100-per-60-seconds: 50/100"}, 1.2),
        ({"X-RateLimiting": "token-limit-100-per-60-seconds: 60/100"}, 1.5),
        ({"X-CallCost": "2", "X-RateLimiting": "token-limit-100-per-60-seconds: 60/100"}, 3),
        ({"X-RateLimiting": "token-limit-100-per-60-seconds: 90/100"}, 6),
        ({"X-RateLimiting": "token-limit-100-per-60-seconds: 100/100"}, 10),
        ({"X-RateLimiting": "token-limit-100-per-60-seconds: 105/100"}, 10),
        ({"X-RateLimiting": "token-limit-0-per-60-seconds: 0/0"}, 0),
    ],
)
def test_in_the_second_half_of_the_limit_what_is_left_is_spread_over_its_window(
    said: Mapping[str, str], seconds: float
) -> None:
    budget = Budget()
    budget.note(said, now=1)

    assert budget.pause() == seconds


def test_an_agreement_has_one_budget_and_another_agreement_another() -> None:
    assert budget_of("one") is budget_of("one")
    assert budget_of("one") is not budget_of("another")


def test_no_more_calls_are_under_way_than_there_are_turns() -> None:
    budget = Budget(at_once=2)
    inside, most = 0, 0
    counting, meeting = threading.Lock(), threading.Barrier(2)

    def call() -> None:
        nonlocal inside, most
        with budget.turn(10):
            with counting:
                inside += 1
                most = max(most, inside)
            meeting.wait(timeout=10)  # two are inside together, each time
            with counting:
                inside -= 1

    threads = [threading.Thread(target=call) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert most == 2


def test_a_turn_is_given_back_after_a_failure_too() -> None:
    budget = Budget(at_once=1)
    with pytest.raises(ZeroDivisionError), budget.turn(1):
        raise ZeroDivisionError

    with budget.turn(0):
        assert budget.under_way == 1
    assert budget.under_way == 0


def test_who_waits_too_long_for_a_turn_is_told_so_and_nothing_is_in_doubt() -> None:
    budget = Budget(at_once=1)

    with budget.turn(0), pytest.raises(Unreachable) as caught, budget.turn(0.01):
        pass

    assert not caught.value.doubtful


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")  # Python 3.12 on; the child only exits
def test_a_child_of_a_fork_does_not_wait_for_its_parents_turns() -> None:
    parents = budget_of("forked")

    child = os.fork()
    if child == 0:
        os._exit(0 if budget_of("forked") is not parents else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
