"""The handles in process, and the adapter that mounts the sandbox in a requests session."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.adapter import SandboxAdapter
from econ_admin.sandbox.faults import LOG_SIZE, ControlState, LogEntry
from tests.sandbox.conftest import NOON
from tests.sandbox.small_seed import generate_documents
from tests.sandbox.test_customers import NEW_CUSTOMER

ORIGIN = "https://sandbox.invalid"


@pytest.fixture
def session(sandbox: Sandbox) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        session.headers.update({"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"})
        session.mount(ORIGIN, SandboxAdapter(sandbox))
        yield session


def test_mounted_sandbox_responds_as_over_the_network(session: requests.Session) -> None:
    created = session.post(f"{ORIGIN}/customers", json=NEW_CUSTOMER, timeout=5)
    search_result = session.get(f"{ORIGIN}/customers", params={"filter": "name$like:ny & "}, timeout=5)

    assert (created.status_code, created.reason, created.url) == (201, "CREATED", f"{ORIGIN}/customers")
    assert created.headers["content-type"] == "application/json; charset=utf-8"
    assert search_result.json()["pagination"]["results"] == 0
    assert session.delete(created.headers["Location"], timeout=5).content == b""


def test_status_fault_repeats_the_requested_number_of_times(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers/1", "status:503", times=2)

    statuses = [sandbox.request("GET", "/customers/1").status for _ in range(3)]

    assert statuses == [503, 503, 200]


def test_fault_matches_method_and_path_prefix(sandbox: Sandbox) -> None:
    sandbox.fault("get", "/customers/1/", "status:500", times=9)

    requests_sent = [
        ("GET", "/customers/1"),
        ("GET", "/customers/1/contacts"),
        ("GET", "/customers/10"),
        ("PUT", "/customers/1"),
    ]
    assert [sandbox.request(method, path, {}).status for method, path in requests_sent] == [500, 500, 404, 400]


def test_oldest_fault_comes_first_and_root_matches_all_paths(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/", "status:500")
    sandbox.fault("GET", "/customers", "status:503")

    assert [sandbox.request("GET", "/customers").status for _ in range(3)] == [500, 503, 200]


def test_throttle_fault_sends_retry_after(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/", "throttle:7")

    response = sandbox.request("GET", "/customers")

    assert (response.status, response.headers["Retry-After"]) == (429, "7")


def test_garbage_fault_is_not_json(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/", "garbage")

    response = sandbox.request("GET", "/customers")

    assert response.headers["Content-Type"].startswith("text/html")
    with pytest.raises(ValueError, match="Expecting value"):
        response.json()


def test_refuse_fault_reports_the_field_path(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/customers", "refuse:name:E06010")
    sandbox.fault("POST", "/customers", "refuse:lines.8.product:E06600")

    plain, deep = (sandbox.request("POST", "/customers", NEW_CUSTOMER).json() for _ in range(2))

    assert plain["errors"]["name"]["errors"][0]["errorCode"] == "E06010"
    assert deep["errors"]["lines"]["items"][0]["arrayIndex"] == 8
    assert deep["errors"]["lines"]["items"][0]["product"]["errors"][0]["propertyName"] == "product"
    assert sandbox.request("GET", "/customers").json()["pagination"]["results"] == 3


@pytest.mark.parametrize(
    ("fault", "is_written"), [("silence-before", False), ("silence-after", True), ("slow:99000", True)]
)
def test_silence_fault_writes_only_after_the_handler(
    sandbox: Sandbox, session: requests.Session, fault: str, *, is_written: bool
) -> None:
    sandbox.fault("POST", "/customers", fault)
    failure = requests.ReadTimeout if fault.startswith("slow") else requests.ConnectionError

    with pytest.raises(failure):
        session.post(f"{ORIGIN}/customers", json=NEW_CUSTOMER, timeout=(3, 5), headers={"Idempotency-Key": "k"})

    assert (sandbox.request("GET", "/customers/4").status == 200) is is_written


def test_slow_fault_within_the_timeout_is_answered(sandbox: Sandbox, session: requests.Session) -> None:
    sandbox.fault("GET", "/customers", "slow:1")

    assert session.get(f"{ORIGIN}/customers", timeout=5).status_code == 200


@pytest.mark.parametrize(
    "fault", ["", "slow", "slow:soon", "status:200", "status:9999", "refuse:name", "explode", "garbage:1"]
)
def test_unknown_fault_raises_at_once(sandbox: Sandbox, fault: str) -> None:
    with pytest.raises(ValueError, match="is not a fault"):
        sandbox.fault("GET", "/", fault)


def test_log_lists_requests_and_statuses(sandbox: Sandbox) -> None:
    sandbox.fault("DELETE", "/", "status:500")
    tokens = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}

    sandbox.request("GET", "/customers?pagesize=1")
    sandbox.request("DELETE", "/customers/1", headers={**tokens, "Idempotency-Key": "key-1"})

    assert sandbox.log() == [
        LogEntry("GET", "/customers", "pagesize=1", None, 200),
        LogEntry("DELETE", "/customers/1", "", "key-1", 500),
    ]


def test_log_drops_the_oldest_entries(tmp_path: Path) -> None:
    control = ControlState(tmp_path / "handles.sqlite")

    for number in range(LOG_SIZE + 5):
        control.add_log_entry(LogEntry("GET", f"/customers/{number}", "", None, 200))

    assert [entry.path for entry in control.list_log_entries()][:: LOG_SIZE - 1] == [
        "/customers/5",
        f"/customers/{LOG_SIZE + 4}",
    ]
    control.close()


def test_clock_is_shared_by_all_sandboxes_of_a_store(sandbox: Sandbox, tmp_path: Path) -> None:
    other_sandbox = Sandbox(tmp_path / "sandbox.sqlite", 3, NOON.date(), lambda: NOON, seed=generate_documents)

    sandbox.advance(3600)

    assert other_sandbox.now() == datetime(2026, 11, 23, 13, 0, 30, tzinfo=UTC)
    assert other_sandbox.request("POST", "/customers", NEW_CUSTOMER).json()["lastUpdated"] == "2026-11-23T13:00:30Z"
    other_sandbox.close()


def test_reset_restores_the_seed(sandbox: Sandbox) -> None:
    seeded = sandbox.request("GET", "/customers").body
    sandbox.advance(60)
    sandbox.fault("GET", "/", "garbage")
    sandbox.request("DELETE", "/customers/1")

    sandbox.reset()

    assert sandbox.log() == []
    assert sandbox.now() == NOON
    assert sandbox.request("GET", "/customers").body == seeded
    assert sandbox.request("GET", "/customers?filter=name$like:m%C3%B8l").json()["pagination"]["results"] == 2


def test_control_api_is_not_served_by_default(tmp_path: Path) -> None:
    embedded = Sandbox(tmp_path / "sandbox.sqlite", 3, NOON.date(), seed=generate_documents)

    assert embedded.request("POST", "/_sandbox/reset").status == 404
    assert embedded.request("GET", "/_sandbox/log", headers={}).status == 401
    embedded.close()


def test_latency_beyond_the_timeout_raises_read_timeout(tmp_path: Path) -> None:
    distant = Sandbox(tmp_path / "sandbox.sqlite", 3, NOON.date(), latency=99.0, seed=generate_documents)
    with requests.Session() as session:
        session.mount(ORIGIN, SandboxAdapter(distant))

        with pytest.raises(requests.ReadTimeout):
            session.get(f"{ORIGIN}/customers", timeout=5)
    distant.close()
