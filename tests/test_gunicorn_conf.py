"""The gunicorn configuration: one server per port, one core per worker, and clear error messages."""

import errno
import importlib.util
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import IO

import pytest

CONF = Path(__file__).parents[1] / "econ_admin" / "gunicorn.conf.py"
APP = """
import os

def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"served"]
"""


def load_configuration() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gunicorn_conf", CONF)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


conf = load_configuration()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def build_command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "gunicorn", "--config", str(CONF), "--chdir", str(folder), "served:application"]


@contextmanager
def run_server(folder: Path, environment: Mapping[str, str]) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """A running server in a separate process group, as in a terminal."""
    (folder / "served.py").write_text(APP)
    with subprocess.Popen(
        build_command(folder),
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as server:
        assert server.stdout
        try:
            yield server, server.stdout
        finally:
            if server.poll() is None:
                server.kill()


@pytest.mark.parametrize(("text", "number"), [("", 8000), ("  ", 8000), ("1", 1), (" 8099 ", 8099), ("65535", 65_535)])
def test_setting_is_a_whole_number_or_the_default(text: str, number: int) -> None:
    assert conf.read_number({"PORT": text}, "PORT", 8000, 65_535) == number


@pytest.mark.parametrize("text", ["0", "65536", "-1", "8000x", "8e3", "٣"])
def test_invalid_setting_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(SystemExit) as refusal:
        conf.read_number({"PORT": text}, "PORT", 8000, 65_535)

    assert str(refusal.value) == f"econ-admin: PORT must be a whole number from 1 to 65535, not {text!r}."


@pytest.mark.parametrize(("taken_slots", "slot"), [([], 0), ([0], 1), ([1], 0), ([0, 2], 1), ([1, 0], 2), ([2, 3], 0)])
def test_worker_takes_the_lowest_free_slot(taken_slots: list[int], slot: int) -> None:
    assert conf.find_free_slot(taken_slots) == slot


def test_slots_rotate_over_the_allowed_cores() -> None:
    assert [conf.select_core(slot, {5, 2, 7}) for slot in range(5)] == [2, 5, 7, 2, 5]


def test_heartbeats_use_memory_only_if_available(tmp_path: Path) -> None:
    assert conf.get_usable_folder(tmp_path) == str(tmp_path)
    assert conf.get_usable_folder(tmp_path / "missing") is None


def test_taken_and_forbidden_ports_have_different_messages() -> None:
    taken_message = conf.format_bind_error("127.0.0.1", 8000, OSError(errno.EADDRINUSE, "Address already in use"))

    forbidden_message = conf.format_bind_error("127.0.0.1", 80, OSError(errno.EACCES, "Permission denied"))

    assert taken_message == (
        "econ-admin: port 8000 is in use by another program on 127.0.0.1. Set PORT to another one."
    )
    assert forbidden_message == (
        "econ-admin: port 80 on 127.0.0.1 cannot be used: Permission denied. Set PORT to another one."
    )


@pytest.mark.slow
def test_shareable_port_counts_as_taken() -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        with pytest.raises(OSError, match="in use"):
            conf.check_port(*listener.getsockname())


@pytest.mark.processes
@pytest.mark.slow
def test_second_server_is_refused_and_ctrl_c_stops_the_first(tmp_path: Path) -> None:
    environment = {"PORT": str(free_port())}

    with run_server(tmp_path, environment) as (server, output):
        greeting = output.readline()
        second = subprocess.run(
            build_command(tmp_path), env={**os.environ, **environment}, capture_output=True, text=True, timeout=30
        )
        os.killpg(server.pid, signal.SIGINT)
        status, last_words = server.wait(timeout=30), output.read()  # end of output: no worker is left

    assert greeting == f"econ-admin is on http://localhost:{environment['PORT']}/ (Ctrl-C stops it)\n"
    assert second.returncode == 1
    assert second.stdout == ""
    assert second.stderr == (
        f"econ-admin: port {environment['PORT']} is in use by another program on 127.0.0.1. Set PORT to another one.\n"
    )
    assert (status, last_words) == (0, "")


@pytest.mark.processes
@pytest.mark.slow
@pytest.mark.enable_socket
@pytest.mark.parametrize(
    "framing",
    [
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 0\r\nContent-Length: 4\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_request_whose_end_is_doubtful_hides_no_second_one(framing: str, tmp_path: Path) -> None:
    environment = {"PORT": str(free_port())}
    hidden = "GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n"

    with run_server(tmp_path, environment) as (_, output):
        output.readline()
        with socket.create_connection(("127.0.0.1", int(environment["PORT"])), timeout=30) as connection:
            connection.sendall(f"POST / HTTP/1.1\r\nHost: localhost\r\n{framing}{hidden}".encode())
            answer = b""
            while piece := connection.recv(65536):
                answer += piece

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"served" not in answer


FREE_LARGE_BLOCKS = """
import runpy, sys
if len(sys.argv) > 1:
    runpy.run_path(sys.argv[1])["return_freed_memory"]()
bytearray(3_000_000)  # after one such block is freed, glibc takes the next from its heap
kept = [(bytearray(1_500_000), bytearray(50_000)) for _ in range(40)]
kept = [small for large, small in kept]
print(int(open("/proc/self/statm").read().split()[1]) * 4096 // 2**20)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory of a process from /proc")
def test_large_blocks_are_returned_to_the_system_when_freed() -> None:
    megabytes = {
        arguments: int(subprocess.check_output([sys.executable, "-c", FREE_LARGE_BLOCKS, *arguments]))
        for arguments in [(), (str(CONF),)]
    }

    assert megabytes[(str(CONF),)] < megabytes[()] - 30
