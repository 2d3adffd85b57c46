"""The office under simulation: PostgreSQL, Redis, e-conomic, and two machines' web processes, unmodified."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import redis

from tests.processes import list_descendants, read_pss
from tests.servers import PostgreSQL, Redis, run_servers
from tests.simulation.upstream import Upstream, run_upstream
from tests.site import KEYS, ROOT, SERVER, build_environment, prepare_dashboard, run_server

METRICS_TOKEN = "simulated-metrics-token"
WEB, POSTGRESQL, REDIS, UPSTREAM = "web workers", "PostgreSQL", "Redis", "e-conomic's stand-in"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Desk:
    """A person of an agreement, signed in."""

    agreement: int
    slug: str
    session: str
    role: str


@dataclass
class Office:
    """What runs, and who works there."""

    upstream: Upstream
    database: PostgreSQL
    redis: Redis
    ports: tuple[int, ...]
    web_pids: tuple[int, ...]
    desks: list[list[Desk]]
    """By agreement."""
    logs: tuple[Path, ...]
    bureau: str
    """The session of a person with a role in all agreements."""

    @property
    def pids(self) -> dict[str, tuple[int, ...]]:
        """The processes of each component."""
        return {
            WEB: self.web_pids,
            POSTGRESQL: (self.database.pid,),
            REDIS: (self.redis.pid,),
            UPSTREAM: (self.upstream.pid,),
        }

    def read_web_memory(self) -> float:
        """Megabytes of all web workers together (PSS)."""
        return sum(read_pss(worker) for pid in self.web_pids for worker in list_descendants(pid)) / 1024

    def count_threads(self) -> int:
        """Threads of all web workers together."""
        workers = [worker for pid in self.web_pids for worker in list_descendants(pid)]
        return sum(len(list(Path(f"/proc/{worker}/task").iterdir())) for worker in workers)

    def list_log_errors(self) -> list[str]:
        """The lines of the dashboards' logs that tell of errors."""
        lines = [line for log in self.logs for line in log.read_text(errors="replace").splitlines()]
        return [line for line in lines if '"level":"error"' in line or '"level":"critical"' in line]

    def read_redis(self) -> dict[str, float]:
        """Megabytes, connections, commands so far."""
        with redis.Redis.from_url(self.redis.url) as client:
            info = client.info()
        assert isinstance(info, dict)
        return {
            "megabytes": info["used_memory"] / MEGABYTE,
            "connections": info["connected_clients"],
            "commands": info["total_commands_processed"],
        }

    def read_database(self) -> dict[str, float]:
        """Megabytes, connections."""
        with psycopg.connect(self.database.url) as connection:
            size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
            count = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'econ-admin'"
            ).fetchone()
        assert size
        assert count
        return {"megabytes": size[0] / MEGABYTE, "connections": count[0]}


@contextmanager
def run_office(agreements: int, people: int, limit: str) -> Iterator[Office]:
    """The office, until the block ends."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="econ-admin-simulation-")))
        upstream = stack.enter_context(run_upstream(folder, limit))
        database, redis_server = stack.enter_context(run_servers())
        variables = {
            **KEYS,
            "ECONOMIC_BASE_URL": upstream.origin,
            "ECONOMIC_APP_SECRET_TOKEN": "simulated-app-secret",
            "DATABASE_URL": database.url,
            "REDIS_URL": redis_server.url,
            "METRICS_TOKEN": METRICS_TOKEN,
            "LOG_FORMAT": "json",
        }
        environments = [build_environment(folder / name, **variables) for name in ("first", "second")]
        for environment in environments:
            environment.pop("ECONOMIC_AGREEMENT_GRANT_TOKEN", None)
            prepare_dashboard(environment)
        desks, bureau = populate(folder, environments[0], agreements, people)
        pids = []
        for environment in environments:
            log = stack.enter_context(get_log(environment).open("wb"))
            server = stack.enter_context(run_server(SERVER, environment, int(environment["PORT"]), stderr=log))
            pids.append(server.pid)
        ports = tuple(int(environment["PORT"]) for environment in environments)
        logs = tuple(map(get_log, environments))
        yield Office(upstream, database, redis_server, ports, tuple(pids), desks, logs, bureau)


def get_log(environment: Mapping[str, str]) -> Path:
    return Path(environment["DATA_DIR"]) / "log"


def populate(folder: Path, environment: dict[str, str], agreements: int, people: int) -> tuple[list[list[Desk]], str]:
    """Adds the agreements and people. Returns the people of each agreement, and the bureau's session."""
    output = folder / "people.jsonl"
    command = [sys.executable, "-m", "tests.simulation.populate", str(output), str(agreements), str(people)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    *lines, last = map(json.loads, output.read_text().splitlines())
    desks = [[Desk(line["number"], line["slug"], *person) for person in line["people"]] for line in lines]
    return desks, last["bureau"]
