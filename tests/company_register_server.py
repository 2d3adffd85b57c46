"""A local company register that answers as cvrapi.dk does."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.hostile.behaviours import send_response
from tests.hostile.upstream import Behaviour, Exchange, HostileUpstream

NUMBER = "29188475"
COMPANY: dict[str, Any] = {
    "vat": int(NUMBER),
    "name": "Nordlys Handel ApS",
    "address": "Kajvej 2, 1.",
    "zipcode": "8000",
    "city": "Aarhus C",
    "protected": False,
    "phone": 70201020,
    "email": None,
    "owners": [{"name": "Ada Holm"}],
    "t": 100,
    "version": 6,
}


def answer_with(document: Any, status: int = 200, *headers: bytes) -> Behaviour:
    """Answers each request with this document, or with these bytes."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()

    def send(connection: socket.socket, exchange: Exchange) -> None:
        send_response(connection, status, "application/json", body, *headers)

    return send


@contextmanager
def serve_register(behaviour: Behaviour | None = None) -> Iterator[tuple[HostileUpstream, str]]:
    """The server, and the address to configure."""
    server = HostileUpstream(behaviour or answer_with(COMPANY))
    with server.serving() as port:
        yield server, f"http://127.0.0.1:{port}/api?vat={{number}}&country=dk"
