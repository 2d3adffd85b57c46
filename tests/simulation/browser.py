"""A browser behind Caddy, as cheap as can be: a connection for each request, and pages compressed."""

import asyncio
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlencode

CSRF_SECRET = "simulated" * 3 + "token"  # 32 letters, as Django's
FORM = "application/x-www-form-urlencoded"
GZIP = 31  # of zlib: with gzip's header
TIMEOUT = 60  # seconds; a person would not wait longer
COOKIE = re.compile(rb"^set-cookie: (\w+)=([^;]*)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """A response, its body not compressed."""

    status: int
    head: bytes
    body: bytes
    seconds: float

    def find_header(self, name: str) -> str:
        match = re.search(rb"^%b: ([^\r\n]*)" % name.encode(), self.head, re.MULTILINE | re.IGNORECASE)
        return match[1].decode() if match else ""

    @property
    def cookies(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in COOKIE.findall(self.head)}


class Proxy:
    """Passes requests on to the web process with the fewest, as Caddy does."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._open = dict.fromkeys(ports, 0)
        self.host = f"127.0.0.1:{ports[0]}"

    async def request(
        self,
        method: str,
        path: str,
        cookies: Mapping[str, str],
        fields: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Raises OSError, TimeoutError."""
        port = min(self._open, key=lambda port: self._open[port])
        body = urlencode(fields, doseq=True).encode() if fields is not None else b""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", "Connection: close", "Accept-Encoding: gzip"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
        if fields is not None:
            lines += [f"Content-Type: {FORM}", f"Content-Length: {len(body)}", f"Origin: http://{self.host}"]
            lines.append(f"X-CSRFToken: {CSRF_SECRET}")
        self._open[port] += 1
        started = perf_counter()
        try:
            content = await asyncio.wait_for(_exchange(port, "\r\n".join(lines).encode() + b"\r\n\r\n" + body), TIMEOUT)
        finally:
            self._open[port] -= 1
        return _parse(content, perf_counter() - started)


async def _exchange(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        return await reader.read()
    finally:
        writer.close()


def _parse(content: bytes, seconds: float) -> Answer:
    head, separator, body = content.partition(b"\r\n\r\n")
    if not separator:
        raise ConnectionResetError("There was no answer.")
    if b"content-encoding: gzip" in head.lower():
        body = zlib.decompress(body, GZIP)
    return Answer(int(head.split(b" ", 2)[1]), head, body, seconds)
