"""A sandbox behind a port, and clients as plain as can be."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TOKENS = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}


def free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


@contextmanager
def command(folder: Path, port: int, *more: str) -> Iterator["subprocess.Popen[str]"]:
    """`manage.py sandbox` of twenty customers; a test that fails does not leave it running."""
    environment = {**os.environ, "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "econ_admin.settings"}
    line = [sys.executable, str(ROOT / "manage.py"), "sandbox", "--port", str(port), "--customers", "20", *more]
    with subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()


def call(port: int, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Status and body of one exchange by a plain client."""
    sent = None if body is None else json.dumps(body).encode()
    headers = {**TOKENS, "Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", sent, headers, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back over a socket until the other side closed: nothing at all, or an answer."""

    everything: bytes

    @property
    def status(self) -> int:
        return int(self.everything.split(b" ", 2)[1])

    @property
    def headers(self) -> dict[str, str]:
        lines = self.everything.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
        return {name: value for name, _, value in (line.partition(": ") for line in lines)}

    @property
    def body(self) -> bytes:
        return self.everything.partition(b"\r\n\r\n")[2]

    def json(self) -> Any:
        return json.loads(self.body)


def speak(port: int, method: str, path: str, body: Any = None, **more: str) -> Heard:
    """One exchange by a socket and nothing else; `more` are headers, with underscores for dashes."""
    sent = b"" if body is None else json.dumps(body).encode()
    headers = {"Host": "sandbox.test", **TOKENS, "Content-Type": "application/json", "Connection": "close"}
    headers |= {"Content-Length": str(len(sent))} | {name.replace("_", "-"): value for name, value in more.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + sent)
        parts = []
        try:
            while part := connection.recv(65536):
                parts.append(part)
        except ConnectionResetError:
            pass
    return Heard(b"".join(parts))
