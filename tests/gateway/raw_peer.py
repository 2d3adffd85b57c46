"""A fake server inside a requests adapter: sends the raw HTTP answers that a test gives it."""

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
    """A raw HTTP answer; nothing is added to it."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


@dataclass
class ReceivedRequest:
    """A request as it arrived."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    timeout: Any


ScriptedAnswer: TypeAlias = Answer | Exception | Callable[[ReceivedRequest], Answer]


class Peer(BaseAdapter):
    """Answers by method and path (and query where the test gives one); otherwise with `{}`."""

    def __init__(self) -> None:
        super().__init__()
        self.received: list[ReceivedRequest] = []
        self._answers: dict[str, list[ScriptedAnswer]] = {}
        self._down: ScriptedAnswer | None = None

    def go_down(self, answer: ScriptedAnswer | None = None) -> None:
        """Give this answer to every request from now on; by default, refuse the connection."""
        self._down = answer or requests.ConnectionError("refused")

    def come_up(self) -> None:
        self._down = None

    def set_answers(self, request_line: str, *answers: ScriptedAnswer) -> None:
        """`request_line` is such as `GET /customers/7`. The last of the answers is repeated."""
        self._answers[request_line] = list(answers)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        url, body = request.url or "", request.body or b""
        assert isinstance(body, bytes)
        timeout = args[1] if len(args) > 1 else kwargs.get("timeout")
        received = ReceivedRequest(request.method or "", url, dict(request.headers), body, timeout)
        self.received.append(received)
        answer = self._down or self._answer(f"{request.method} {request.path_url}")
        if isinstance(answer, Exception):
            raise answer
        if not isinstance(answer, Answer):
            answer = answer(received)
        raw = HTTPResponse(
            body=BytesIO(answer.body),
            headers=answer.headers,
            status=answer.status,
            preload_content=False,
            request_url=request.path_url,
        )
        return HTTPAdapter().build_response(request, raw)

    def _answer(self, request_line: str) -> ScriptedAnswer:
        for key in (request_line, request_line.partition("?")[0]):
            if answers := self._answers.get(key):
                return answers.pop(0) if len(answers) > 1 else answers[0]
        return Answer()

    def close(self) -> None:
        pass
