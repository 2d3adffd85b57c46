"""The gateway over HTTP: the sandbox on a port, and servers that break the connection."""

import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from econ_admin.gateway import Gateway, Secret, Tokens, Transport, Upstream, open_session
from econ_admin.gateway.errors import GatewayError, Unauthorised, UnexpectedResponse, Unreachable
from econ_admin.gateway.records import Customer
from econ_admin.sandbox import Sandbox
from tests.clock import DAY
from tests.gateway.conftest import NO_DELAY, InMemoryTrail

pytestmark = pytest.mark.enable_socket  # in make quick too: it is about the wire, and never leaves this machine

Connect = Callable[..., Gateway]
SECRET_TOKEN = "hush-hush"


@pytest.fixture
def connect(cache_file: Path, memory_trail: InMemoryTrail) -> Iterator[Connect]:
    def connect_to_port(port: int, word: str = "sandbox") -> Gateway:
        upstream, session = Upstream(f"http://127.0.0.1:{port}", f"tokens-{word}"), open_session(cache_file)
        session.register_upstream(upstream, Tokens(Secret(word), Secret(word)))
        return Gateway(Transport(session, upstream, trail=memory_trail, retry_policy=NO_DELAY))

    yield connect_to_port
    open_session(cache_file).close()


@pytest.fixture
def sandbox_port(tmp_path: Path) -> Iterator[int]:
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", size=30, day=DAY)
    server = make_server("127.0.0.1", 0, sandbox, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield server.port
    server.shutdown()
    serving.join()
    server.server_close()
    sandbox.close()


@pytest.fixture
def received_bytes() -> list[bytes]:
    return []


@pytest.fixture
def serve_raw_answer(received_bytes: list[bytes]) -> Iterator[Callable[[bytes], int]]:
    """A port that answers each connection with these bytes, whatever it is asked, and closes it."""
    listeners: list[tuple[socket.socket, threading.Thread]] = []

    def start_listener(answer: bytes) -> int:
        listener = socket.create_server(("127.0.0.1", 0))

        def serve() -> None:
            with suppress(OSError):  # the listener is shut down
                while True:
                    connection, _ = listener.accept()
                    with connection:
                        received_bytes.append(connection.recv(65536))
                        connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        listeners.append((listener, thread))
        port: int = listener.getsockname()[1]
        return port

    yield start_listener
    for listener, thread in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=10)
        listener.close()


def test_sandbox_over_http_is_read_and_written(connect: Connect, sandbox_port: int) -> None:
    economic = connect(sandbox_port)

    added = economic.customers.add(
        Customer.new_document(name="Ænder & Søn", currency="DKK", payment_terms=1, customer_group=1, vat_zone=1)
    )

    assert economic.customers.get(added.customer_number).name == "Ænder & Søn"
    assert len(list(economic.customers.walk())) == 31
    assert economic.layouts.all() == economic.layouts.all()


def test_concurrent_calls_over_http_are_all_answered(connect: Connect, sandbox_port: int) -> None:
    economic = connect(sandbox_port)
    numbers = [customer.customer_number for customer in economic.customers.page(size=6).items]
    a, b, c, d, e, f = numbers

    answers = economic.together(
        lambda: economic.customers.get(a),
        lambda: economic.customers.get(b),
        lambda: economic.customers.get(c),
        lambda: economic.customers.get(d),
        lambda: economic.customers.get(e),
        lambda: economic.customers.get(f),
    )

    assert [customer.customer_number for customer in answers] == numbers


def test_wrong_tokens_are_refused_over_http(connect: Connect, sandbox_port: int) -> None:
    with pytest.raises(Unauthorised):
        connect(sandbox_port, "wrong").customers.page()


def test_closed_port_is_unreachable_and_no_frame_holds_a_token(connect: Connect) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed_port = listener.getsockname()[1]

    with pytest.raises(Unreachable) as caught:
        connect(closed_port, SECRET_TOKEN).customers.page()

    formatted_traceback = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert SECRET_TOKEN not in "".join(formatted_traceback.format()).replace(f"tokens-{SECRET_TOKEN}", "")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"", Unreachable),
        (b"SSH-2.0-OpenSSH_9.2\r\n", Unreachable),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", Unreachable),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{", Unreachable),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", Unreachable),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", UnexpectedResponse),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", UnexpectedResponse),
        (b"HTTP/1.1 302 Found\r\nLocation: http://[::bad\r\nContent-Length: 0\r\n\r\n", UnexpectedResponse),
    ],
)
def test_broken_answer_leaves_the_outcome_of_a_write_unknown(
    answer: bytes,
    kind: type[GatewayError],
    connect: Connect,
    serve_raw_answer: Callable[[bytes], int],
    memory_trail: InMemoryTrail,
) -> None:
    with pytest.raises(kind) as read_error:
        connect(serve_raw_answer(answer)).customers.get(7)
    with pytest.raises(kind) as write_error:
        connect(serve_raw_answer(answer)).customers.add({"name": "Ada Holm"})

    assert not read_error.value.outcome_unknown
    assert write_error.value.outcome_unknown
    assert [outcome.status for _, outcome in memory_trail.outcomes] == [None]


def test_cookies_are_neither_stored_nor_sent(
    connect: Connect, serve_raw_answer: Callable[[bytes], int], received_bytes: list[bytes]
) -> None:
    body = b'{"agreementNumber":1}'
    answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: who=ada; Path=/\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    connect(serve_raw_answer(answer)).agreement.get()
    connect(serve_raw_answer(answer)).agreement.get()  # cookies do not care about the port

    assert b"X-AppSecretToken: sandbox" in received_bytes[1]
    assert b"cookie" not in received_bytes[1].lower()
