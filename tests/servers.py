"""PostgreSQL and Redis servers of the tests' own: in a temporary folder, on a free port of the loopback.

`python -m tests.servers COMMAND` runs a command with the addresses of such servers in TEST_DATABASE_URL and
TEST_REDIS_URL, on which `tests/settings.py` then runs, and stops them.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import redis

from tests.site import free_port

MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108  # a folder in memory, if the system has one
REQUIRED_BYTES = 512 * 1024 * 1024
START_TIMEOUT = 60  # seconds
# Nothing of a test database must survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "shared_buffers=64MB")


class Server:
    """A server process that can be stopped and started again with the same data and address."""

    url = ""
    stop_signal = signal.SIGTERM

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        return self._process is not None

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = _spawn(self.get_command(), log)
        deadline = time.monotonic() + START_TIMEOUT
        while not self.is_ready():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(f"A server did not start:\n{(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.02)  # another process: only its port can be observed

    def stop(self) -> None:
        if self._process:
            self._process.send_signal(self.stop_signal)
            self._process.wait(timeout=60)
            self._process = None

    def get_command(self) -> Sequence[str]:
        raise NotImplementedError

    def is_ready(self) -> bool:
        raise NotImplementedError


class PostgreSQL(Server):
    """A cluster with one database. Starts with `initdb`."""

    stop_signal = signal.SIGINT  # a fast shutdown, which waits for no connection

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        password = secrets.token_urlsafe(12)
        self.url = f"postgresql://office:{password}@127.0.0.1:{self.port}/postgres"
        (folder / "password").write_text(password)
        _give_away(folder)
        options = ("--username=office", f"--pwfile={folder / 'password'}", "--auth=scram-sha-256", "--encoding=UTF8")
        _run(find_program("initdb"), f"--pgdata={folder / 'data'}", "--no-sync", "--locale=C.UTF-8", *options)

    def get_command(self) -> Sequence[str]:
        settings = (*FAST, "listen_addresses=127.0.0.1", f"port={self.port}", f"unix_socket_directories={self.folder}")
        return [
            find_program("postgres"),
            "-D",
            str(self.folder / "data"),
            *(part for setting in settings for part in ("-c", setting)),
        ]

    def is_ready(self) -> bool:
        with suppress(psycopg.OperationalError):
            psycopg.connect(self.url, connect_timeout=2).close()
            return True
        return False


class Redis(Server):
    """A Redis that keeps nothing over a restart."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.url = f"redis://127.0.0.1:{self.port}/0"
        _give_away(folder)

    def get_command(self) -> Sequence[str]:
        options = {"bind": "127.0.0.1", "port": str(self.port), "dir": str(self.folder), "save": "", "databases": "64"}
        return [
            find_program("redis-server", "valkey-server"),
            *(part for name in options for part in (f"--{name}", options[name])),
        ]

    def freeze(self) -> None:
        """As if its machine had vanished: connections stay open, but nothing is answered."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def is_ready(self) -> bool:
        with suppress(redis.ConnectionError), redis.Redis.from_url(self.url) as client:
            return bool(client.ping())
        return False


def find_program(*names: str) -> str:
    """Returns the path of the first that is there; Debian keeps PostgreSQL's outside PATH."""
    newest_first = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders = os.pathsep.join([os.environ.get("PATH", ""), *map(str, newest_first)])
    for name in names:
        if path := shutil.which(name, path=folders):
            return path
    raise RuntimeError(f"{names[0]} was not found. Install Debian's packages postgresql and redis-server.")


@contextmanager
def run_servers() -> Iterator[tuple[PostgreSQL, Redis]]:
    """Both servers, running."""
    with make_folder() as folder:
        for name in ("postgresql", "redis"):
            (folder / name).mkdir()
        servers = PostgreSQL(folder / "postgresql"), Redis(folder / "redis")
        with running(*servers):
            yield servers


@contextmanager
def running(*servers: Server) -> Iterator[None]:
    """Starts servers, and stops them in the end."""
    try:
        for server in servers:
            server.start()
        yield
    finally:
        for server in servers:
            server.stop()


@contextmanager
def make_folder() -> Iterator[Path]:
    """A folder that the servers' user may enter too."""
    is_roomy = os.access(MEMORY_FOLDER, os.W_OK) and shutil.disk_usage(MEMORY_FOLDER).free > REQUIRED_BYTES
    with tempfile.TemporaryDirectory(prefix="econ-admin-", dir=MEMORY_FOLDER if is_roomy else None) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def _get_owner() -> pwd.struct_passwd | None:
    """Returns whom the servers run as if we are root, as which PostgreSQL refuses to run."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    return None


def _give_away(folder: Path) -> None:
    if owner := _get_owner():
        for path in (folder, *folder.iterdir()):
            os.chown(path, owner.pw_uid, owner.pw_gid)


def _spawn(command: Sequence[str], log: object) -> subprocess.Popen[bytes]:
    owner = _get_owner()
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # user and group may be None
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd="/",
        start_new_session=True,  # so that Ctrl-C reaches only the tests, which stop it
        user=owner.pw_uid if owner else None,
        group=owner.pw_gid if owner else None,
        extra_groups=[] if owner else None,
    )


def _run(*command: str) -> None:
    with tempfile.TemporaryFile() as log:
        if _spawn(command, log).wait(timeout=120):
            log.seek(0)
            raise RuntimeError(log.read().decode())


def main(command: Sequence[str]) -> int:
    with run_servers() as (postgresql, redis_server):
        env = {**os.environ, "TEST_DATABASE_URL": postgresql.url, "TEST_REDIS_URL": redis_server.url}
        return subprocess.run(command, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
