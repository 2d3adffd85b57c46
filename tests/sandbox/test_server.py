"""The sandbox over HTTP, by `manage.py sandbox`."""

import signal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.sandbox.http_client import call, command, free_port
from tests.sandbox.test_customers import NEW

pytestmark = [pytest.mark.slow, pytest.mark.processes]


@pytest.fixture(autouse=True)
def fresh(port: int) -> None:
    call(port, "POST", "/_sandbox/reset")


def test_links_are_on_the_host_that_was_called(port: int) -> None:
    status, answer = call(port, "GET", "/customers?pagesize=1")

    assert status == 200
    assert answer["pagination"]["nextPage"] == f"http://127.0.0.1:{port}/customers?pagesize=1&skippages=1"


def test_a_taken_port_gives_one_sentence(port: int, tmp_path: Path) -> None:
    with command(tmp_path, port) as process:
        _, told = process.communicate(timeout=60)

    assert process.returncode == 1
    assert told.strip().count("\n") == 0
    assert f"Port {port} of 127.0.0.1 cannot be had" in told


def test_it_refuses_beyond_the_rate_that_it_was_given(tmp_path: Path) -> None:
    port = free_port()
    with command(tmp_path, port, "--rate", "3") as process:
        assert process.stdout is not None
        process.stdout.readline()
        statuses = [call(port, "GET", "/customers/1")[0] for _ in range(4)]

    assert statuses[-1] == 429
    assert 429 not in statuses[:3]


@pytest.mark.parametrize("nonsense", [{"rate": 2}, {"port": 0}, {"latency": -1}, {"customers": -1}])
def test_an_option_that_makes_no_sense_is_refused_before_anything_is_made(nonsense: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="not negative, the rate at least 3"):
        call_command("sandbox", **nonsense)


def test_it_keeps_its_store_until_it_is_reset_and_ends_at_ctrl_c(tmp_path: Path) -> None:
    for more, status in (((), 201), ((), 200), (("--reset",), 201)):
        port = free_port()
        with command(tmp_path, port, *more) as process:
            assert process.stdout is not None
            process.stdout.readline()
            assert call(port, "PUT", "/customers/77", NEW)[0] == status
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
