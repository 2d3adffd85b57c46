"""TLS towards e-conomic and the company register: no certificate is accepted that nobody vouches for."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from econ_admin.company_register import CompanyRegister, RegisterUnreachable
from econ_admin.gateway import Gateway, Secret, Tokens, Transport, Upstream, open_session
from econ_admin.gateway.errors import Unreachable
from tests.gateway.conftest import NO_DELAY, InMemoryTrail

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def received_requests() -> list[str]:
    return []


@pytest.fixture
def port(tmp_path: Path, received_requests: list[str]) -> Iterator[int]:
    """A server with TLS whose certificate, for localhost, it signed itself."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "36500", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    try:
        subprocess.run([*command, *names], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("needs the program openssl")

    def application(environ: dict[str, str], start_response: object) -> list[bytes]:
        received_requests.append(environ["PATH_INFO"])
        raise AssertionError("a request came through")

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = make_server("127.0.0.1", 0, application, threaded=True, ssl_context=context)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]  # its tracebacks are no part of the test
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.port
    server.shutdown()
    thread.join()
    server.server_close()


def test_economic_with_an_unknown_certificate_gets_no_request(
    port: int, cache_file: Path, memory_trail: InMemoryTrail, received_requests: list[str]
) -> None:
    upstream, session = Upstream(f"https://localhost:{port}", "tls"), open_session(cache_file)
    session.register_upstream(upstream, Tokens(Secret("app-secret-token"), Secret("agreement-grant-token")))
    economic = Gateway(Transport(session, upstream, trail=memory_trail, retry_policy=NO_DELAY))

    with pytest.raises(Unreachable):
        economic.customers.get(7)

    session.close()
    assert received_requests == []


def test_company_register_with_an_unknown_certificate_gets_no_request(port: int, received_requests: list[str]) -> None:
    register = CompanyRegister(f"https://localhost:{port}/api?vat={{number}}", Secret("register-token"))

    with pytest.raises(RegisterUnreachable):
        register.find("12345674")

    assert received_requests == []
