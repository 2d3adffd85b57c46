"""A separate dashboard process, started as `make run` starts it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
INHERIT_SOCKET = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execvp(sys.argv[2], sys.argv[2:])
"""
READY_TIMEOUT = 60  # seconds
KEYS = {"SECRET_KEY": "the-same-on-both-machines" * 3, "TOKEN_KEYS": "the-same-on-both-machines" * 2}
OWN = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL"}  # of the tests, not of a dashboard that they start


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


SERVER = (sys.executable, "-m", "gunicorn", "--config", "econ_admin/gunicorn.conf.py", "econ_admin.wsgi")


def start_with_socket(
    listener: socket.socket, command: Sequence[str], environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Starts a server as systemd does: the first file after the standard ones is a socket that listens."""
    launcher = [sys.executable, "-c", INHERIT_SOCKET, str(listener.fileno())]
    return subprocess.Popen(
        [*launcher, *command],
        cwd=ROOT,
        env=dict(environment),
        stdout=subprocess.DEVNULL,
        pass_fds=[listener.fileno()],
    )


@contextmanager
def run_dashboard(**variables: str) -> Iterator[str]:
    """The address of a running dashboard with its own data folder; `variables` are added to its environment."""
    with tempfile.TemporaryDirectory(prefix="econ-admin-site-") as folder:
        env = build_environment(folder, **variables)
        prepare_dashboard(env)
        with run_server(SERVER, env, int(env["PORT"])):
            yield f"http://127.0.0.1:{env['PORT']}"


@contextmanager
def run_sandbox(customers: int, latency: int = 0) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a sandbox in a process of its own, and the variables that a dashboard needs to use it.

    `latency` is in milliseconds.
    """
    with tempfile.TemporaryDirectory(prefix="econ-admin-sandbox-") as folder:
        port = free_port()
        env = build_environment(folder)
        command = [sys.executable, "manage.py", "sandbox", "--port", str(port), "--customers", str(customers)]
        with run_server([*command, "--latency", str(latency), "--rate", "1000000"], env, port):
            address = f"http://127.0.0.1:{port}"
            tokens = dict.fromkeys(("ECONOMIC_APP_SECRET_TOKEN", "ECONOMIC_AGREEMENT_GRANT_TOKEN"), "sandbox")
            yield address, {"ECONOMIC_BASE_URL": address, **tokens}


def build_environment(folder: str | Path, **variables: str) -> dict[str, str]:
    """The environment of a dashboard with this data folder and a free port."""
    env = {name: value for name, value in os.environ.items() if name not in OWN}
    return env | {"DATA_DIR": str(folder), "PORT": str(free_port()), "PYTHONWARNINGS": "default", **variables}


def prepare_dashboard(env: Mapping[str, str]) -> None:
    command = [sys.executable, "manage.py", "prepare"]
    subprocess.run(command, cwd=ROOT, env=dict(env), check=True, stdout=subprocess.DEVNULL)


@contextmanager
def run_server(
    command: Sequence[str], env: Mapping[str, str], port: int, stderr: IO[bytes] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server that accepts connections until the block ends. `stderr`: a file, instead of the terminal."""
    with subprocess.Popen(command, cwd=ROOT, env=dict(env), stdout=subprocess.DEVNULL, stderr=stderr) as server:
        try:
            wait_for_port(port, server)
            yield server
        finally:
            server.terminate()
            server.wait(timeout=60)


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
