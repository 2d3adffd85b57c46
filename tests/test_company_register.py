"""Looking up companies at a small server of ours."""

import socket
from collections.abc import Callable

import pytest

from econ_admin.company_register import (
    LARGEST_ANSWER,
    Company,
    CompanyLookupError,
    CompanyNotFound,
    CompanyRegister,
    RegisterRefused,
    RegisterThrottled,
    RegisterUnreachable,
    UnusableAnswer,
)
from econ_admin.gateway.tokens import Secret
from tests.company_register_server import COMPANY, NUMBER, answer_with, serve_register
from tests.hostile.behaviours import send_endless_body
from tests.hostile.upstream import Behaviour, Exchange

pytestmark = pytest.mark.enable_socket  # it never leaves this machine

FEW_MILLISECONDS = 0.05  # seconds


def find(behaviour: Behaviour, **options: float) -> Company:
    with serve_register(behaviour) as (_server, url):
        return CompanyRegister(url, **options).find(NUMBER)  # type: ignore[arg-type]  # the timeout


def test_company_is_found_by_its_number() -> None:
    with serve_register() as (server, url):
        company = CompanyRegister(url).find(NUMBER)

    assert company == Company("Nordlys Handel ApS", "Kajvej 2, 1.", "8000", "Aarhus C", "70201020", "")
    assert server.requests == [f"GET /api?vat={NUMBER}&country=dk"]


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (answer_with({"error": "NOT_FOUND", "t": 0, "version": 6}, 404), CompanyNotFound),
        (answer_with({"error": "NOT_FOUND"}), CompanyNotFound),
        (answer_with(b"<html>no such page</html>", 404), CompanyNotFound),
        (answer_with(COMPANY | {"vat": 70201020}), CompanyNotFound),
        (answer_with({"error": "QUOTA_EXCEEDED"}), RegisterThrottled),
        (answer_with(b"", 429), RegisterThrottled),
        (answer_with({"error": "BANNED"}), RegisterRefused),
        (answer_with(b"", 401), RegisterRefused),
        (answer_with(b"", 503), RegisterUnreachable),
        (answer_with(b"<html>"), UnusableAnswer),
        (answer_with(b"\xff\xfe"), UnusableAnswer),
        (answer_with([COMPANY]), UnusableAnswer),
        (answer_with({"vat": int(NUMBER)}), UnusableAnswer),
        (answer_with(b"[" * 60_000), UnusableAnswer),
        (answer_with({"x": 1} | {"name": {}}), UnusableAnswer),
        (answer_with({"error": "SOMETHING_NEW"}), UnusableAnswer),
        (answer_with(COMPANY | {"text": "x" * LARGEST_ANSWER}), UnusableAnswer),
        (send_endless_body, UnusableAnswer),
    ],
)
def test_failures_are_told_apart(behaviour: Behaviour, error: type[CompanyLookupError]) -> None:
    with pytest.raises(error) as raised:
        find(behaviour)

    assert type(raised.value) is error
    assert raised.value.message.endswith(".")


def test_redirect_is_not_followed() -> None:
    with serve_register() as (other, other_url):
        location = b"Location: " + other_url.replace("{number}", NUMBER).encode()
        with pytest.raises(UnusableAnswer):
            find(answer_with(b"", 302, location))

        assert other.requests == []


def test_register_that_does_not_listen_is_unreachable() -> None:
    with serve_register() as (_server, url):
        pass

    with pytest.raises(RegisterUnreachable):
        CompanyRegister(url).find(NUMBER)


def silence(connection: socket.socket, exchange: Exchange) -> None:
    """No answer until the client gives up."""
    connection.recv(1)


def stop_halfway(connection: socket.socket, exchange: Exchange) -> None:
    """Half an answer, then nothing until the client gives up."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    connection.recv(1)


@pytest.mark.parametrize("behaviour", [silence, stop_halfway])
def test_slow_register_is_given_up(behaviour: Behaviour) -> None:
    with pytest.raises(RegisterUnreachable):
        find(behaviour, timeout=FEW_MILLISECONDS)


def test_token_is_sent_and_shown_nowhere() -> None:
    seen: list[str] = []

    def record(read: Callable[[socket.socket], Exchange | None], connection: socket.socket) -> Exchange | None:
        seen.append(connection.recv(65536, socket.MSG_PEEK).decode())
        return read(connection)

    with serve_register() as (server, url):
        read = server._read
        server._read = lambda connection: record(read, connection)  # type: ignore[method-assign]
        register = CompanyRegister(url, Secret("Bearer quxholm"))
        register.find(NUMBER)

    assert "Authorization: Bearer quxholm\r\n" in seen[0]
    assert "User-Agent: econ-admin\r\n" in seen[0]
    assert "quxholm" not in repr(register)
    assert "/api?vat=" in repr(register)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://cvrapi.dk/api?vat={number}", "must begin with https://"),
        ("ftp://127.0.0.1/{number}", "must begin with https://"),
        ("cvrapi.dk/api?vat={number}", "must begin with https://"),
        ("https:///api?vat={number}", "must look like"),
        ("https://ada:secret@cvrapi.dk/{number}", "must look like"),
        ("https://{number}.cvrapi.dk/", "must look like"),
        ("https://cvrapi.dk/#{number}", "must look like"),
        ("https://cvrapi.dk/api", "must have {number} once"),
        ("https://cvrapi.dk/{number}/{number}", "must have {number} once"),
    ],
)
def test_address_that_cannot_be_used_is_refused(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason.replace("{", r"\{")):
        CompanyRegister(url)


def test_token_that_no_header_can_have_is_refused() -> None:
    with pytest.raises(ValueError, match="token has a character") as raised:
        CompanyRegister("https://cvrapi.dk/{number}", Secret("quxholm\r\nX: y"))

    assert "quxholm" not in str(raised.value)
