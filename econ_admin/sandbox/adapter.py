"""Mounts a WSGI app in a requests session: the same exchange, without a network."""

import io
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

from econ_admin.sandbox.silence import IN_PROCESS, Silence, TooSlow

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Timeout = float | tuple[float, float] | tuple[float, None] | None


class SandboxAdapter(BaseAdapter):
    """Answers what is sent to its origin by calling the app."""

    def __init__(self, app: "WSGIApplication") -> None:
        super().__init__()
        self._app = app
        self._dressing = HTTPAdapter()

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: Timeout = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        """The app's answer. Raises ReadTimeout where it takes longer than the caller waits."""
        try:
            parts, status, headers = run_wsgi_app(self._app, _environ(request, timeout), buffered=True)
        except TooSlow as error:
            raise ReadTimeout("The sandbox takes longer than that.", request=request) from error
        except Silence as error:
            raise NoConnection("The sandbox closed the connection without an answer.", request=request) from error
        raw = HTTPResponse(
            io.BytesIO(b"".join(parts)),
            headers=HTTPHeaderDict(headers.items()),
            status=int(status[:3]),
            reason=status[4:],
            preload_content=False,
            request_method=request.method,
            request_url=request.url,
        )
        return self._dressing.build_response(request, raw)

    def close(self) -> None:
        """Nothing is held open."""
        self._dressing.close()


def _environ(request: PreparedRequest, timeout: Timeout) -> "WSGIEnvironment":
    address = urlsplit(request.url or "")
    body = request.body or b""
    sent = body.encode() if isinstance(body, str) else body
    patience = timeout[1] if isinstance(timeout, tuple) else timeout
    host = str(address.hostname)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(str(address.path) or "/").decode("latin-1"),
        "QUERY_STRING": str(address.query),
        "SERVER_NAME": host,
        "SERVER_PORT": str(address.port or (443 if address.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": str(address.netloc),
        "CONTENT_LENGTH": str(len(sent)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": str(address.scheme),
        "wsgi.input": io.BytesIO(sent),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        IN_PROCESS: patience,
    }
    for name, value in request.headers.items():
        if name.casefold() == "content-length":
            continue
        key = name.upper().replace("-", "_")
        environ["CONTENT_TYPE" if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return environ
