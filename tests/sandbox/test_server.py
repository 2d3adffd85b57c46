"""The sandbox over HTTP, by `manage.py sandbox`."""

import signal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.sandbox.http_client import free_port, run_sandbox_command, send_request
from tests.sandbox.test_customers import NEW_CUSTOMER

pytestmark = [pytest.mark.slow, pytest.mark.processes]


@pytest.fixture(autouse=True)
def reset_sandbox(port: int) -> None:
    send_request(port, "POST", "/_sandbox/reset")


def test_links_use_the_requested_host_and_port(port: int) -> None:
    status, body = send_request(port, "GET", "/customers?pagesize=1")

    assert status == 200
    assert body["pagination"]["nextPage"] == f"http://127.0.0.1:{port}/customers?pagesize=1&skippages=1"


def test_taken_port_prints_one_sentence(port: int, tmp_path: Path) -> None:
    with run_sandbox_command(tmp_path, port) as process:
        _, stderr = process.communicate(timeout=60)

    assert process.returncode == 1
    assert stderr.strip().count("\n") == 0
    assert f"Port {port} on 127.0.0.1 is not available" in stderr


def test_rate_option_limits_requests(tmp_path: Path) -> None:
    port = free_port()
    with run_sandbox_command(tmp_path, port, "--rate", "3") as process:
        assert process.stdout is not None
        process.stdout.readline()
        statuses = [send_request(port, "GET", "/customers/1")[0] for _ in range(4)]

    assert statuses[-1] == 429
    assert 429 not in statuses[:3]


@pytest.mark.parametrize("invalid_options", [{"rate": 2}, {"port": 0}, {"latency": -1}, {"customers": -1}])
def test_invalid_options_are_refused(invalid_options: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="and the rate at least 3"):
        call_command("sandbox", **invalid_options)


def test_store_survives_restarts_until_reset(tmp_path: Path) -> None:
    for extra_arguments, status in (((), 201), ((), 200), (("--reset",), 201)):
        port = free_port()
        with run_sandbox_command(tmp_path, port, *extra_arguments) as process:
            assert process.stdout is not None
            process.stdout.readline()
            assert send_request(port, "PUT", "/customers/77", NEW_CUSTOMER)[0] == status
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
