"""A separate dashboard process, started as `make run` starts it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READY_TIMEOUT = 60  # seconds


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def run_dashboard(**variables: str) -> Iterator[str]:
    """The address of a running dashboard with its own data folder; `variables` are added to its environment."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="econ-admin-site-") as folder:
        env = {**os.environ, "DATA_DIR": folder, "PORT": str(port), "PYTHONWARNINGS": "default", **variables}
        env.pop("DJANGO_SETTINGS_MODULE", None)
        subprocess.run(
            [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL
        )
        with run_server(
            [sys.executable, "-m", "gunicorn", "--config", "econ_admin/gunicorn.conf.py", "econ_admin.wsgi"], env, port
        ):
            yield f"http://127.0.0.1:{port}"


@contextmanager
def run_server(command: list[str], env: Mapping[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server that accepts connections until the block ends."""
    with subprocess.Popen(command, cwd=ROOT, env=dict(env), stdout=subprocess.DEVNULL) as server:
        try:
            wait_for_port(port, server)
            yield server
        finally:
            server.terminate()
            server.wait(timeout=15)


def wait_for_port(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_TIMEOUT
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            time.sleep(0.02)  # another process: only its port can be observed
        else:
            return
    raise RuntimeError(f"The server on port {port} did not come up.")
