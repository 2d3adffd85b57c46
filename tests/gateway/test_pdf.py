"""PDFs: streamed in chunks, never cached, and refused if they are something else."""

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
from tests.gateway.conftest import TOKENS, InMemoryTrail
from tests.gateway.raw_peer import ORIGIN, Answer, Peer

PDF_BODY = b"%PDF-1.7 " + b"paper " * 40_000
PDF_HEADERS = {"Content-Type": "application/pdf", "Content-Length": str(len(PDF_BODY))}
with_each_pdf = pytest.mark.parametrize(
    ("open_pdf", "path"),
    [
        (lambda economic: economic.drafts.pdf(30), "/invoices/drafts/30/pdf"),
        (lambda economic: economic.booked.pdf(10002), "/invoices/booked/10002/pdf"),
    ],
)


@with_each_pdf
def test_pdf_is_streamed_in_chunks_with_its_size(
    open_pdf: Callable[[Gateway], Pdf], path: str, economic_at_peer: Gateway, peer: Peer
) -> None:
    peer.set_answers(f"GET {path}", Answer(body=PDF_BODY, headers=PDF_HEADERS))

    with open_pdf(economic_at_peer) as pdf:
        chunks = list(pdf)

    assert b"".join(chunks) == PDF_BODY
    assert max(map(len, chunks)) <= CHUNK_SIZE
    assert pdf.size == len(PDF_BODY)
    (request,) = peer.received
    assert (request.url, request.headers["Accept"], request.timeout) == (f"{ORIGIN}{path}", "*/*", (3, 30))


def test_pdf_is_never_cached(economic_at_peer: Gateway, peer: Peer, cache_file: Path) -> None:
    peer.set_answers("GET /invoices/drafts/30/pdf", Answer(body=PDF_BODY, headers=PDF_HEADERS))

    for _ in range(2):
        with economic_at_peer.drafts.pdf(30) as pdf:
            assert b"".join(pdf) == PDF_BODY

    assert len(peer.received) == 2
    assert not any(b"%PDF" in path.read_bytes() for path in cache_file.parent.iterdir())


@pytest.mark.parametrize("media_type", ["application/pdf", "Application/PDF; charset=binary"])
def test_pdf_is_recognised_by_its_media_type(media_type: str, economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /invoices/drafts/30/pdf", Answer(body=PDF_BODY, headers={"Content-Type": media_type}))

    with economic_at_peer.drafts.pdf(30) as pdf:
        assert pdf.size is None
        assert b"".join(pdf) == PDF_BODY


def test_compressed_pdf_is_decompressed_and_has_no_size(economic_at_peer: Gateway, peer: Peer) -> None:
    compressed = gzip.compress(PDF_BODY)
    headers = {"Content-Type": "application/pdf", "Content-Encoding": "gzip", "Content-Length": str(len(compressed))}
    peer.set_answers("GET /invoices/drafts/30/pdf", Answer(body=compressed, headers=headers))

    with economic_at_peer.drafts.pdf(30) as pdf:
        assert b"".join(pdf) == PDF_BODY
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
def test_other_content_is_unexpected_and_no_redirect_is_followed(
    status: int, headers: dict[str, str], economic_at_peer: Gateway, peer: Peer
) -> None:
    peer.set_answers("GET /invoices/drafts/30/pdf", Answer(status, b"<html>", headers))

    with pytest.raises(UnexpectedResponse):
        economic_at_peer.drafts.pdf(30)

    assert len(peer.received) == 1


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
def test_failure_instead_of_a_pdf_raises_its_error(
    answer: Answer | Exception, kind: type[GatewayError], economic_at_peer: Gateway, peer: Peer
) -> None:
    peer.set_answers("GET /invoices/drafts/30/pdf", answer)

    with pytest.raises(kind) as caught:
        economic_at_peer.drafts.pdf(30)

    assert not caught.value.outcome_unknown


def test_truncated_pdf_raises_an_error(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /invoices/drafts/30/pdf", Answer(body=PDF_BODY[:-1], headers=PDF_HEADERS))

    with economic_at_peer.drafts.pdf(30) as pdf, pytest.raises(Unreachable):
        list(pdf)


def test_pdf_can_be_read_only_once(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /invoices/drafts/30/pdf", Answer(body=PDF_BODY, headers=PDF_HEADERS))

    with economic_at_peer.drafts.pdf(30) as pdf:
        list(pdf)
        with pytest.raises(TypeError):
            list(pdf)


def test_reading_a_pdf_leaves_slots_for_other_calls(economic_at_peer: Gateway, peer: Peer) -> None:
    rate_limiter = economic_at_peer.transport.rate_limiter
    peer.set_answers("GET /invoices/drafts/30/pdf", Answer(body=PDF_BODY, headers=PDF_HEADERS))
    peer.set_answers("GET /self", Answer(body=b'{"agreementNumber":1}'))

    with ExitStack() as slots:
        for _ in range(rate_limiter.max_concurrent_calls - 1):
            slots.enter_context(rate_limiter.acquire_slot(0))
        with economic_at_peer.drafts.pdf(30) as pdf:
            assert economic_at_peer.agreement.get().agreement_number == 1
            assert b"".join(pdf) == PDF_BODY


def test_guard_is_called_before_a_pdf_is_fetched(
    session: GatewaySession, peer: Peer, memory_trail: InMemoryTrail
) -> None:
    def raise_in_transaction() -> None:
        raise RuntimeError("a transaction is open")

    upstream = Upstream(ORIGIN, "guarded")
    session.register_upstream(upstream, TOKENS, peer)
    economic = Gateway(Transport(session, upstream, trail=memory_trail, guard=raise_in_transaction))

    with pytest.raises(RuntimeError, match="transaction"):
        economic.drafts.pdf(30)

    assert peer.received == []


class PdfServer(ThreadingHTTPServer):
    """Serves PDFs on persistent connections. It holds back the second half of number 1 until the test allows it.

    It holds back the second half of number 5 until the client has disconnected.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), PdfHandler)
        self.may_continue = threading.Event()
        self.client_gone = threading.Event()
        self.client_ports: list[int] = []


class PdfHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: PdfServer

    def do_GET(self) -> None:
        self.server.client_ports.append(self.client_address[1])
        self.send_response(200)
        for name, value in PDF_HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        half = len(PDF_BODY) // 2
        self.wfile.write(PDF_BODY[:half])
        if self.path == "/invoices/drafts/1/pdf":
            self.server.may_continue.wait(timeout=10)
        if self.path == "/invoices/drafts/5/pdf":
            with suppress(ConnectionResetError):
                assert self.connection.recv(1) == b""
            self.server.client_gone.set()
            self.close_connection = True
            return
        self.wfile.write(PDF_BODY[half:])

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def pdf_server() -> Iterator[PdfServer]:
    with PdfServer() as pdf_server:
        serving = threading.Thread(target=pdf_server.serve_forever, args=(0.01,))
        serving.start()
        yield pdf_server
        pdf_server.may_continue.set()
        pdf_server.shutdown()
        serving.join()


@pytest.fixture
def economic_at_pdf_server(pdf_server: PdfServer, cache_file: Path, memory_trail: InMemoryTrail) -> Iterator[Gateway]:
    upstream, session = Upstream(f"http://127.0.0.1:{pdf_server.server_address[1]}", "press"), open_session(cache_file)
    session.register_upstream(upstream, Tokens(Secret("a"), Secret("b")))
    yield Gateway(Transport(session, upstream, trail=memory_trail))
    session.close()


@pytest.mark.enable_socket
def test_first_chunk_arrives_before_the_last_is_sent(economic_at_pdf_server: Gateway, pdf_server: PdfServer) -> None:
    with economic_at_pdf_server.drafts.pdf(1) as pdf:
        chunks = iter(pdf)
        first = next(chunks)
        assert not pdf_server.may_continue.is_set()

        pdf_server.may_continue.set()

        assert first + b"".join(chunks) == PDF_BODY


@pytest.mark.enable_socket
def test_connection_is_reused_after_a_pdf_is_read(economic_at_pdf_server: Gateway, pdf_server: PdfServer) -> None:
    for draft in (2, 3, 4):
        with economic_at_pdf_server.drafts.pdf(draft) as pdf:
            assert b"".join(pdf) == PDF_BODY

    assert len(set(pdf_server.client_ports)) == 1


@pytest.mark.enable_socket
def test_connection_is_closed_after_a_half_read_pdf(economic_at_pdf_server: Gateway, pdf_server: PdfServer) -> None:
    with economic_at_pdf_server.drafts.pdf(5) as unfinished_pdf:
        next(iter(unfinished_pdf))

    assert pdf_server.client_gone.wait(timeout=5)
    with economic_at_pdf_server.drafts.pdf(2) as pdf:
        assert b"".join(pdf) == PDF_BODY
    assert len(pdf_server.client_ports) == 2
