"""A peer on the wire: answers requests with the raw HTTP answers that a test lays out for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, TypeAlias

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.response import HTTPResponse

ORIGIN = "https://economic.example"


@dataclass
class Answer:
    """What stands on the wire: nothing is added to it."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


@dataclass
class Heard:
    """A request as it arrived."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    timeout: Any


Said: TypeAlias = Answer | Exception | Callable[[Heard], Answer]


class Peer(BaseAdapter):
    """Answers by method and path (with its query if the test names one); else by `{}`."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Heard] = []
        self._answers: dict[str, list[Said]] = {}
        self._down: Said | None = None

    def is_down(self, how: Said | None = None) -> None:
        """From now on this is all it says."""
        self._down = how or requests.ConnectionError("refused")

    def is_up(self) -> None:
        self._down = None

    def will_say(self, asked: str, *answers: Said) -> None:
        """`asked` is `GET /customers/7`. The last of the answers is said for ever."""
        self._answers[asked] = list(answers)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        url, body = request.url or "", request.body or b""
        assert isinstance(body, bytes)
        timeout = args[1] if len(args) > 1 else kwargs.get("timeout")
        heard = Heard(request.method or "", url, dict(request.headers), body, timeout)
        self.heard.append(heard)
        answer = self._down or self._answer(f"{request.method} {request.path_url}")
        if isinstance(answer, Exception):
            raise answer
        if not isinstance(answer, Answer):
            answer = answer(heard)
        raw = HTTPResponse(
            body=BytesIO(answer.body),
            headers=answer.headers,
            status=answer.status,
            preload_content=False,
            request_url=request.path_url,
        )
        return HTTPAdapter().build_response(request, raw)

    def _answer(self, asked: str) -> Said:
        for key in (asked, asked.partition("?")[0]):
            if said := self._answers.get(key):
                return said.pop(0) if len(said) > 1 else said[0]
        return Answer()

    def close(self) -> None:
        pass
