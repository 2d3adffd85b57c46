"""Request ids, log lines and metrics: what they say, and what they never say."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from econ_admin.gateway import Gateway
from econ_admin.logs import DropQueries, JsonFormatter, LeaveOutRequest, LogFormat, build_logging
from econ_admin.metrics import classify_status
from econ_admin.operations.last_backup import LastBackup, record_backup
from econ_admin.request_id import choose_request_id
from econ_admin.sandbox import Sandbox

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "metrics-token-of-the-tests"
ID = "0123456789abcdef"


@pytest.fixture
def log() -> Iterator[Callable[[], list[dict[str, object]]]]:
    """The lines that production would log."""
    output = StringIO()
    handler = logging.StreamHandler(output)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(LeaveOutRequest())
    names = ("econ_admin.requests", "econ_admin.gateway.calls")
    root, levels = logging.getLogger(), {name: logging.getLogger(name).level for name in names}
    root.addHandler(handler)
    for name in names:
        logging.getLogger(name).setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in output.getvalue().splitlines()]
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def read_series(settings: Settings, db: None) -> Callable[[], dict[str, float]]:
    """The series that Prometheus would get, by name and labels."""
    settings.METRICS_TOKEN = TOKEN

    def read() -> dict[str, float]:
        response = Client(headers={"Authorization": f"Bearer {TOKEN}"}).get("/metrics")
        assert response.status_code == 200
        return {
            " ".join([sample.name, *(f"{name}={value}" for name, value in sorted(sample.labels.items()))]): sample.value
            for family in text_string_to_metric_families(response.text)
            for sample in family.samples
        }

    return read


def test_request_and_its_upstream_calls_have_the_same_id(
    client: Client, settings: Settings, log: Callable[[], list[dict[str, object]]]
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    response = client.get("/sandbox/customers/?q=Hansen", headers={"X-Request-ID": ID})

    lines = log()
    assert response["X-Request-ID"] == ID
    assert {line["request_id"] for line in lines} == {ID}
    assert [line["event"] for line in lines].count("upstream call") > 1, "also those of the pool's threads"
    request = lines[-1]
    assert (request["event"], request["view"], request["status"]) == ("request", "customers:list", 200)
    assert request["path"] == "/sandbox/customers/"
    assert str(request["timestamp"]).endswith("Z")
    assert "Hansen" not in json.dumps(lines), "neither ours nor e-conomic's query is logged"


@pytest.mark.parametrize("received", ["", "short", "x" * 65, "with space in it", "line\nbreak-12", "ænøå12345"])
def test_other_ids_are_replaced(received: str) -> None:
    assert re.fullmatch("[0-9a-f]{24}", choose_request_id(received))


def test_id_of_a_client_does_not_count_without_a_proxy(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": ID})["X-Request-ID"] != ID


def test_error_page_shows_the_request_id(client: Client, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox.fault("GET", "/customers", "status:401", 9)
    failed = client.get("/sandbox/customers/10001/edit/")
    monkeypatch.setattr(Gateway, "together", property(lambda self: 1 / 0))
    client.raise_request_exception = False
    broken = client.get("/sandbox/customers/")

    assert (failed.status_code, broken.status_code) == (502, 500)
    for response in (failed, broken):
        assert f'Request number: <span class="tnum">{response["X-Request-ID"]}</span>' in response.text


def test_error_is_logged_with_its_id_and_without_the_query(
    client: Client, monkeypatch: pytest.MonkeyPatch, log: Callable[[], list[dict[str, object]]]
) -> None:
    monkeypatch.setattr(Gateway, "together", property(lambda self: 1 / 0))
    client.raise_request_exception = False

    response = client.get("/sandbox/customers/?q=Hansen")

    (error,) = [line for line in log() if line["level"] == "error"]
    assert "ZeroDivisionError" in str(error["exception"])
    assert error["request_id"] == response["X-Request-ID"]
    assert "Hansen" not in json.dumps(log())


def test_path_outside_an_agreement_is_not_logged(db: None, log: Callable[[], list[dict[str, object]]]) -> None:
    Client().get("/sign-in/?next=/secret/")

    (line,) = log()
    assert line["view"] == "access:sign-in"
    assert "path" not in line


def test_query_is_cut_from_what_gunicorn_logs() -> None:
    record = logging.LogRecord("gunicorn.error", 40, "", 0, "Error handling request %s", ("/back?token=abc",), None)

    assert DropQueries().filter(record)
    assert record.getMessage() == "Error handling request /back?…"


def test_terminal_gets_no_line_for_each_request() -> None:
    levels = [build_logging(log_format)["loggers"]["econ_admin.requests"]["level"] for log_format in LogFormat]

    assert levels == ["INFO", "WARNING"]


def test_metrics_need_the_token(settings: Settings, db: None) -> None:
    settings.METRICS_TOKEN = ""
    off = Client(headers={"Authorization": "Bearer "}).get("/metrics")
    settings.METRICS_TOKEN = TOKEN
    wrong = Client(headers={"Authorization": f"Bearer {TOKEN}x"}).get("/metrics")
    none = Client().get("/metrics")

    assert (off.status_code, wrong.status_code, none.status_code) == (404, 401, 401)
    assert wrong["WWW-Authenticate"] == "Bearer"


def test_requests_reads_and_calls_are_counted(client: Client, read_series: Callable[[], dict[str, float]]) -> None:
    before = read_series()

    client.get("/sandbox/customers/")
    client.get("/sandbox/customers/")
    client.get("/sandbox/customers/", headers={"Cookie": ""})

    after = read_series()
    added = {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name, 0)}
    assert added["econ_admin_requests_total status=2xx view=customers:list"] == 2
    assert added["econ_admin_reads_total noun=customers source=upstream"] == 1
    assert added["econ_admin_reads_total noun=customers source=cache"] == 1
    assert added["econ_admin_upstream_calls_total noun=customers outcome=ok"] == 1
    assert added["econ_admin_request_seconds_count"] == 3
    assert after["econ_admin_circuit_open agreement=sandbox"] == 0
    assert 0 < after["econ_admin_rate_limit_left agreement=sandbox"] < after["econ_admin_rate_limit agreement=sandbox"]


def test_failed_calls_and_stale_reads_are_counted(
    client: Client, sandbox: Sandbox, economic: Gateway, read_series: Callable[[], dict[str, float]]
) -> None:
    client.get("/sandbox/customers/")
    economic.refresh()
    sandbox.fault("GET", "/customers", "silence-before", 9)
    before = read_series()

    client.get("/sandbox/customers/")

    after = read_series()
    stale = "econ_admin_reads_total noun=customers source=stale"
    failed = "econ_admin_upstream_calls_total noun=customers outcome=no_answer"
    assert after[stale] - before.get(stale, 0) == 1
    assert after[failed] > before.get(failed, 0)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(None, "no_answer"), (200, "ok"), (404, "refused"), (401, "denied"), (429, "rate_limited"), (500, "error")],
)
def test_outcomes_are_few(status: int | None, outcome: str) -> None:
    assert classify_status(status) == outcome


def test_alert_rules_name_only_series_that_exist(
    client: Client, read_series: Callable[[], dict[str, float]], settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    record_backup(tmp_path, LastBackup(timezone.now(), "x", 1))
    client.get("/sandbox/customers/")
    existing = {name.split()[0] for name in read_series()}
    rules = (ROOT / "deploy" / "alerts.yml").read_text()

    named = set(re.findall(r"\becon_admin_\w+", rules))

    assert len(named) > 10
    assert named <= existing


def test_status_page_shows_the_same_figures(sign_in: Callable[..., Client]) -> None:
    page = sign_in("admin").get("/sandbox/status/").text

    for label in ("Unsent drafts", "Unconfirmed writes", "Rows of the audit trail", "Last backup", "Free disk space"):
        assert f"<dt>{label}</dt>" in page
