"""Two processes on one cache file, over HTTP."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from econ_admin.gateway import close_sessions, prepare_cache
from econ_admin.gateway.sessions import open_session
from tests.gateway import worker_process
from tests.gateway.test_transport import CUSTOMER
from tests.reference import ROOT

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow, pytest.mark.processes]  # it never leaves this machine

THREADS = 32
Run = Callable[..., dict[str, Any]]


class CustomerServer(ThreadingHTTPServer):
    """Has the same customers for each grant; their names contain the grant and the number of writes so far."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), CustomerHandler)
        self.status: int | None = 200
        """None: the connection is closed without an answer, though a write is made."""
        self.write_count = 0
        self.request_count = 0


class CustomerHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: CustomerServer

    def do_GET(self) -> None:
        self.server.request_count += 1
        self._answer()

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.write_count += 1
        self._answer()

    def _answer(self) -> None:
        if self.server.status is None:
            self.close_connection = True
            return
        name = f"{self.headers['X-AgreementGrantToken']},{self.path.rpartition('/')[2]},{self.server.write_count}"
        body = CUSTOMER.replace(b"Ada Holm", name.encode())
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def economic() -> Iterator[CustomerServer]:
    server = CustomerServer()
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    yield server
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture(scope="module")
def other_process() -> Iterator[Run]:
    """Runs the commands of `worker_process` in another process."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.gateway.worker_process"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    child_stdin, child_stdout = child.stdin, child.stdout
    assert child_stdin
    assert child_stdout

    def run_command(command: str, **arguments: Any) -> dict[str, Any]:
        child_stdin.write(json.dumps({"command": command, **arguments}) + "\n")
        child_stdin.flush()
        answer: dict[str, Any] = json.loads(child_stdout.readline())
        return answer

    yield run_command
    child_stdin.close()
    child.wait(timeout=20)
    child_stdout.close()


@pytest.fixture
def this_process() -> Iterator[Run]:
    def run_command(command: str, **arguments: Any) -> dict[str, Any]:
        return worker_process.COMMANDS[command](**arguments)

    yield run_command
    close_sessions()


@pytest.fixture
def server_args(cache_file: Path, economic: CustomerServer) -> dict[str, Any]:
    prepare_cache(cache_file)
    return {"file": str(cache_file), "port": economic.server_port}


@pytest.fixture
def connection_args(server_args: dict[str, Any]) -> dict[str, Any]:
    return server_args | {"cache_id": uuid4().hex, "grant": "mine"}


def test_write_in_one_process_is_seen_by_the_other(
    this_process: Run, other_process: Run, connection_args: dict[str, Any], economic: CustomerServer
) -> None:
    for run in (this_process, other_process, this_process, other_process):
        assert run("read", number=7, **connection_args)["name"] == "mine,7,0"
    assert economic.request_count == 1

    this_process("write", number=7, **connection_args)
    assert other_process("read", number=7, **connection_args)["name"] == "mine,7,1"
    other_process("write", number=7, **connection_args)
    assert this_process("read", number=7, **connection_args)["name"] == "mine,7,2"


def test_stale_page_is_shown_after_a_write_of_unknown_outcome(
    this_process: Run, other_process: Run, connection_args: dict[str, Any], economic: CustomerServer
) -> None:
    other_process("read", number=7, **connection_args)
    economic.status = None

    assert this_process("write", number=7, **connection_args) == {"error": "Unreachable"}
    for run in (this_process, other_process):
        assert run("read", number=7, **connection_args) == {"name": "mine,7,0", "stale_reason": "Unreachable"}
    economic.status = 200
    assert other_process("read", number=7, **connection_args) == {"name": "mine,7,1", "stale_reason": ""}


@pytest.mark.parametrize("next_status", [503, 429, None])
def test_a_401_in_one_process_applies_in_the_other(
    next_status: int | None,
    this_process: Run,
    other_process: Run,
    connection_args: dict[str, Any],
    economic: CustomerServer,
) -> None:
    for run in (this_process, other_process):
        run("read", number=7, **connection_args)
    economic.status = 401
    assert this_process("read", number=8, **connection_args) == {"error": "Unauthorised"}

    economic.status = next_status
    for run in (other_process, this_process):
        assert "error" in run("read", number=7, **connection_args)
    economic.status = 200
    assert other_process("read", number=8, **connection_args)["name"] == "mine,8,0"
    economic.status = None
    assert this_process("read", number=7, **connection_args)["name"] == "mine,7,0"


def test_processes_do_not_mix_up_agreements(
    this_process: Run, other_process: Run, server_args: dict[str, Any], economic: CustomerServer
) -> None:
    grants = ("first", "second", "third")
    grants_by_cache_id = {uuid4().hex: grant for grant in grants}
    swapped_grants = dict(zip([uuid4().hex for _ in grants], grants[1:] + grants[:1], strict=True))
    for agreements in (grants_by_cache_id, swapped_grants, grants_by_cache_id | swapped_grants):
        arguments = {"command": "hammer", "agreements": agreements, "threads": THREADS, "rounds": 12, **server_args}
        with ThreadPoolExecutor(2) as both:
            results = [
                future.result() for future in [both.submit(run, **arguments) for run in (this_process, other_process)]
            ]

        assert results == [{"wrong": []}, {"wrong": []}]
    cache = open_session(Path(server_args["file"])).response_cache
    counts = {cache.get_count_and_size(cache_id)[0] for cache_id in grants_by_cache_id | swapped_grants}
    assert counts == {len(worker_process.NUMBERS)}


def test_shared_cache_files_contain_no_tokens(
    this_process: Run, other_process: Run, server_args: dict[str, Any], cache_file: Path, economic: CustomerServer
) -> None:
    connection_args = server_args | {"cache_id": uuid4().hex, "grant": "hush-hush"}
    for run in (this_process, other_process):
        run("read", number=1, **connection_args)
        run("write", number=1, **connection_args)
    economic.status = 503
    this_process("read", number=2, **connection_args)
    economic.status = 401
    other_process("read", number=3, **connection_args)

    contents = {path.name: path.read_bytes() for path in cache_file.parent.iterdir()}

    # This server's answers contain the grant as the customer's name; it may appear nowhere else.
    assert b"hush-hush" in b"".join(contents.values())
    for content in contents.values():
        assert content.count(b"hush-hush") == content.count(b'"hush-hush,')
        assert b"app-secret" not in content
        assert b"Token" not in content
