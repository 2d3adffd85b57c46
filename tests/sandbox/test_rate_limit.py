"""The rate limit: its headers, and a bucket that runs empty and fills again by the clock."""

import multiprocessing
import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from econ_admin.sandbox import Answer, Sandbox
from econ_admin.sandbox.rate_limit import Rate
from tests.sandbox.conftest import NOON
from tests.sandbox.small_seed import documents
from tests.sandbox.test_customers import NEW

DEMO = {"X-AppSecretToken": "demo", "X-AgreementGrantToken": "demo"}
SIXTY = Rate(60, 60)
Limiting = Callable[[Rate], Sandbox]


def limited_to(store: Path, rate: Rate) -> Sandbox:
    return Sandbox(store, 3, date(2026, 11, 23), lambda: NOON, rate=rate, seed=documents)


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Limiting]:
    made: list[Sandbox] = []

    def make(rate: Rate) -> Sandbox:
        made.append(limited_to(tmp_path / "sandbox.sqlite", rate))
        return made[-1]

    yield make
    for sandbox in made:
        sandbox.close()


def used(answer: Answer) -> int:
    return int(re.fullmatch(r"token-limit-\d+-per-60-seconds: (\d+)/\d+", answer.headers["X-RateLimiting"])[1])  # type: ignore[index]  # a header of another form fails here


def test_every_answer_tells_what_it_cost_and_what_is_used(sandbox: Sandbox) -> None:
    read, written = sandbox.ask("GET", "/customers"), sandbox.ask("POST", "/customers", NEW)

    assert (read.headers["X-CallCost"], written.headers["X-CallCost"]) == ("1", "3")
    assert read.headers["X-RateLimiting"] == "token-limit-10000-per-60-seconds: 1/10000"
    assert written.headers["X-RateLimiting"] == "token-limit-10000-per-60-seconds: 4/10000"


def test_so_does_every_refusal_and_every_fault(sandbox: Sandbox) -> None:
    refusals = [
        sandbox.ask("POST", "/customers", {}),
        sandbox.ask("GET", "/customers", headers={}),
        sandbox.ask("POST", "/customers", NEW, DEMO),
        sandbox.ask("GET", "/nothing"),
        sandbox.ask("PUT", "/customers", {}),
        sandbox.ask("POST", "/customers", b"", {"Content-Type": "text/plain"}),
        sandbox.ask("GET", "/schema/nothing", headers={}),
    ]
    sandbox.fault("GET", "/", "status:500")
    sandbox.fault("GET", "/", "garbage")

    answers = [*refusals, sandbox.ask("GET", "/customers"), sandbox.ask("GET", "/customers")]

    assert [response.status for response in answers] == [400, 401, 403, 404, 405, 401, 404, 500, 200]
    assert all(used(response) > 0 and response.headers["X-CallCost"] for response in answers)


def test_an_empty_bucket_refuses_and_tells_when_to_come_back(limited: Limiting) -> None:
    sandbox = limited(SIXTY)
    for _ in range(58):
        sandbox.ask("GET", "/customers/1")

    write = sandbox.ask("POST", "/customers", NEW)
    read = sandbox.ask("GET", "/customers/1")

    assert (write.status, write.headers["Retry-After"], write.headers["X-CallCost"]) == (429, "1", "0")
    assert write.json()["httpStatusCode"] == 429
    assert write.headers["X-RateLimiting"] == "token-limit-60-per-60-seconds: 58/60"
    assert (read.status, used(read)) == (200, 59)
    assert sandbox.ask("GET", "/customers/1").status == 200
    assert sandbox.ask("GET", "/customers/1").status == 429
    assert sandbox.ask("GET", "/customers/4", headers=DEMO).status == 404


def test_who_comes_back_when_told_is_answered(limited: Limiting) -> None:
    sandbox = limited(SIXTY)
    for _ in range(20):
        sandbox.ask("DELETE", "/customers/9")
    refused = sandbox.ask("POST", "/customers", NEW)

    sandbox.advance(int(refused.headers["Retry-After"]) - 1)
    early = sandbox.ask("POST", "/customers", NEW)
    sandbox.advance(1)
    answered = sandbox.ask("POST", "/customers", NEW)

    assert (refused.headers["Retry-After"], early.status, early.headers["Retry-After"]) == ("3", 429, "1")
    assert answered.status == 201


def test_the_bucket_runs_out_evenly_and_never_below_nothing(limited: Limiting) -> None:
    sandbox = limited(SIXTY)
    for _ in range(30):
        sandbox.ask("GET", "/customers/1")

    sandbox.advance(10)
    later = sandbox.ask("GET", "/customers/1")
    sandbox.advance(600)
    much_later = sandbox.ask("GET", "/customers/1")

    assert (used(later), used(much_later)) == (21, 1)


def test_a_clock_that_is_put_back_neither_fills_nor_empties(limited: Limiting) -> None:
    sandbox = limited(SIXTY)
    sandbox.ask("GET", "/customers/1")

    sandbox.advance(-3600)

    assert used(sandbox.ask("GET", "/customers/1")) == 2


def test_each_pair_of_tokens_has_its_bucket_and_strangers_share_one(sandbox: Sandbox) -> None:
    sandbox.ask("GET", "/customers")

    demo = [sandbox.ask("GET", "/customers", headers=DEMO), sandbox.ask("GET", "/customers?demo=true", headers={})]
    strange = [sandbox.ask("GET", "/", headers={"X-AppSecretToken": token}) for token in ("a", "b")]

    assert [used(response) for response in demo] == [1, 2]
    assert [used(response) for response in strange] == [1, 2]


def test_a_cost_beyond_the_whole_bucket_is_never_paid(limited: Limiting) -> None:
    sandbox = limited(Rate(2, 60))

    answer = sandbox.ask("POST", "/customers", NEW)

    assert (answer.status, answer.headers["Retry-After"]) == (429, "30")


def test_reset_fills_the_bucket(sandbox: Sandbox) -> None:
    sandbox.ask("GET", "/customers")

    sandbox.reset()

    assert used(sandbox.ask("GET", "/customers")) == 1


def ask_forty_times(store: Path) -> list[int]:
    sandbox = limited_to(store, Rate(100, 60))
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda _: sandbox.ask("GET", "/customers/1").status, range(80)))
    sandbox.close()
    return statuses


@pytest.mark.processes
def test_threads_and_processes_draw_from_one_bucket_to_the_last_drop(sandbox: Sandbox, tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        statuses = pool.map(ask_forty_times, [tmp_path / "sandbox.sqlite"] * 2, chunksize=1)

    assert Counter(status for process_statuses in statuses for status in process_statuses) == {200: 100, 429: 60}
