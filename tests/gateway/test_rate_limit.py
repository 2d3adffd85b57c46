"""Cost headers, and how many calls are under way at once."""

import os
import threading
from collections.abc import Mapping

import pytest

from econ_admin.gateway.errors import Unreachable
from econ_admin.gateway.rate_limit import Quota, RateLimiter, get_rate_limiter


@pytest.mark.parametrize(
    ("headers", "spending"),
    [
        (
            {"X-CallCost": "3", "X-RateLimiting": "token-limit-10000-per-60-seconds: 147/10000"},
            Quota(cost=3, used=147, limit=10000, window=60),
        ),
        ({"X-RateLimiting": "token-limit-500-per-10-seconds:7/500"}, Quota(used=7, limit=500, window=10)),
        ({"X-CallCost": "1"}, Quota(cost=1)),
        ({"X-CallCost": "dear", "X-RateLimiting": "none today"}, Quota()),
        ({"X-CallCost": "-1", "X-RateLimiting": "9" * 400}, Quota()),
        ({}, Quota()),
    ],
)
def test_the_headers_of_cost_are_read_as_far_as_they_make_sense(headers: Mapping[str, str], spending: Quota) -> None:
    assert Quota.from_headers(headers) == spending


def test_an_answer_that_says_nothing_leaves_what_was_known() -> None:
    budget = RateLimiter()
    budget.record_quota({"X-CallCost": "3"}, now=1)

    budget.record_quota({}, now=2)

    assert budget.latest_quota == Quota(cost=3)


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
    budget = RateLimiter()
    budget.record_quota(said, now=1)

    assert budget.get_pause() == seconds


def test_an_agreement_has_one_budget_and_another_agreement_another() -> None:
    assert get_rate_limiter("one") is get_rate_limiter("one")
    assert get_rate_limiter("one") is not get_rate_limiter("another")


def test_no_more_calls_are_under_way_than_there_are_turns() -> None:
    budget = RateLimiter(max_concurrent_calls=2)
    inside, most = 0, 0
    counting, meeting = threading.Lock(), threading.Barrier(2)

    def call() -> None:
        nonlocal inside, most
        with budget.acquire_slot(10):
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
    budget = RateLimiter(max_concurrent_calls=1)
    with pytest.raises(ZeroDivisionError), budget.acquire_slot(1):
        raise ZeroDivisionError

    with budget.acquire_slot(0):
        assert budget.active_calls == 1
    assert budget.active_calls == 0


def test_who_waits_too_long_for_a_turn_is_told_so_and_nothing_is_in_doubt() -> None:
    budget = RateLimiter(max_concurrent_calls=1)

    with budget.acquire_slot(0), pytest.raises(Unreachable) as caught, budget.acquire_slot(0.01):
        pass

    assert not caught.value.outcome_unknown


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")  # Python 3.12 on; the child only exits
def test_a_child_of_a_fork_does_not_wait_for_its_parents_turns() -> None:
    parents = get_rate_limiter("forked")

    child = os.fork()
    if child == 0:
        os._exit(0 if get_rate_limiter("forked") is not parents else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
