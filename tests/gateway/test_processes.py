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
Does = Callable[..., dict[str, Any]]


class Economic(ThreadingHTTPServer):
    """Has the same customers for each grant, and tells by their names whose they are and how often written."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.status: int | None = 200
        """None: it closes the connection without a word; a write is done all the same."""
        self.written = 0
        self.asked = 0


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Economic

    def do_GET(self) -> None:
        self.server.asked += 1
        self._answer()

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.written += 1
        self._answer()

    def _answer(self) -> None:
        if self.server.status is None:
            self.close_connection = True
            return
        name = f"{self.headers['X-AgreementGrantToken']},{self.path.rpartition('/')[2]},{self.server.written}"
        body = CUSTOMER.replace(b"Ada Holm", name.encode())
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def economic() -> Iterator[Economic]:
    server = Economic()
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    yield server
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Does]:
    """What `process` does, in another process."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.gateway.worker_process"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    told, says = child.stdin, child.stdout
    assert told
    assert says

    def does(do: str, **how: Any) -> dict[str, Any]:
        told.write(json.dumps({"do": do, **how}) + "\n")
        told.flush()
        answer: dict[str, Any] = json.loads(says.readline())
        return answer

    yield does
    told.close()
    child.wait(timeout=20)
    says.close()


@pytest.fixture
def here() -> Iterator[Does]:
    def does(do: str, **how: Any) -> dict[str, Any]:
        return worker_process.DOES[do](**how)

    yield does
    close_sessions()


@pytest.fixture
def at(cache_file: Path, economic: Economic) -> dict[str, Any]:
    prepare_cache(cache_file)
    return {"file": str(cache_file), "port": economic.server_port}


@pytest.fixture
def whose(at: dict[str, Any]) -> dict[str, Any]:
    return at | {"cache_id": uuid4().hex, "grant": "mine"}


def test_a_write_in_one_process_is_seen_in_the_other_at_its_next_page(
    here: Does, elsewhere: Does, whose: dict[str, Any], economic: Economic
) -> None:
    for does in (here, elsewhere, here, elsewhere):
        assert does("read", number=7, **whose)["name"] == "mine,7,0"
    assert economic.asked == 1

    here("write", number=7, **whose)
    assert elsewhere("read", number=7, **whose)["name"] == "mine,7,1"
    elsewhere("write", number=7, **whose)
    assert here("read", number=7, **whose)["name"] == "mine,7,2"


def test_a_write_of_unknown_outcome_is_seen_and_while_all_is_silent_the_kept_page_stands(
    here: Does, elsewhere: Does, whose: dict[str, Any], economic: Economic
) -> None:
    elsewhere("read", number=7, **whose)
    economic.status = None

    assert here("write", number=7, **whose) == {"error": "Unreachable"}
    for does in (here, elsewhere):
        assert does("read", number=7, **whose) == {"name": "mine,7,0", "stood_in": "Unreachable"}
    economic.status = 200
    assert elsewhere("read", number=7, **whose) == {"name": "mine,7,1", "stood_in": ""}


@pytest.mark.parametrize("then", [503, 429, None])
def test_what_one_process_was_told_by_401_holds_in_the_other_until_e_conomic_answers(
    then: int | None, here: Does, elsewhere: Does, whose: dict[str, Any], economic: Economic
) -> None:
    for does in (here, elsewhere):
        does("read", number=7, **whose)
    economic.status = 401
    assert here("read", number=8, **whose) == {"error": "Unauthorised"}

    economic.status = then
    for does in (elsewhere, here):
        assert "error" in does("read", number=7, **whose)
    economic.status = 200
    assert elsewhere("read", number=8, **whose)["name"] == "mine,8,0"
    economic.status = None
    assert here("read", number=7, **whose)["name"] == "mine,7,0"


def test_agreements_with_the_same_numbers_never_see_each_others(
    here: Does, elsewhere: Does, at: dict[str, Any], economic: Economic
) -> None:
    grants = ("first", "second", "third")
    as_they_are = {uuid4().hex: grant for grant in grants}
    exchanged = dict(zip([uuid4().hex for _ in grants], grants[1:] + grants[:1], strict=True))
    for agreements in (as_they_are, exchanged, as_they_are | exchanged):
        how = {"do": "hammer", "agreements": agreements, "threads": THREADS, "rounds": 12, **at}
        with ThreadPoolExecutor(2) as both:
            seen = [each.result() for each in [both.submit(does, **how) for does in (here, elsewhere)]]

        assert seen == [{"wrong": []}, {"wrong": []}]
    answers, _ = open_session(Path(at["file"])).response_cache.get_count_and_size()
    assert answers == len(as_they_are | exchanged) * len(worker_process.NUMBERS)


def test_no_token_is_in_any_file_that_two_processes_share(
    here: Does, elsewhere: Does, at: dict[str, Any], cache_file: Path, economic: Economic
) -> None:
    whose = at | {"cache_id": uuid4().hex, "grant": "hush-hush"}
    for does in (here, elsewhere):
        does("read", number=1, **whose)
        does("write", number=1, **whose)
    economic.status = 503
    here("read", number=2, **whose)
    economic.status = 401
    elsewhere("read", number=3, **whose)

    kept = {each.name: each.read_bytes() for each in cache_file.parent.iterdir()}

    # The grant stands in this server's own answer, as the customer's name; nothing else may tell it.
    assert b"hush-hush" in b"".join(kept.values())
    for each in kept.values():
        assert each.count(b"hush-hush") == each.count(b'"hush-hush,')
        assert b"app-secret" not in each
        assert b"Token" not in each
