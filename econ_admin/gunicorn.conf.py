"""Gunicorn configuration: threads in a few processes, each pinned to its own core."""

# ruff: noqa: N999 - the name that gunicorn gives such a file

import contextlib
import ctypes
import errno
import gc
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Protocol

from django.core.exceptions import ImproperlyConfigured

from econ_admin.gunicorn_worker import connection_counts
from econ_admin.logs import LogFormat, build_gunicorn_logging

METRICS_PREFIX, FOLDER_VARIABLE = "econ-admin-metrics-", "PROMETHEUS_MULTIPROC_DIR"
BOOT_FAILED = 3  # as gunicorn's own exit code if its workers cannot start
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8  # of glibc's malloc.h


class Configuration(Protocol):
    """The part of gunicorn's settings that we use. An address is host and port, or the path of a socket."""

    address: list[tuple[str, int] | str]


class Worker(Protocol):
    """The part of a worker that we use, and the slot that we set."""

    age: int
    cfg: Configuration
    slot: int


class Arbiter(Protocol):
    """The part of the master process that we use. `master_pid` is the process it replaces in a live upgrade, else 0."""

    address: list[tuple[str, int] | str]
    master_pid: int
    WORKERS: dict[int, Worker]


def read_number(env: Mapping[str, str], name: str, default: int, highest: int) -> int:
    """Reads an integer from 1 to `highest` from the environment; exits with a message if it is invalid."""
    text = env.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= highest):
        raise SystemExit(f"econ-admin: {name} must be a whole number from 1 to {highest}, not {text!r}.")
    return int(text)


def read_gunicorn_log_format(env: Mapping[str, str]) -> LogFormat:
    """Returns the format that the settings have too; text if it is not valid, which `check_settings` says."""
    value = env.get("LOG_FORMAT", "").strip() or ("json" if env.get("PRODUCTION") == "1" else "text")
    return LogFormat.JSON if value == "json" else LogFormat.TEXT


def get_usable_folder(folder: Path) -> str | None:
    """Returns the folder if it is writable. A heartbeat delayed by a slow disk would get the worker killed."""
    return str(folder) if os.access(folder, os.W_OK | os.X_OK) else None


def check_port(host: str, port: int) -> None:
    """Raises OSError if the port is in use."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was just released counts as free
        trial.bind((host, port))


def format_bind_error(host: str, port: int, error: OSError) -> str:
    """Returns why the server cannot start, as a sentence."""
    if error.errno == errno.EADDRINUSE:
        return f"econ-admin: port {port} is in use by another program on {host}. Set PORT to another one."
    return f"econ-admin: port {port} on {host} cannot be used: {error.strerror}. Set PORT to another one."


def check_settings() -> None:
    """Exits if the settings are not valid. If two workers found that out at once, gunicorn would print a traceback.

    They are loaded in a child process, so that a reload loads them again.
    """
    child = os.fork()
    if child == 0:
        status = 0
        try:
            import econ_admin.settings  # noqa: F401
        except ImproperlyConfigured as error:
            print(f"econ-admin: {error}", file=sys.stderr, flush=True)  # noqa: T201
            status = BOOT_FAILED
        finally:
            os._exit(status)
    if os.waitpid(child, 0)[1]:
        raise SystemExit(BOOT_FAILED)


def freeze_garbage_collector() -> None:
    """Excludes loaded modules and templates from garbage collection, which took a tenth of a page's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def return_freed_memory() -> None:
    """Has the C library return large blocks to the system as soon as they are freed, and share two heaps among threads.

    With a heap for each thread, a read of many pages left a worker 40 MB larger. Other C libraries need nothing.
    """
    with contextlib.suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(M_ARENA_MAX, 2)
        mallopt(M_MMAP_THRESHOLD, 256 * 1024)


def make_metrics_folder() -> str:
    """Returns a new folder in memory for what this server's workers count. Deletes those of servers that were killed.

    It is not in the data folder: writing to a mapped file on a full disk kills the process.
    """
    parent = Path(get_usable_folder(Path("/dev/shm")) or tempfile.gettempdir())  # noqa: S108 - as below
    for folder in parent.glob(f"{METRICS_PREFIX}*"):
        process = folder.name.removeprefix(METRICS_PREFIX).partition("-")[0]
        if not Path(f"/proc/{process}").exists() and Path("/proc/self").exists():
            shutil.rmtree(folder, ignore_errors=True)
    return tempfile.mkdtemp(prefix=f"{METRICS_PREFIX}{os.getpid()}-", dir=parent)


def find_free_slot(taken: Collection[int]) -> int:
    """Returns the lowest free slot."""
    return next(slot for slot in range(len(taken) + 1) if slot not in taken)


def select_core(slot: int, cores: Collection[int]) -> int:
    """Returns the core of a slot among the available ones; with more slots than cores, cores are shared."""
    return sorted(cores)[slot % len(cores)]


def pin_to_core(slot: int) -> None:
    """Pins this process to the core of its slot: threads on different cores contend for the GIL."""
    if not hasattr(os, "sched_setaffinity"):
        return
    try:
        os.sched_setaffinity(0, {select_core(slot, os.sched_getaffinity(0))})
    except OSError as error:
        print(f"econ-admin: a worker was not pinned to a core: {error.strerror}.", file=sys.stderr)  # noqa: T201


def on_starting(server: Arbiter) -> None:
    """Exits if the settings are not valid, or a port is in use, unless this server got its socket from another."""
    check_settings()
    os.environ[FOLDER_VARIABLE] = make_metrics_folder()
    if server.master_pid or os.environ.get("LISTEN_PID") == str(os.getpid()):
        return  # the socket is there on purpose: an older server's, or systemd's
    for host, port in _list_ports(server.address):
        try:
            check_port(host, port)
        except OSError as error:
            raise SystemExit(format_bind_error(host, port, error)) from error


def pre_fork(server: Arbiter, worker: Worker) -> None:
    """Assigns the worker a slot, in the master process, which knows the running workers."""
    worker.slot = find_free_slot({sibling.slot for sibling in server.WORKERS.values()})


def post_fork(server: Arbiter, worker: Worker) -> None:
    from econ_admin import metrics  # only now, since it reads where the folder is

    metrics.set_slot(worker.slot)
    return_freed_memory()
    if os.environ.get("PIN_WORKERS") != "0":
        pin_to_core(worker.slot)


def post_worker_init(worker: Worker) -> None:
    """Freezes the garbage collector; the first worker prints the address once it can serve requests."""
    freeze_garbage_collector()
    if worker.age == 1:
        for host, port in _list_ports(worker.cfg.address):
            name = "localhost" if host == "127.0.0.1" else host  # passkeys belong to a name, never to an address
            print(f"econ-admin is on http://{name}:{port}/ (Ctrl-C stops it)", flush=True)  # noqa: T201


def on_exit(server: Arbiter) -> None:
    """Deletes the metrics of this server."""
    if folder := os.environ.get(FOLDER_VARIABLE):
        shutil.rmtree(folder, ignore_errors=True)


def child_exit(server: Arbiter, worker: Worker) -> None:
    """Frees what a killed worker could not: the others would wait a moment for it at each connection."""
    connection_counts.close(worker.slot)


def worker_exit(server: Arbiter, worker: Worker) -> None:
    """Closes SQLite files while no thread uses them, instead of at interpreter shutdown."""
    from django.apps import apps

    if apps.ready:  # else startup failed earlier
        from econ_admin import connection

        connection.close_all()


def _list_ports(addresses: list[tuple[str, int] | str]) -> list[tuple[str, int]]:
    return [address for address in addresses if isinstance(address, tuple)]


host = os.environ.get("HOST", "").strip() or "127.0.0.1"
bind = f"{host}:{read_number(os.environ, 'PORT', 8000, 65_535)}"
workers = read_number(os.environ, "WEB_CONCURRENCY", 2, 64)
worker_class = "econ_admin.gunicorn_worker.HealthFirstWorker"
threads = 16
graceful_timeout = 40  # a save may take 35 seconds
worker_tmp_dir = get_usable_folder(Path("/dev/shm"))  # noqa: S108 - gunicorn makes its files there safely
control_socket_disable = True
forwarder_headers = ""  # of forwarded headers only Django uses any, and only with TRUSTED_PROXIES
logconfig_dict = build_gunicorn_logging(read_gunicorn_log_format(os.environ))
