"""How gunicorn serves the dashboard: threads in a few processes, each process on a core of its own."""

# ruff: noqa: N999 - the name that gunicorn gives such a file

import errno
import gc
import os
import socket
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Protocol


class Configuration(Protocol):
    """What we ask of gunicorn's settings: the addresses, a file's path where it is not host and port."""

    address: list[tuple[str, int] | str]


class Worker(Protocol):
    """What we ask of a worker, and the slot that we give it."""

    age: int
    cfg: Configuration
    slot: int


class Arbiter(Protocol):
    """What we ask of the process that starts the workers; `master_pid` is that of an older one it takes over from."""

    address: list[tuple[str, int] | str]
    master_pid: int
    WORKERS: dict[int, Worker]


def read_number(env: Mapping[str, str], name: str, default: int, highest: int) -> int:
    """A setting that is a whole number from 1 to `highest`; ends the program with a sentence where it is not."""
    text = env.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= highest):
        raise SystemExit(f"econ-admin: {name} must be a whole number from 1 to {highest}, and is {text!r}.")
    return int(text)


def get_usable_folder(folder: Path) -> str | None:
    """The folder, where it can be used: a heartbeat that waits for a disk looks like a worker that hangs."""
    return str(folder) if os.access(folder, os.W_OK | os.X_OK) else None


def check_port(host: str, port: int) -> None:
    """Raises OSError where somebody listens there: with `reuse_port` a second server would join without a word."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was left a moment ago is free
        trial.bind((host, port))


def format_bind_error(host: str, port: int, error: OSError) -> str:
    """Why the server cannot start, in a sentence."""
    if error.errno == errno.EADDRINUSE:
        return f"econ-admin: port {port} is taken; another program listens on {host}:{port} (PORT=… names another)."
    return f"econ-admin: port {port} on {host} cannot be used: {error.strerror} (PORT=… names another)."


def freeze_garbage_collector() -> None:
    """Looking through modules and templates again and again took a tenth of a page's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def find_free_slot(taken: Collection[int]) -> int:
    """The lowest slot that nobody holds."""
    return next(slot for slot in range(len(taken) + 1) if slot not in taken)


def select_core(slot: int, cores: Collection[int]) -> int:
    """The core of a slot, among those that we may use; more slots than cores begin anew."""
    return sorted(cores)[slot % len(cores)]


def pin_to_core(slot: int) -> None:
    """Keep this process on the core of its slot: threads that move between cores wait for each other's lock."""
    if not hasattr(os, "sched_setaffinity"):
        return
    try:
        os.sched_setaffinity(0, {select_core(slot, os.sched_getaffinity(0))})
    except OSError as error:
        print(f"econ-admin: a worker was not pinned to a core: {error.strerror}.", file=sys.stderr)  # noqa: T201


def on_starting(server: Arbiter) -> None:
    """Refuse a taken port before anything else; a server that takes over from an older one shares it on purpose."""
    if server.master_pid:
        return
    for host, port in _list_ports(server.address):
        try:
            check_port(host, port)
        except OSError as error:
            raise SystemExit(format_bind_error(host, port, error)) from error


def pre_fork(server: Arbiter, worker: Worker) -> None:
    """Give the worker its slot, in the one process that knows who is alive."""
    worker.slot = find_free_slot({sibling.slot for sibling in server.WORKERS.values()})


def post_fork(server: Arbiter, worker: Worker) -> None:
    if os.environ.get("PIN_WORKERS") != "0":
        pin_to_core(worker.slot)


def post_worker_init(worker: Worker) -> None:
    """Spare the garbage collector what stays, and say where we are, once, when somebody can answer there."""
    freeze_garbage_collector()
    if worker.age == 1:
        for host, port in _list_ports(worker.cfg.address):
            print(f"econ-admin is on http://{host}:{port}/ (Ctrl-C stops it)", flush=True)  # noqa: T201


def worker_exit(server: Arbiter, worker: Worker) -> None:
    """SQLite files are closed while their threads are known to be done, not by the interpreter as it falls apart."""
    from django.apps import apps

    if apps.ready:  # else it never came so far
        from econ_admin import connection

        connection.close_all()


def _list_ports(addresses: list[tuple[str, int] | str]) -> list[tuple[str, int]]:
    return [address for address in addresses if isinstance(address, tuple)]


bind = f"127.0.0.1:{read_number(os.environ, 'PORT', 8000, 65_535)}"
workers = read_number(os.environ, "WEB_CONCURRENCY", 2, 64)
worker_class = "econ_admin.gunicorn_worker.HealthFirstWorker"
threads = 16
reuse_port = sys.platform == "linux"  # elsewhere it does not spread connections over the workers
graceful_timeout = 40  # a save may take 35 seconds
worker_tmp_dir = get_usable_folder(Path("/dev/shm"))  # noqa: S108 - gunicorn makes its files there safely
control_socket_disable = True
loglevel = "warning"
