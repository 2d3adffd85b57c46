"""PDFs: passed on in pieces, never kept, and refused where they are something else."""

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from econ_admin.gateway import Gateway, Pdf, Secret, Tokens, Transport, Upstream, open_session
from econ_admin.gateway.errors import (
    GatewayError,
    NotFound,
    RateLimited,
    ServerError,
    Unauthorised,
    UnexpectedResponse,
    Unreachable,
)
from econ_admin.gateway.pdf import CHUNK_SIZE
from econ_admin.gateway.session import GatewaySession
from tests.gateway.conftest import TOKENS, Notebook
from tests.gateway.raw_peer import ORIGIN, Answer, Peer

PAPER = b"%PDF-1.7 " + b"paper " * 40_000
PDF_HEADERS = {"Content-Type": "application/pdf", "Content-Length": str(len(PAPER))}
each_pdf = pytest.mark.parametrize(
    ("ask", "path"),
    [
        (lambda economic: economic.drafts.pdf(30), "/invoices/drafts/30/pdf"),
        (lambda economic: economic.booked.pdf(10002), "/invoices/booked/10002/pdf"),
    ],
)


@each_pdf
def test_a_pdf_comes_in_pieces_with_its_size(
    ask: Callable[[Gateway], Pdf], path: str, economic_at_peer: Gateway, peer: Peer
) -> None:
    peer.will_say(f"GET {path}", Answer(body=PAPER, headers=PDF_HEADERS))

    with ask(economic_at_peer) as pdf:
        pieces = list(pdf)

    assert b"".join(pieces) == PAPER
    assert max(map(len, pieces)) <= CHUNK_SIZE
    assert pdf.size == len(PAPER)
    (heard,) = peer.heard
    assert (heard.url, heard.headers["Accept"], heard.timeout) == (f"{ORIGIN}{path}", "*/*", (3, 30))


def test_a_pdf_is_never_kept_though_its_noun_is(economic_at_peer: Gateway, peer: Peer, cache_file: Path) -> None:
    peer.will_say("GET /invoices/drafts/30/pdf", Answer(body=PAPER, headers=PDF_HEADERS))

    for _ in range(2):
        with economic_at_peer.drafts.pdf(30) as pdf:
            assert b"".join(pdf) == PAPER

    assert len(peer.heard) == 2
    assert not any(b"%PDF" in each.read_bytes() for each in cache_file.parent.iterdir())


@pytest.mark.parametrize("media_type", ["application/pdf", "Application/PDF; charset=binary"])
def test_a_pdf_is_known_by_its_media_type(media_type: str, economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /invoices/drafts/30/pdf", Answer(body=PAPER, headers={"Content-Type": media_type}))

    with economic_at_peer.drafts.pdf(30) as pdf:
        assert pdf.size is None
        assert b"".join(pdf) == PAPER


def test_a_pdf_that_was_packed_for_the_way_is_unpacked_and_of_unknown_size(
    economic_at_peer: Gateway, peer: Peer
) -> None:
    packed = gzip.compress(PAPER)
    headers = {"Content-Type": "application/pdf", "Content-Encoding": "gzip", "Content-Length": str(len(packed))}
    peer.will_say("GET /invoices/drafts/30/pdf", Answer(body=packed, headers=headers))

    with economic_at_peer.drafts.pdf(30) as pdf:
        assert b"".join(pdf) == PAPER
        assert pdf.size is None


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, {"Content-Type": "text/html"}),
        (200, {"Content-Type": "application/json"}),
        (200, {"Content-Type": "application/pdfx"}),
        (200, {}),
        (206, {"Content-Type": "application/pdf"}),
        (302, {"Content-Type": "application/pdf", "Location": "https://evil.example/30.pdf"}),
    ],
)
def test_what_is_no_pdf_is_unreadable_and_leads_nowhere(
    status: int, headers: dict[str, str], economic_at_peer: Gateway, peer: Peer
) -> None:
    peer.will_say("GET /invoices/drafts/30/pdf", Answer(status, b"<html>", headers))

    with pytest.raises(UnexpectedResponse):
        economic_at_peer.drafts.pdf(30)

    assert len(peer.heard) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(404, b'{"message":"Resource not found.","errorCode":"E06000"}'), NotFound),
        (Answer(401, b"{}"), Unauthorised),
        (Answer(429, b"{}", {"Retry-After": "9"}), RateLimited),
        (Answer(503, b"<html>"), ServerError),
        (Answer(500, b"{}", {"Content-Type": "application/pdf"}), ServerError),
        (Answer(404, b"{}", {"Content-Length": "500"}), Unreachable),
        (requests.ReadTimeout("30 s"), Unreachable),
        (requests.ConnectionError("refused"), Unreachable),
    ],
)
def test_a_failure_instead_of_a_pdf_has_its_cause(
    answer: Answer | Exception, kind: type[GatewayError], economic_at_peer: Gateway, peer: Peer
) -> None:
    peer.will_say("GET /invoices/drafts/30/pdf", answer)

    with pytest.raises(kind) as caught:
        economic_at_peer.drafts.pdf(30)

    assert not caught.value.outcome_unknown


def test_a_pdf_that_is_cut_off_does_not_look_complete(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /invoices/drafts/30/pdf", Answer(body=PAPER[:-1], headers=PDF_HEADERS))

    with economic_at_peer.drafts.pdf(30) as pdf, pytest.raises(Unreachable):
        list(pdf)


def test_a_pdf_is_read_once(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /invoices/drafts/30/pdf", Answer(body=PAPER, headers=PDF_HEADERS))

    with economic_at_peer.drafts.pdf(30) as pdf:
        list(pdf)
        with pytest.raises(TypeError):
            list(pdf)


def test_others_have_their_turn_while_a_pdf_is_read(economic_at_peer: Gateway, peer: Peer) -> None:
    budget = economic_at_peer.transport.rate_limiter
    peer.will_say("GET /invoices/drafts/30/pdf", Answer(body=PAPER, headers=PDF_HEADERS))
    peer.will_say("GET /self", Answer(body=b'{"agreementNumber":1}'))

    with ExitStack() as taken:
        for _ in range(budget.max_concurrent_calls - 1):
            taken.enter_context(budget.acquire_slot(0))
        with economic_at_peer.drafts.pdf(30) as pdf:
            assert economic_at_peer.agreement.get().agreement_number == 1
            assert b"".join(pdf) == PAPER


def test_the_guard_stands_before_a_pdf_too(session: GatewaySession, peer: Peer, notebook: Notebook) -> None:
    def refuse() -> None:
        raise RuntimeError("a transaction is open")

    upstream = Upstream(ORIGIN, "guarded")
    session.register_upstream(upstream, TOKENS, peer)
    economic = Gateway(Transport(session, upstream, trail=notebook, guard=refuse))

    with pytest.raises(RuntimeError, match="transaction"):
        economic.drafts.pdf(30)

    assert peer.heard == []


class Press(ThreadingHTTPServer):
    """Prints PDFs on connections that it keeps open; of number 1 it holds back the second half until told.

    Of number 5 it holds it back until nobody is there to take it.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Printing)
        self.go_on = threading.Event()
        self.left_alone = threading.Event()
        self.callers: list[int] = []


class Printing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Press

    def do_GET(self) -> None:
        self.server.callers.append(self.client_address[1])
        self.send_response(200)
        for name, value in PDF_HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        half = len(PAPER) // 2
        self.wfile.write(PAPER[:half])
        if self.path == "/invoices/drafts/1/pdf":
            self.server.go_on.wait(timeout=10)
        if self.path == "/invoices/drafts/5/pdf":
            with suppress(ConnectionResetError):
                assert self.connection.recv(1) == b""
            self.server.left_alone.set()
            self.close_connection = True
            return
        self.wfile.write(PAPER[half:])

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def press() -> Iterator[Press]:
    with Press() as press:
        serving = threading.Thread(target=press.serve_forever, args=(0.01,))
        serving.start()
        yield press
        press.go_on.set()
        press.shutdown()
        serving.join()


@pytest.fixture
def economic_at_press(press: Press, cache_file: Path, notebook: Notebook) -> Iterator[Gateway]:
    upstream, session = Upstream(f"http://127.0.0.1:{press.server_address[1]}", "press"), open_session(cache_file)
    session.register_upstream(upstream, Tokens(Secret("a"), Secret("b")))
    yield Gateway(Transport(session, upstream, trail=notebook))
    session.close()


@pytest.mark.enable_socket
def test_the_first_piece_is_there_before_the_last_is_printed(economic_at_press: Gateway, press: Press) -> None:
    with economic_at_press.drafts.pdf(1) as pdf:
        pieces = iter(pdf)
        first = next(pieces)
        assert not press.go_on.is_set()

        press.go_on.set()

        assert first + b"".join(pieces) == PAPER


@pytest.mark.enable_socket
def test_a_pdf_that_was_read_gives_its_connection_back(economic_at_press: Gateway, press: Press) -> None:
    for draft in (2, 3, 4):
        with economic_at_press.drafts.pdf(draft) as pdf:
            assert b"".join(pdf) == PAPER

    assert len(set(press.callers)) == 1


@pytest.mark.enable_socket
def test_a_pdf_that_was_left_half_read_is_let_go_of(economic_at_press: Gateway, press: Press) -> None:
    with economic_at_press.drafts.pdf(5) as left:
        next(iter(left))

    assert press.left_alone.wait(timeout=5)
    with economic_at_press.drafts.pdf(2) as pdf:
        assert b"".join(pdf) == PAPER
    assert len(press.callers) == 2
