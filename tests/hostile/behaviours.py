"""Behaviours of a hostile e-conomic. Add a new one to WIRE_BEHAVIOURS or VALUE_BEHAVIOURS to have it tested."""

import gzip
import itertools
import json
import re
import socket
import threading
import zlib
from collections.abc import Callable, Sequence
from functools import cache

from tests.hostile.upstream import Behaviour, Exchange

Distortion = Callable[[bytes], bytes]

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
BLANKS = b" " * 65536
BOMB_SIZE = 1500 * 1024 * 1024
FORGED_LINE = "2026-01-01 00:00:00,000 CRITICAL root forged"
DRIP_INTERVAL = 0.05  # seconds; shorter than any read timeout


def send_response(connection: socket.socket, status: int, media_type: str, body: bytes, *headers: bytes) -> None:
    """Send a complete HTTP response."""
    lines = [b"HTTP/1.1 %d Hostile" % status, b"Content-Type: " + media_type.encode(), b"Connection: close", *headers]
    connection.sendall(b"\r\n".join([*lines, b"Content-Length: %d" % len(body), b"", body]))


def send_endless_body(connection: socket.socket, exchange: Exchange) -> None:
    """A body without an end, as fast as it is read."""
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"%x\r\n%s\r\n" % (len(BLANKS), BLANKS))


def send_endless_chunk_size(connection: socket.socket, exchange: Exchange) -> None:
    """A chunk size without an end, before any body."""
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"0" * 65536)


def send_endless_interim(connection: socket.socket, exchange: Exchange) -> None:
    """Interim responses for ever."""
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


@cache
def make_bomb(layers: int) -> bytes:
    packed = gzip.compress(b" " * (BOMB_SIZE // 100)) * 100
    for _ in range(layers - 1):
        packed = gzip.compress(packed)
    return packed


def send_bomb(connection: socket.socket, exchange: Exchange) -> None:
    """1.5 GB of blanks in 1.5 MB."""
    send_response(connection, 200, "application/json", make_bomb(1), b"Content-Encoding: gzip")


def send_nested_bomb(connection: socket.socket, exchange: Exchange) -> None:
    """The same, compressed twice."""
    send_response(connection, 200, "application/json", make_bomb(2), b"Content-Encoding: gzip, gzip")


def send_empty_members(connection: socket.socket, exchange: Exchange) -> None:
    """Gzip members that decompress to nothing, for ever."""
    packer = zlib.compressobj(wbits=31)
    members = packer.flush() * 3000
    connection.sendall(HEAD + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"%x\r\n%s\r\n" % (len(members), members))


def _send_slowly(connection: socket.socket, byte: bytes, interval: float = DRIP_INTERVAL) -> None:
    pause = threading.Event()
    while True:
        connection.sendall(byte)
        pause.wait(interval)


def send_body_slowly(connection: socket.socket, exchange: Exchange) -> None:
    """One byte of the body at a time."""
    connection.sendall(HEAD + b"Content-Length: 1000000\r\n\r\n")
    _send_slowly(connection, b" ")


def send_body_very_slowly(connection: socket.socket, exchange: Exchange) -> None:
    """The same, more slowly, for many connections at once."""
    connection.sendall(HEAD + b"Content-Length: 1000000\r\n\r\n")
    _send_slowly(connection, b" ", 2)


def send_headers_slowly(connection: socket.socket, exchange: Exchange) -> None:
    """One byte of a header at a time."""
    connection.sendall(HEAD + b"X-Slow: ")
    _send_slowly(connection, b"x")


def send_pdf_slowly(connection: socket.socket, exchange: Exchange) -> None:
    """A PDF byte by byte; everything else is answered honestly."""
    if not exchange.target.endswith("/pdf"):
        answer_honestly(connection, exchange)
        return
    connection.sendall(HEAD.replace(b"application/json", b"application/pdf") + b"Content-Length: 1000000\r\n\r\n")
    _send_slowly(connection, b"%")


def answer_honestly(connection: socket.socket, exchange: Exchange) -> None:
    """Answer as the sandbox does."""
    send_response(connection, *exchange.get_honest_answer())


def send_long_retry_after(connection: socket.socket, exchange: Exchange) -> None:
    """A Retry-After of 10^5000 seconds."""
    send_response(connection, 429, "application/json", b"{}", b"Retry-After: " + b"9" * 5000)


def distort_answers(*distortions: Distortion) -> Behaviour:
    """Answer as the sandbox does, with every successful JSON body distorted."""

    def behave(connection: socket.socket, exchange: Exchange) -> None:
        status, media_type, body = exchange.get_honest_answer()
        if status < 300 and media_type.startswith("application/json"):
            for distort in distortions:
                body = distort(body)
        send_response(connection, status, media_type, body)

    return behave


def replace_values(names: str, values: Sequence[str], share: int = 1) -> Distortion:
    """Replace the values of properties whose names match by these in turn; only every `share`-th of them."""
    pattern = re.compile(rb'("(?:%s)"\s*:\s*)(-?[0-9][0-9.eE+-]*|"[^"]*")' % names.encode())

    def distort(body: bytes) -> bytes:
        count = itertools.count()
        turns = itertools.cycle(values)
        return pattern.sub(lambda match: match[0] if next(count) % share else match[1] + next(turns).encode(), body)

    return distort


def add_unknown_property(value: str) -> Distortion:
    """Add an unknown property with this value to every object."""
    return lambda body: re.sub(rb"\{(?=\s*\")", b'{"unknown":' + value.encode() + b",", body)


def send_garbage(connection: socket.socket, exchange: Exchange) -> None:
    """Bytes that are neither JSON nor text."""
    send_response(connection, 200, "application/json", bytes(range(256)) * 20)


def echo_request(connection: socket.socket, exchange: Exchange) -> None:
    """A refusal that repeats the request's headers, tokens included, in its message, its fields and its headers."""
    words = json.dumps(exchange.head)
    body = (
        f'{{"message":{words},"developerHint":{words},"errors":{{"name":{{"errors":[{{"errorMessage":{words}}}]}}}}}}'
    )
    header = exchange.head.replace("\r\n", " ").encode("latin-1")
    status = (400, 403, 500)[len(exchange.target) % 3]
    send_response(
        connection, status, "application/json", body.encode(), b"X-Echo: " + header, b"X-RequestId: " + header
    )


def echo_in_documents(connection: socket.socket, exchange: Exchange) -> None:
    """Honest answers in which every name repeats the request's headers."""
    status, media_type, body = exchange.get_honest_answer()
    words = json.dumps(exchange.head).encode()
    body = re.sub(rb'("(?:name|description|text1|heading)"\s*:\s*)"[^"]*"', lambda match: match[1] + words, body)
    send_response(connection, status, media_type, body)


def send_redirect(address: str) -> Behaviour:
    """Redirects every request to another origin."""

    def behave(connection: socket.socket, exchange: Exchange) -> None:
        location = f"Location: {address}{exchange.target}".encode()
        send_response(connection, (301, 302, 307, 308)[len(exchange.target) % 4], "text/html", b"", location)

    return behave


def send_cookies(connection: socket.socket, exchange: Exchange) -> None:
    """Honest answers that set cookies."""
    send_response(connection, *exchange.get_honest_answer(), b"Set-Cookie: hostile=1; Path=/; Max-Age=9999")


def forge_log_lines(connection: socket.socket, exchange: Exchange) -> None:
    """A refusal with line breaks of all kinds, followed by what looks like a line of a log."""
    breaks = "\n\r\v\f\x1c\x85\u2028\u2029\x1b[2K"
    words = json.dumps("".join(f"{sign}{FORGED_LINE}" for sign in breaks))
    body = f'{{"message":{words},"logId":{words},"errors":{{{words}:{{"errors":[{{"errorMessage":{words}}}]}}}}}}'
    send_response(connection, (400, 403, 404, 500)[len(exchange.target) % 4], "application/json", body.encode())


AMOUNTS = (
    "balance|dueAmount|creditLimit|.*Amount|.*AmountInBaseCurrency|remainder|remainderInBaseCurrency|exchangeRate"
    "|quantity|unitNetPrice|discountPercentage|unitCostPrice|vatRate|margin.*|salesPrice|price|costPrice|ratePercentage"
).replace(".*", "[A-Za-z]*")
NUMBERS = "[a-zA-Z]*Number|sortKey"
COUNTS = "daysOfCredit|invoiceCount|results|resultsWithoutFilter"

WIRE_BEHAVIOURS: dict[str, Behaviour] = {
    "endless": send_endless_body,
    "endless chunk size": send_endless_chunk_size,
    "endless interim answers": send_endless_interim,
    "bomb": send_bomb,
    "nested bomb": send_nested_bomb,
    "empty members": send_empty_members,
    "drip": send_body_slowly,
    "drip of headers": send_headers_slowly,
    "drip of a PDF": send_pdf_slowly,
    "retry after": send_long_retry_after,
}

BAD_AMOUNTS = (
    "1e400", "-1e400", "1e999999999", "1e99999999999999999999", '"NaN"', '"sNaN"', '"-Infinity"', '"1e400"',
    "9" * 5000, "999999999999999999999",
)  # fmt: skip
ODD_AMOUNTS = ("1e-300", "0." + "1" * 300, "-0.0", "null", "-9000000000000000000", "0.000000000000000000001")
BAD_NUMBERS = ("-1", "0", "9223372036854775808", "1e30", "9" * 5000)
BAD_TIMES = ('"0001-01-01T00:00:00Z"', '"9999-12-31T23:59:59Z"', '"2026-01-01T00:00:00"', '"0001-01-01T00:00:00+14:00"')

VALUE_BEHAVIOURS: dict[str, Behaviour] = {
    "bad amounts": distort_answers(replace_values(AMOUNTS, BAD_AMOUNTS)),
    "bad counts": distort_answers(replace_values(COUNTS, ["-1", "1e400", "9" * 30])),
    "some bad values": distort_answers(
        replace_values(AMOUNTS, BAD_AMOUNTS, 40),
        replace_values(NUMBERS, BAD_NUMBERS, 60),
        replace_values("lastUpdated", BAD_TIMES, 3),
    ),
    "odd values": distort_answers(
        replace_values(AMOUNTS, ODD_AMOUNTS),
        replace_values(f"lineNumber|sortKey|orderNumber|{COUNTS}", [str(2**63 - 1)]),
        replace_values("date|dueDate|minDate|maxDate|deliveryDate", ['"0001-01-01"', '"9999-12-31"']),
    ),
    "wrong types": distort_answers(
        replace_values(AMOUNTS, ['"text"', "true", "[]", "{}"], 7),
        replace_values(f"{NUMBERS}|{COUNTS}", ['"text"', "null", "[]", "{}", "1.5"], 9),
        replace_values("name|description|currency|email|date|dueDate|self", ["1", "true", "[]", "{}", "null"], 11),
    ),
    "garbage": send_garbage,
    "unknown": distort_answers(add_unknown_property("9" * 30)),
    "nested": distort_answers(add_unknown_property("[" * 900 + "]" * 900)),
}
