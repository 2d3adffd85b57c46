"""Stands for e-conomic in the bench: learns answers from the sandbox, then gives them again after a fixed delay.

A separate process on one event loop, so that what is measured is the dashboard. Below `/_bench/` it is steered.
"""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import Request, urlopen

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.app import ORIGIN
from econ_admin.sandbox.rate_limit import RateLimit
from tests.site import free_port, wait_for_port

HOST = "127.0.0.1"
CONTROL_PREFIX = "/_bench/"
FORWARDED_HEADERS = ("Content-Type", "X-CallCost", "X-RateLimiting", "X-RequestId")
UNLIMITED_RATE = RateLimit(10**9)
HEADER_END = b"\r\n\r\n"


def normalize_target(target: str) -> str:
    """A path with its query in one order: by this an answer is found again, and calls are counted."""
    parts = urlsplit(target)
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{parts.path}?{query}" if query else parts.path


class Replay:
    """What is known, how often it was asked for, and what was asked for and is not known."""

    def __init__(self, sandbox: Sandbox, origin: str) -> None:
        self.is_learning = True
        self.delay = 0.0
        self.sandbox = sandbox
        self.origin = origin.encode()
        self._responses: dict[str, bytes] = {}
        self.calls: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()

    def respond(self, method: str, target: str) -> bytes:
        """The whole answer as bytes. 404 for what was not learnt: then the bench measures nothing, and ends."""
        document = normalize_target(target) if method == "GET" else f"{method} {target}"
        self.calls[document] += 1
        if self.is_learning and method == "GET":
            self._learn(document, target)
        if document in self._responses:
            return self._responses[document]
        self._unknown[document] += 1
        return build_response(404, b'{"message": "The bench did not learn this."}')

    def control(self, handle: str) -> bytes:
        """`calls` tells what happened; `begin?delay=MS` forgets it and replays from now on."""
        parts = urlsplit(handle)
        if parts.path == "begin":
            self.is_learning, self.delay = False, int(dict(parse_qsl(parts.query))["delay"]) / 1000
            self.calls.clear()
            self._unknown.clear()
        return build_response(200, json.dumps({"calls": self.calls, "strangers": self._unknown}).encode())

    def _learn(self, document: str, target: str) -> None:
        if document in self._responses or (response := self.sandbox.request("GET", target)).status != 200:
            return
        headers = {name: response.headers[name] for name in FORWARDED_HEADERS if name in response.headers}
        # A link to another origin than ours is refused by the gateway, and rightly so.
        self._responses[document] = build_response(200, response.body.replace(ORIGIN.encode(), self.origin), headers)


def build_response(status: int, body: bytes, headers: dict[str, str] | None = None) -> bytes:
    """An answer as it goes over the wire."""
    lines = [f"HTTP/1.1 {status} -", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in ({"Content-Type": "application/json"} | (headers or {})).items()]
    return "\r\n".join(lines).encode() + HEADER_END + body


class Connection(asyncio.Protocol):
    """One client's: request after request, each answered after the delay. Bodies are passed over."""

    def __init__(self, replay: Replay) -> None:
        self._replay = replay
        self._received = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("a stream was expected")
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while HEADER_END in self._received:
            head, _, remainder = self._received.partition(HEADER_END)
            if len(remainder) < (length := get_content_length(head)):
                return
            self._received = remainder[length:]
            self._respond(*head.split(b"\r\n", 1)[0].decode().split(" ")[:2])

    def _respond(self, method: str, target: str) -> None:
        if target.startswith(CONTROL_PREFIX):
            self._transport.write(self._replay.control(target.removeprefix(CONTROL_PREFIX)))
            return
        response = self._replay.respond(method, target)
        if self._replay.delay:
            asyncio.get_running_loop().call_later(self._replay.delay, self._transport.write, response)
        else:
            self._transport.write(response)


def get_content_length(head: bytes) -> int:
    """How long the body is that follows."""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


@dataclass(frozen=True)
class Upstream:
    """The server seen from the bench."""

    origin: str

    def start_replay(self, delay: int = 0) -> None:
        """From now on it replays, after so many milliseconds; what was counted is forgotten."""
        self._control(f"begin?delay={delay}")

    def get_calls(self) -> dict[str, int]:
        """How often each document was asked for. Ends the bench where one of them was not to be had."""
        report = self._control("calls")
        if report["strangers"]:
            raise SystemExit(f"The bench did not learn {', '.join(report['strangers'])}: there is nothing to measure.")
        calls: dict[str, int] = report["calls"]
        return calls

    def _control(self, handle: str) -> Any:
        with urlopen(Request(f"{self.origin}{CONTROL_PREFIX}{handle}")) as response:  # noqa: S310  # ours, and http
            return json.load(response)


@contextmanager
def serve_upstream(store: Path) -> Iterator[Upstream]:
    """The server, from when it answers to when the block ends. It begins by learning from the sandbox in `store`."""
    with run_upstream(__name__, store) as upstream:
        yield upstream


@contextmanager
def run_upstream(module: str, store: Path) -> Iterator[Upstream]:
    """Runs a module that serves on a port, from the sandbox in `store`."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", module, str(port), str(store)]) as server:
        try:
            wait_for_port(port, server)
            yield Upstream(f"http://{HOST}:{port}")
        finally:
            server.terminate()


async def serve(port: int, replay: Replay) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Connection(replay), HOST, port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    port, store = int(sys.argv[1]), Path(sys.argv[2])
    asyncio.run(serve(port, Replay(Sandbox(store, rate_limit=UNLIMITED_RATE), f"http://{HOST}:{port}")))
