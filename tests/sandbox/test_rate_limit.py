"""The rate limit: its headers, and a bucket that runs empty and fills again by the clock."""

import multiprocessing
import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from econ_admin.sandbox import Sandbox, SandboxResponse
from econ_admin.sandbox.rate_limit import PUBLISHED_RATE_LIMIT, RateLimit
from tests.sandbox.conftest import NOON
from tests.sandbox.small_seed import generate_documents
from tests.sandbox.test_customers import NEW_CUSTOMER

DEMO = {"X-AppSecretToken": "demo", "X-AgreementGrantToken": "demo"}
SIXTY = RateLimit(60, 60)
LimitedSandboxFactory = Callable[[RateLimit], Sandbox]


def open_sandbox(store: Path, rate: RateLimit) -> Sandbox:
    return Sandbox(store, 3, date(2026, 11, 23), lambda: NOON, rate_limit=rate, seed=generate_documents)


@pytest.fixture
def make_limited_sandbox(tmp_path: Path) -> Iterator[LimitedSandboxFactory]:
    sandboxes: list[Sandbox] = []

    def make(rate: RateLimit) -> Sandbox:
        sandboxes.append(open_sandbox(tmp_path / "sandbox.sqlite", rate))
        return sandboxes[-1]

    yield make
    for sandbox in sandboxes:
        sandbox.close()


def get_used(response: SandboxResponse) -> int:
    return int(re.fullmatch(r"token-limit-\d+-per-60-seconds: (\d+)/\d+", response.headers["X-RateLimiting"])[1])  # type: ignore[index]  # a header of another form fails here


def test_every_response_has_cost_and_usage_headers(sandbox: Sandbox) -> None:
    read_response, write_response = (
        sandbox.request("GET", "/customers"),
        sandbox.request("POST", "/customers", NEW_CUSTOMER),
    )

    assert (read_response.headers["X-CallCost"], write_response.headers["X-CallCost"]) == ("1", "3")
    assert read_response.headers["X-RateLimiting"] == "token-limit-10000-per-60-seconds: 1/10000"
    assert write_response.headers["X-RateLimiting"] == "token-limit-10000-per-60-seconds: 4/10000"


def test_every_error_has_cost_and_usage_headers(sandbox: Sandbox) -> None:
    refusals = [
        sandbox.request("POST", "/customers", {}),
        sandbox.request("GET", "/customers", headers={}),
        sandbox.request("POST", "/customers", NEW_CUSTOMER, DEMO),
        sandbox.request("GET", "/nothing"),
        sandbox.request("PUT", "/customers", {}),
        sandbox.request("POST", "/customers", b"", {"Content-Type": "text/plain"}),
        sandbox.request("GET", "/schema/nothing", headers={}),
    ]
    sandbox.fault("GET", "/", "status:500")
    sandbox.fault("GET", "/", "garbage")

    responses = [*refusals, sandbox.request("GET", "/customers"), sandbox.request("GET", "/customers")]

    assert [response.status for response in responses] == [400, 401, 403, 404, 405, 401, 404, 500, 200]
    assert all(get_used(response) > 0 and response.headers["X-CallCost"] for response in responses)


def test_full_bucket_is_refused_with_retry_after(make_limited_sandbox: LimitedSandboxFactory) -> None:
    sandbox = make_limited_sandbox(SIXTY)
    for _ in range(58):
        sandbox.request("GET", "/customers/1")

    write_response = sandbox.request("POST", "/customers", NEW_CUSTOMER)
    read_response = sandbox.request("GET", "/customers/1")

    assert (write_response.status, write_response.headers["Retry-After"], write_response.headers["X-CallCost"]) == (
        429,
        "1",
        "0",
    )
    assert write_response.json()["httpStatusCode"] == 429
    assert write_response.headers["X-RateLimiting"] == "token-limit-60-per-60-seconds: 58/60"
    assert (read_response.status, get_used(read_response)) == (200, 59)
    assert sandbox.request("GET", "/customers/1").status == 200
    assert sandbox.request("GET", "/customers/1").status == 429
    assert sandbox.request("GET", "/customers/4", headers=DEMO).status == 404


def test_published_limit_has_its_own_header_costs_and_speed(make_limited_sandbox: LimitedSandboxFactory) -> None:
    sandbox = make_limited_sandbox(PUBLISHED_RATE_LIMIT)

    first = sandbox.request("GET", "/customers")
    account = sandbox.request("GET", "/accounts/1010")
    sandbox.advance(0.5)
    later = sandbox.request("GET", "/customers/1")

    assert [answer.headers["X-CallCost"] for answer in (first, account, later)] == ["13", "1", "13"]
    assert first.headers["X-RateLimiting"] == "limit-2000-per-60-seconds: 13/2000"
    assert account.headers["X-RateLimiting"] == "limit-2000-per-60-seconds: 14/2000"
    assert later.headers["X-RateLimiting"] == "limit-2000-per-60-seconds: 13/2000"  # 15 were drained, 13 added


def test_retrying_after_the_wait_succeeds(make_limited_sandbox: LimitedSandboxFactory) -> None:
    sandbox = make_limited_sandbox(SIXTY)
    for _ in range(20):
        sandbox.request("DELETE", "/customers/9")
    refused = sandbox.request("POST", "/customers", NEW_CUSTOMER)

    sandbox.advance(int(refused.headers["Retry-After"]) - 1)
    early = sandbox.request("POST", "/customers", NEW_CUSTOMER)
    sandbox.advance(1)
    accepted = sandbox.request("POST", "/customers", NEW_CUSTOMER)

    assert (refused.headers["Retry-After"], early.status, early.headers["Retry-After"]) == ("3", 429, "1")
    assert accepted.status == 201


def test_usage_drains_evenly_and_not_below_zero(make_limited_sandbox: LimitedSandboxFactory) -> None:
    sandbox = make_limited_sandbox(SIXTY)
    for _ in range(30):
        sandbox.request("GET", "/customers/1")

    sandbox.advance(10)
    later = sandbox.request("GET", "/customers/1")
    sandbox.advance(600)
    much_later = sandbox.request("GET", "/customers/1")

    assert (get_used(later), get_used(much_later)) == (21, 1)


def test_moving_the_clock_back_does_not_change_usage(make_limited_sandbox: LimitedSandboxFactory) -> None:
    sandbox = make_limited_sandbox(SIXTY)
    sandbox.request("GET", "/customers/1")

    sandbox.advance(-3600)

    assert get_used(sandbox.request("GET", "/customers/1")) == 2


def test_each_token_pair_has_its_own_bucket(sandbox: Sandbox) -> None:
    sandbox.request("GET", "/customers")

    demo = [
        sandbox.request("GET", "/customers", headers=DEMO),
        sandbox.request("GET", "/customers?demo=true", headers={}),
    ]
    strange = [sandbox.request("GET", "/", headers={"X-AppSecretToken": token}) for token in ("a", "b")]

    assert [get_used(response) for response in demo] == [1, 2]
    assert [get_used(response) for response in strange] == [1, 2]


def test_cost_above_the_capacity_is_always_refused(make_limited_sandbox: LimitedSandboxFactory) -> None:
    sandbox = make_limited_sandbox(RateLimit(2, 60))

    response = sandbox.request("POST", "/customers", NEW_CUSTOMER)

    assert (response.status, response.headers["Retry-After"]) == (429, "30")


def test_reset_clears_the_usage(sandbox: Sandbox) -> None:
    sandbox.request("GET", "/customers")

    sandbox.reset()

    assert get_used(sandbox.request("GET", "/customers")) == 1


def ask_forty_times(store: Path) -> list[int]:
    sandbox = open_sandbox(store, RateLimit(100, 60))
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda _: sandbox.request("GET", "/customers/1").status, range(80)))
    sandbox.close()
    return statuses


@pytest.mark.processes
def test_threads_and_processes_share_one_bucket(sandbox: Sandbox, tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        statuses = pool.map(ask_forty_times, [tmp_path / "sandbox.sqlite"] * 2, chunksize=1)

    assert Counter(status for process_statuses in statuses for status in process_statuses) == {200: 100, 429: 60}
