"""An HTTP adapter with bounds: a response is read in chunks, within a total time and a maximum size."""

import http.client
import io
import socket
import threading
import time
from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import HTTPResponse
from urllib3.util import Timeout

MEBIBYTE = 1024 * 1024
LARGEST_BODY = 8 * MEBIBYTE  # unpacked; the largest page we request (1000 customers) is 0.8 MiB
LARGEST_STREAM = 64 * MEBIBYTE  # of a PDF, as sent over the wire
LARGEST_HEAD = MEBIBYTE  # headers and chunk sizes
COMMON_BODY = 256 * 1024
LARGE_BODIES_AT_ONCE = 4  # per process, for bodies above COMMON_BODY; others wait within their own deadline
PIECE = 64 * 1024
SOCKET_KEEPS = 0.001  # seconds; 0 would make a socket non-blocking

OF_THE_WIRE = ("Content-Encoding", "Content-Length", "Transfer-Encoding")
"""Headers that describe the encoded body; they do not apply to the decoded one."""


class TooLarge(requests.RequestException):
    """Raised when a response exceeds the size limit."""


class Allowance:
    """Tracks the time (seconds) and size (bytes on the wire) left for one response."""

    def __init__(self, seconds: float, size: int) -> None:
        self._end = time.monotonic() + seconds
        self._last_read: float | None = None
        self.size = size

    def stream(self, size: int) -> None:
        """From now on counts only the time spent waiting for the upstream, since a slow browser may be reading."""
        self.size = size
        self._last_read = time.monotonic()

    @property
    def seconds(self) -> float:
        return self._end - time.monotonic()

    def begin_read(self) -> float:
        """Returns the seconds that the next read may take. Raises TimeoutError when no time is left, TooLarge when no
        bytes are."""
        if self.size <= 0:
            raise TooLarge("the response is larger than allowed")
        if self._last_read is not None:
            self._end += time.monotonic() - self._last_read
        if self.seconds <= 0:
            raise TimeoutError("the time for the whole response is over")
        return max(self.seconds, SOCKET_KEEPS)

    def end_read(self, size: int) -> None:
        self.size -= size
        if self._last_read is not None:
            self._last_read = time.monotonic()


class _MeteredSocket(io.RawIOBase):
    """Reads a socket; each read is limited to the time left, so a slow trickle of bytes cannot extend it."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, allowance: Allowance) -> None:
        self._sock = sock
        self._raw = raw
        self._allowance = allowance

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._allowance.begin_read())
        size: int | None = self._raw.readinto(buffer)
        self._allowance.end_read(size or 0)
        return size

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


class _MeteredResponse(http.client.HTTPResponse):
    """A response whose headers and body, including 1xx responses, share one allowance."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        # urllib3 has just set the socket's timeout to the time left for the call.
        self.allowance = Allowance(sock.gettimeout() or 0, LARGEST_HEAD + LARGEST_BODY)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_MeteredSocket(sock, raw, self.allowance))


class _Connection(HTTPConnection):
    response_class = _MeteredResponse


class _SecureConnection(HTTPSConnection):
    response_class = _MeteredResponse


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class BoundedAdapter(HTTPAdapter):
    """Sends requests over HTTP and returns responses whose body is fully read and decoded, except a 200 stream.

    The second number of `timeout` limits the whole call, from connecting to the last byte. Raises TooLarge.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._large_bodies = threading.BoundedSemaphore(LARGE_BODIES_AT_ONCE)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        connect, total = timeout
        bounded = Timeout(total=total, connect=connect, read=total)
        response = super().send(request, True, bounded, verify, cert, proxies)  # type: ignore[arg-type]
        answer = response.raw._original_response  # requests itself reads this attribute
        assert isinstance(answer, _MeteredResponse)  # noqa: S101 - it is made above
        allowance = answer.allowance
        if stream and response.status_code == requests.codes.ok:
            allowance.stream(LARGEST_STREAM)
            return response
        headers = response.raw.headers.copy()
        for name in OF_THE_WIRE:
            headers.pop(name, None)
        body = self._body(response, allowance)
        raw = HTTPResponse(
            io.BytesIO(body),
            headers=headers,
            status=response.status_code,
            reason=response.reason,
            preload_content=False,
            request_method=request.method,
            request_url=request.url,
        )
        built = self.build_response(request, raw)
        built._content = body  # requests would read it again, in pieces of 10 kB
        return built

    def _body(self, response: requests.Response, allowance: Allowance) -> bytes:
        """Reads the whole body; closes the connection on failure."""
        pieces: list[bytes] = []  # joined once: a growing buffer is copied and fragments memory
        size, is_large = 0, False
        try:
            with response:
                for piece in response.iter_content(PIECE):
                    pieces.append(piece)
                    size += len(piece)
                    if size > LARGEST_BODY:
                        raise TooLarge(f"more than {LARGEST_BODY} bytes")
                    if size > COMMON_BODY and not is_large:
                        is_large = self._large_bodies.acquire(timeout=max(allowance.seconds, 0))
                    if allowance.seconds <= 0:
                        raise requests.ReadTimeout("the time for the whole response is over")
        except requests.RequestException as error:
            if allowance.size <= 0:
                raise TooLarge("the response is larger than allowed") from error
            raise
        finally:
            if is_large:
                self._large_bodies.release()
        return b"".join(pieces)
