"""Mounts a WSGI app in a requests session, without a network."""

import io
import sqlite3
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlsplit

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ReadTimeout
from urllib3 import HTTPHeaderDict, HTTPResponse
from werkzeug.test import run_wsgi_app

from econ_admin.sandbox.silence import TIMEOUT_KEY, ConnectionClosed, ResponseTooSlow

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Timeout = float | tuple[float, float] | tuple[float, None] | None


class SandboxAdapter(BaseAdapter):
    """Answers requests to its origin by calling the app."""

    def __init__(self, app: "WSGIApplication") -> None:
        super().__init__()
        self._app = app
        self._http_adapter = HTTPAdapter()

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: Timeout = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        """Returns the app's response. Raises ReadTimeout if it takes longer than the caller's timeout."""
        try:
            chunks, status, headers = run_wsgi_app(self._app, _build_environ(request, timeout), buffered=True)
        except ResponseTooSlow as error:
            raise ReadTimeout("The sandbox takes longer than that.", request=request) from error
        except ConnectionClosed as error:
            raise NoConnection("The sandbox closed the connection without an answer.", request=request) from error
        except sqlite3.Error as error:  # its store is locked or its disk full, which is no fault of the caller
            raise NoConnection(f"The sandbox cannot use its store: {error}.", request=request) from error
        raw = HTTPResponse(
            io.BytesIO(b"".join(chunks)),
            headers=HTTPHeaderDict(headers.items()),
            status=int(status[:3]),
            reason=status[4:],
            preload_content=False,
            request_method=request.method,
            request_url=request.url,
        )
        return self._http_adapter.build_response(request, raw)

    def close(self) -> None:
        """Closes the adapter, which holds no connections."""
        self._http_adapter.close()


def _build_environ(request: PreparedRequest, timeout: Timeout) -> "WSGIEnvironment":
    url = urlsplit(request.url or "")
    request_body = request.body or b""
    payload = request_body.encode() if isinstance(request_body, str) else request_body
    read_timeout = timeout[1] if isinstance(timeout, tuple) else timeout
    host = str(url.hostname)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(str(url.path) or "/").decode("latin-1"),
        "QUERY_STRING": str(url.query),
        "SERVER_NAME": host,
        "SERVER_PORT": str(url.port or (443 if url.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": str(url.netloc),
        "CONTENT_LENGTH": str(len(payload)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": str(url.scheme),
        "wsgi.input": io.BytesIO(payload),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        TIMEOUT_KEY: read_timeout,
    }
    for name, value in request.headers.items():
        if name.casefold() == "content-length":
            continue
        header_key = name.upper().replace("-", "_")
        environ["CONTENT_TYPE" if header_key == "CONTENT_TYPE" else f"HTTP_{header_key}"] = value
    return environ
