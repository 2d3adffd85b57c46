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
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def run_sandbox_command(folder: Path, port: int, *extra_arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """`manage.py sandbox` of twenty customers; a test that fails does not leave it running."""
    environment = {**os.environ, "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "econ_admin.settings"}
    command_line = [
        sys.executable,
        str(ROOT / "manage.py"),
        "sandbox",
        "--port",
        str(port),
        "--customers",
        "20",
        *extra_arguments,
    ]
    with subprocess.Popen(
        command_line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()


def send_request(port: int, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Status and body of one exchange by a plain client."""
    payload = None if body is None else json.dumps(body).encode()
    headers = {**TOKENS, "Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", payload, headers, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as response:
            return response.status, json.loads(response.read() or b"null")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


@dataclass(frozen=True, slots=True)
class RawResponse:
    """What came back over a socket until the other side closed: nothing at all, or an answer."""

    raw: bytes

    @property
    def status(self) -> int:
        return int(self.raw.split(b" ", 2)[1])

    @property
    def headers(self) -> dict[str, str]:
        lines = self.raw.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
        return {name: value for name, _, value in (line.partition(": ") for line in lines)}

    @property
    def body(self) -> bytes:
        return self.raw.partition(b"\r\n\r\n")[2]

    def json(self) -> Any:
        return json.loads(self.body)


def send_raw_request(port: int, method: str, path: str, body: Any = None, **extra_headers: str) -> RawResponse:
    """One exchange by a socket and nothing else; `more` are headers, with underscores for dashes."""
    payload = b"" if body is None else json.dumps(body).encode()
    headers = {"Host": "sandbox.test", **TOKENS, "Content-Type": "application/json", "Connection": "close"}
    headers |= {"Content-Length": str(len(payload))} | {
        name.replace("_", "-"): value for name, value in extra_headers.items()
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + payload)
        parts = []
        try:
            while part := connection.recv(65536):
                parts.append(part)
        except ConnectionResetError:
            pass
    return RawResponse(b"".join(parts))
