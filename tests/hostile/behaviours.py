"""What a hostile e-conomic does. To add one, write a behaviour and enter it in WIRE or VALUES: the walk takes it up."""

import gzip
import itertools
import re
import socket
import threading
import zlib
from collections.abc import Callable, Sequence
from functools import cache

from tests.hostile.upstream import Behaviour, Exchange

Distortion = Callable[[bytes], bytes]

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
PIECE = b" " * 65536
BOMB_SIZE = 1500 * 1024 * 1024
DRIP_EVERY = 0.05  # seconds; quicker than any time-out between two signs of life


def send(connection: socket.socket, status: int, media_type: str, body: bytes, *headers: bytes) -> None:
    """A whole answer, as HTTP has it."""
    lines = [b"HTTP/1.1 %d Hostile" % status, b"Content-Type: " + media_type.encode(), b"Connection: close", *headers]
    connection.sendall(b"\r\n".join([*lines, b"Content-Length: %d" % len(body), b"", body]))


def endless(connection: socket.socket, exchange: Exchange) -> None:
    """A body without an end, as fast as it is read."""
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"%x\r\n%s\r\n" % (len(PIECE), PIECE))


def endless_chunk_size(connection: socket.socket, exchange: Exchange) -> None:
    """The size of the first chunk has no end: no body has come when memory is full."""
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"0" * 65536)


def endless_interim(connection: socket.socket, exchange: Exchange) -> None:
    """Interim answers for ever."""
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


@cache
def make_bomb(layers: int) -> bytes:
    packed = gzip.compress(b" " * (BOMB_SIZE // 100)) * 100
    for _ in range(layers - 1):
        packed = gzip.compress(packed)
    return packed


def bomb(connection: socket.socket, exchange: Exchange) -> None:
    """1.5 GB of blanks in 1.5 MB."""
    send(connection, 200, "application/json", make_bomb(1), b"Content-Encoding: gzip")


def nested_bomb(connection: socket.socket, exchange: Exchange) -> None:
    """The same, packed once more."""
    send(connection, 200, "application/json", make_bomb(2), b"Content-Encoding: gzip, gzip")


def empty_members(connection: socket.socket, exchange: Exchange) -> None:
    """Gzip that unpacks to nothing, for ever."""
    packer = zlib.compressobj(wbits=31)
    members = packer.flush() * 3000
    connection.sendall(HEAD + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"%x\r\n%s\r\n" % (len(members), members))


def _drip(connection: socket.socket, byte: bytes, every: float = DRIP_EVERY) -> None:
    pause = threading.Event()
    while True:
        connection.sendall(byte)
        pause.wait(every)


def drip(connection: socket.socket, exchange: Exchange) -> None:
    """A byte of the body from time to time."""
    connection.sendall(HEAD + b"Content-Length: 1000000\r\n\r\n")
    _drip(connection, b" ")


def slow_drip(connection: socket.socket, exchange: Exchange) -> None:
    """The same, gently: for many connections at once."""
    connection.sendall(HEAD + b"Content-Length: 1000000\r\n\r\n")
    _drip(connection, b" ", 2)


def drip_of_headers(connection: socket.socket, exchange: Exchange) -> None:
    """A byte of a header from time to time."""
    connection.sendall(HEAD + b"X-Slow: ")
    _drip(connection, b"x")


def drip_of_pdf(connection: socket.socket, exchange: Exchange) -> None:
    """A PDF that comes byte by byte; everything else is honest."""
    if not exchange.target.endswith("/pdf"):
        honest(connection, exchange)
        return
    connection.sendall(HEAD.replace(b"application/json", b"application/pdf") + b"Content-Length: 1000000\r\n\r\n")
    _drip(connection, b"%")


def honest(connection: socket.socket, exchange: Exchange) -> None:
    """As the sandbox answers."""
    send(connection, *exchange.honest())


def retry_after(connection: socket.socket, exchange: Exchange) -> None:
    """Come back in 10^5000 seconds."""
    send(connection, 429, "application/json", b"{}", b"Retry-After: " + b"9" * 5000)


def distorted(*distortions: Distortion) -> Behaviour:
    """The sandbox's JSON, with something changed in every answer that is good."""

    def behave(connection: socket.socket, exchange: Exchange) -> None:
        status, media_type, body = exchange.honest()
        if status < 300 and media_type.startswith("application/json"):
            for distort in distortions:
                body = distort(body)
        send(connection, status, media_type, body)

    return behave


def each(names: str, values: Sequence[str], share: int = 1) -> Distortion:
    """The properties whose name fits have these values, whatever JSON it is, by turns; of `share` of them one."""
    pattern = re.compile(rb'("(?:%s)"\s*:\s*)(-?[0-9][0-9.eE+-]*|"[^"]*")' % names.encode())

    def distort(body: bytes) -> bytes:
        count = itertools.count()
        turns = itertools.cycle(values)
        return pattern.sub(lambda found: found[0] if next(count) % share else found[1] + next(turns).encode(), body)

    return distort


def with_unknown(value: str) -> Distortion:
    """Every object has a property that nobody knows, with this value."""
    return lambda body: re.sub(rb"\{(?=\s*\")", b'{"unknown":' + value.encode() + b",", body)


AMOUNTS = (
    "balance|dueAmount|creditLimit|.*Amount|.*AmountInBaseCurrency|remainder|remainderInBaseCurrency|exchangeRate"
    "|quantity|unitNetPrice|discountPercentage|unitCostPrice|vatRate|margin.*|salesPrice|price|costPrice|ratePercentage"
).replace(".*", "[A-Za-z]*")
NUMBERS = "[a-zA-Z]*Number|sortKey"
COUNTS = "daysOfCredit|invoiceCount|results|resultsWithoutFilter"

WIRE: dict[str, Behaviour] = {
    "endless": endless,
    "endless chunk size": endless_chunk_size,
    "endless interim answers": endless_interim,
    "bomb": bomb,
    "nested bomb": nested_bomb,
    "empty members": empty_members,
    "drip": drip,
    "drip of headers": drip_of_headers,
    "drip of a PDF": drip_of_pdf,
    "retry after": retry_after,
}

BAD_AMOUNTS = (
    "1e400", "-1e400", "1e999999999", "1e99999999999999999999", '"NaN"', '"sNaN"', '"-Infinity"', '"1e400"',
    "9" * 5000, "999999999999999999999",
)  # fmt: skip
ODD_AMOUNTS = ("1e-300", "0." + "1" * 300, "-0.0", "null", "-9000000000000000000", "0.000000000000000000001")
BAD_NUMBERS = ("-1", "0", "9223372036854775808", "1e30", "9" * 5000)
BAD_TIMES = ('"0001-01-01T00:00:00Z"', '"9999-12-31T23:59:59Z"', '"2026-01-01T00:00:00"', '"0001-01-01T00:00:00+14:00"')

VALUES: dict[str, Behaviour] = {
    "bad amounts": distorted(each(AMOUNTS, BAD_AMOUNTS)),
    "bad counts": distorted(each(COUNTS, ["-1", "1e400", "9" * 30])),
    "some bad values": distorted(
        each(AMOUNTS, BAD_AMOUNTS, 40), each(NUMBERS, BAD_NUMBERS, 60), each("lastUpdated", BAD_TIMES, 3)
    ),
    "odd values": distorted(
        each(AMOUNTS, ODD_AMOUNTS),
        each(f"lineNumber|sortKey|orderNumber|{COUNTS}", [str(2**63 - 1)]),
        each("date|dueDate|minDate|maxDate|deliveryDate", ['"0001-01-01"', '"9999-12-31"']),
    ),
    "unknown": distorted(with_unknown("9" * 30)),
    "nested": distorted(with_unknown("[" * 900 + "]" * 900)),
}
