"""Cost headers, and the limit on concurrent calls."""

import os
import threading
from collections.abc import Mapping
from contextlib import ExitStack

import pytest

from econ_admin.gateway.errors import Unreachable
from econ_admin.gateway.rate_limit import Quota, RateLimiter, get_rate_limiter


@pytest.mark.parametrize(
    ("headers", "quota"),
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
def test_quota_is_read_from_the_valid_cost_headers(headers: Mapping[str, str], quota: Quota) -> None:
    assert Quota.from_headers(headers) == quota


def test_answer_without_cost_headers_keeps_the_latest_quota() -> None:
    rate_limiter = RateLimiter()
    rate_limiter.record_quota({"X-CallCost": "3"}, now=1)

    rate_limiter.record_quota({}, now=2)

    assert rate_limiter.latest_quota == Quota(cost=3)


@pytest.mark.parametrize(
    ("headers", "seconds"),
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
def test_pause_spreads_the_last_half_of_the_limit_over_its_window(headers: Mapping[str, str], seconds: float) -> None:
    rate_limiter = RateLimiter()
    rate_limiter.record_quota(headers, now=1)

    assert rate_limiter.get_pause() == seconds


def test_each_agreement_has_its_own_rate_limiter() -> None:
    assert get_rate_limiter("one") is get_rate_limiter("one")
    assert get_rate_limiter("one") is not get_rate_limiter("another")


def test_concurrent_calls_are_limited_to_the_slots() -> None:
    rate_limiter = RateLimiter(max_concurrent_calls=2)
    active, most_active = 0, 0
    counter_lock, barrier = threading.Lock(), threading.Barrier(2)

    def call() -> None:
        nonlocal active, most_active
        with rate_limiter.acquire_slot(10):
            with counter_lock:
                active += 1
                most_active = max(most_active, active)
            barrier.wait(timeout=10)  # two are active together, each time
            with counter_lock:
                active -= 1

    threads = [threading.Thread(target=call) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most_active == 2


def test_slot_is_released_after_a_failure() -> None:
    rate_limiter = RateLimiter(max_concurrent_calls=1)
    with pytest.raises(ZeroDivisionError), rate_limiter.acquire_slot(1):
        raise ZeroDivisionError

    with rate_limiter.acquire_slot(0):
        assert rate_limiter.active_calls == 1
    assert rate_limiter.active_calls == 0


def test_waiting_too_long_for_a_slot_is_unreachable() -> None:
    rate_limiter = RateLimiter(max_concurrent_calls=1)

    with rate_limiter.acquire_slot(0), pytest.raises(Unreachable) as caught, rate_limiter.acquire_slot(0.01):
        pass

    assert not caught.value.outcome_unknown


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")  # Python 3.12 on; the child only exits
def test_forked_child_has_its_own_rate_limiter() -> None:
    parent_limiter = get_rate_limiter("forked")

    child = os.fork()
    if child == 0:
        os._exit(0 if get_rate_limiter("forked") is not parent_limiter else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_published_form_of_the_limit_is_read_too() -> None:
    headers = {"X-CallCost": "13", "X-RateLimiting": "limit-2000-per-60-seconds: 1450/2000"}

    assert Quota.from_headers(headers) == Quota(cost=13, used=1450, limit=2000, window=60)


@pytest.mark.parametrize(
    ("used", "calls_under_way", "elapsed", "seconds"),
    [
        (0, 1, 0, 0),
        (82, 1, 0, 0),
        (85, 1, 0, 3),  # 95 of 100 may be used, and the call costs 13
        (85, 1, 2, 1),
        (85, 1, 60, 0),
        (85, 2, 0, 16),
        (100, 1, 0, 18),
    ],
)
def test_call_waits_until_it_fits_into_the_limit(
    used: int, calls_under_way: int, elapsed: float, seconds: float
) -> None:
    rate_limiter = RateLimiter()
    rate_limiter.record_quota({"X-CallCost": "13", "X-RateLimiting": f"limit-100-per-100-seconds: {used}/100"}, now=1)

    with ExitStack() as calls:
        for _ in range(calls_under_way):
            calls.enter_context(rate_limiter.acquire_slot(1))
        assert rate_limiter.get_delay(1 + elapsed) == pytest.approx(seconds)


@pytest.mark.parametrize("headers", [{}, {"X-CallCost": "13"}, {"X-RateLimiting": "limit-0-per-60-seconds: 0/0"}])
def test_call_does_not_wait_if_the_limit_is_not_known(headers: Mapping[str, str]) -> None:
    rate_limiter = RateLimiter()
    rate_limiter.record_quota(headers, now=1)

    assert rate_limiter.get_delay(1) == 0
