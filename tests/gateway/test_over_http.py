"""The gateway over HTTP: the sandbox on a port, and peers that break the connection in their own ways."""

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
from tests.gateway.conftest import AT_ONCE, Notebook

pytestmark = pytest.mark.enable_socket  # in make quick too: it is about the wire, and never leaves this machine

Connect = Callable[..., Gateway]
HUSH = "hush-hush"


@pytest.fixture
def connect(cache_file: Path, notebook: Notebook) -> Iterator[Connect]:
    def to(port: int, word: str = "sandbox") -> Gateway:
        upstream, session = Upstream(f"http://127.0.0.1:{port}", f"tokens-{word}"), open_session(cache_file)
        session.register_upstream(upstream, Tokens(Secret(word), Secret(word)))
        return Gateway(Transport(session, upstream, trail=notebook, retry_policy=AT_ONCE))

    yield to
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
def heard() -> list[bytes]:
    return []


@pytest.fixture
def says(heard: list[bytes]) -> Iterator[Callable[[bytes], int]]:
    """A port that answers each connection with these bytes, whatever it is asked, and closes it."""
    listening: list[tuple[socket.socket, threading.Thread]] = []

    def one(answer: bytes) -> int:
        listener = socket.create_server(("127.0.0.1", 0))

        def serve() -> None:
            with suppress(OSError):  # the listener is shut down
                while True:
                    connection, _ = listener.accept()
                    with connection:
                        heard.append(connection.recv(65536))
                        connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        listening.append((listener, thread))
        port: int = listener.getsockname()[1]
        return port

    yield one
    for listener, thread in listening:
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=10)
        listener.close()


def test_the_sandbox_on_a_port_is_read_and_written(connect: Connect, sandbox_port: int) -> None:
    economic = connect(sandbox_port)

    added = economic.customers.add(
        Customer.new_document(name="Ænder & Søn", currency="DKK", payment_terms=1, customer_group=1, vat_zone=1)
    )

    assert economic.customers.get(added.customer_number).name == "Ænder & Søn"
    assert len(list(economic.customers.walk())) == 31
    assert economic.layouts.all() == economic.layouts.all()


def test_calls_side_by_side_over_http_are_all_answered(connect: Connect, sandbox_port: int) -> None:
    economic = connect(sandbox_port)
    numbers = [each.customer_number for each in economic.customers.page(size=6).items]
    a, b, c, d, e, f = numbers

    answers = economic.together(
        lambda: economic.customers.get(a),
        lambda: economic.customers.get(b),
        lambda: economic.customers.get(c),
        lambda: economic.customers.get(d),
        lambda: economic.customers.get(e),
        lambda: economic.customers.get(f),
    )

    assert [each.customer_number for each in answers] == numbers


def test_wrong_tokens_are_refused_over_http_too(connect: Connect, sandbox_port: int) -> None:
    with pytest.raises(Unauthorised):
        connect(sandbox_port, "wrong").customers.page()


def test_a_dead_port_is_unreachable_and_no_frame_on_the_way_holds_a_token(connect: Connect) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dead = listener.getsockname()[1]

    with pytest.raises(Unreachable) as caught:
        connect(dead, HUSH).customers.page()

    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert HUSH not in "".join(told.format()).replace(f"tokens-{HUSH}", "")


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
def test_a_connection_that_breaks_or_lies_has_its_cause_and_leaves_a_write_in_doubt(
    answer: bytes,
    kind: type[GatewayError],
    connect: Connect,
    says: Callable[[bytes], int],
    notebook: Notebook,
) -> None:
    with pytest.raises(kind) as reading:
        connect(says(answer)).customers.get(7)
    with pytest.raises(kind) as writing:
        connect(says(answer)).customers.add({"name": "Ada Holm"})

    assert not reading.value.outcome_unknown
    assert writing.value.outcome_unknown
    assert [outcome.status for _, outcome in notebook.ended] == [None]


def test_no_cookie_is_taken_or_given(connect: Connect, says: Callable[[bytes], int], heard: list[bytes]) -> None:
    body = b'{"agreementNumber":1}'
    answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: who=ada; Path=/\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    connect(says(answer)).agreement.get()
    connect(says(answer)).agreement.get()  # cookies do not care about the port

    assert b"X-AppSecretToken: sandbox" in heard[1]
    assert b"cookie" not in heard[1].lower()
