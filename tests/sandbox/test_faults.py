"""The handles in process, and the adapter that mounts the sandbox in a requests session."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.adapter import SandboxAdapter
from econ_admin.sandbox.faults import KEPT, Exchange, Handles
from tests.sandbox.conftest import NOON
from tests.sandbox.small_seed import documents
from tests.sandbox.test_customers import NEW

HOME = "https://sandbox.invalid"


@pytest.fixture
def session(sandbox: Sandbox) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        session.headers.update({"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"})
        session.mount(HOME, SandboxAdapter(sandbox))
        yield session


def test_a_mounted_sandbox_answers_as_over_a_network(session: requests.Session) -> None:
    made = session.post(f"{HOME}/customers", json=NEW, timeout=5)
    found = session.get(f"{HOME}/customers", params={"filter": "name$like:ny & "}, timeout=5)

    assert (made.status_code, made.reason, made.url) == (201, "CREATED", f"{HOME}/customers")
    assert made.headers["content-type"] == "application/json; charset=utf-8"
    assert found.json()["pagination"]["results"] == 0
    assert session.delete(made.headers["Location"], timeout=5).content == b""


def test_a_status_is_given_as_often_as_ordered(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers/1", "status:503", times=2)

    statuses = [sandbox.ask("GET", "/customers/1").status for _ in range(3)]

    assert statuses == [503, 503, 200]


def test_a_fault_meets_its_method_and_what_stands_below_its_path(sandbox: Sandbox) -> None:
    sandbox.fault("get", "/customers/1/", "status:500", times=9)

    asked = [
        ("GET", "/customers/1"),
        ("GET", "/customers/1/contacts"),
        ("GET", "/customers/10"),
        ("PUT", "/customers/1"),
    ]
    assert [sandbox.ask(method, path, {}).status for method, path in asked] == [500, 500, 404, 400]


def test_the_oldest_fault_comes_first_and_the_root_is_everywhere(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/", "status:500")
    sandbox.fault("GET", "/customers", "status:503")

    assert [sandbox.ask("GET", "/customers").status for _ in range(3)] == [500, 503, 200]


def test_throttling_tells_when_to_come_back(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/", "throttle:7")

    answer = sandbox.ask("GET", "/customers")

    assert (answer.status, answer.headers["Retry-After"]) == (429, "7")


def test_garbage_is_no_json(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/", "garbage")

    answer = sandbox.ask("GET", "/customers")

    assert answer.headers["Content-Type"].startswith("text/html")
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()


def test_a_field_is_refused_where_it_stands(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/customers", "refuse:name:E06010")
    sandbox.fault("POST", "/customers", "refuse:lines.8.product:E06600")

    plain, deep = (sandbox.ask("POST", "/customers", NEW).json() for _ in range(2))

    assert plain["errors"]["name"]["errors"][0]["errorCode"] == "E06010"
    assert deep["errors"]["lines"]["items"][0]["arrayIndex"] == 8
    assert deep["errors"]["lines"]["items"][0]["product"]["errors"][0]["propertyName"] == "product"
    assert sandbox.ask("GET", "/customers").json()["pagination"]["results"] == 3


@pytest.mark.parametrize(("fault", "made"), [("silence-before", False), ("silence-after", True), ("slow:99000", True)])
def test_no_answer_comes_and_the_write_was_made_or_not(
    sandbox: Sandbox, session: requests.Session, fault: str, *, made: bool
) -> None:
    sandbox.fault("POST", "/customers", fault)
    failure = requests.ReadTimeout if fault.startswith("slow") else requests.ConnectionError

    with pytest.raises(failure):
        session.post(f"{HOME}/customers", json=NEW, timeout=(3, 5), headers={"Idempotency-Key": "k"})

    assert (sandbox.ask("GET", "/customers/4").status == 200) is made


def test_slow_within_the_patience_of_the_caller_is_answered(sandbox: Sandbox, session: requests.Session) -> None:
    sandbox.fault("GET", "/customers", "slow:1")

    assert session.get(f"{HOME}/customers", timeout=5).status_code == 200


@pytest.mark.parametrize(
    "fault", ["", "slow", "slow:soon", "status:200", "status:9999", "refuse:name", "explode", "garbage:1"]
)
def test_an_unknown_fault_is_refused_at_once(sandbox: Sandbox, fault: str) -> None:
    with pytest.raises(ValueError, match="is no fault"):
        sandbox.fault("GET", "/", fault)


def test_the_log_tells_what_was_asked_and_answered(sandbox: Sandbox) -> None:
    sandbox.fault("DELETE", "/", "status:500")
    tokens = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}

    sandbox.ask("GET", "/customers?pagesize=1")
    sandbox.ask("DELETE", "/customers/1", headers={**tokens, "Idempotency-Key": "key-1"})

    assert sandbox.log() == [
        Exchange("GET", "/customers", "pagesize=1", None, 200),
        Exchange("DELETE", "/customers/1", "", "key-1", 500),
    ]


def test_the_log_forgets_the_oldest(tmp_path: Path) -> None:
    handles = Handles(tmp_path / "handles.sqlite")

    for number in range(KEPT + 5):
        handles.note(Exchange("GET", f"/customers/{number}", "", None, 200))

    assert [entry.path for entry in handles.log()][:: KEPT - 1] == ["/customers/5", f"/customers/{KEPT + 4}"]
    handles.close()


def test_the_clock_is_moved_for_all_on_the_store(sandbox: Sandbox, tmp_path: Path) -> None:
    other = Sandbox(tmp_path / "sandbox.sqlite", 3, NOON.date(), lambda: NOON, seed=documents)

    sandbox.advance(3600)

    assert other.now() == datetime(2026, 11, 23, 13, 0, 30, tzinfo=UTC)
    assert other.ask("POST", "/customers", NEW).json()["lastUpdated"] == "2026-11-23T13:00:30Z"
    other.close()


def test_reset_goes_back_to_the_seed(sandbox: Sandbox) -> None:
    seeded = sandbox.ask("GET", "/customers").body
    sandbox.advance(60)
    sandbox.fault("GET", "/", "garbage")
    sandbox.ask("DELETE", "/customers/1")

    sandbox.reset()

    assert sandbox.log() == []
    assert sandbox.now() == NOON
    assert sandbox.ask("GET", "/customers").body == seeded
    assert sandbox.ask("GET", "/customers?filter=name$like:m%C3%B8l").json()["pagination"]["results"] == 2


def test_the_handles_are_not_served_unless_asked_for(tmp_path: Path) -> None:
    embedded = Sandbox(tmp_path / "sandbox.sqlite", 3, NOON.date(), seed=documents)

    assert embedded.ask("POST", "/_sandbox/reset").status == 404
    assert embedded.ask("GET", "/_sandbox/log", headers={}).status == 401
    embedded.close()


def test_latency_beyond_the_patience_of_the_caller_is_a_time_out(tmp_path: Path) -> None:
    distant = Sandbox(tmp_path / "sandbox.sqlite", 3, NOON.date(), latency=99.0, seed=documents)
    with requests.Session() as session:
        session.mount(HOME, SandboxAdapter(distant))

        with pytest.raises(requests.ReadTimeout):
            session.get(f"{HOME}/customers", timeout=5)
    distant.close()
