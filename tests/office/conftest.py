"""The office: a sandbox, PostgreSQL, Redis, and two dashboards on them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from subprocess import Popen
from tempfile import TemporaryDirectory

import psycopg
import pytest
import requests
from redis import Redis as RedisClient

from tests.servers import PostgreSQL, Redis, run_servers
from tests.site import KEYS, SERVER, build_environment, prepare_dashboard, run_sandbox, run_server
from tests.site_client import SiteClient

TOKENS = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}
CUSTOMERS = 60
LATENCY = 60  # milliseconds of each answer of e-conomic, so that things happen at once


@dataclass
class Office:
    """What runs, and where."""

    economic: str
    variables: dict[str, str]
    database: PostgreSQL
    redis: Redis
    sites: tuple[str, str]

    def sign_in(self, name: str = "editor") -> SiteClient:
        """A person signed in at the first site; `move` takes them to the other one."""
        return SiteClient(self.sites[0], name)

    def move(self, client: SiteClient, site: int) -> SiteClient:
        """The same person at this site, in a browser of its own with the same cookies."""
        moved = SiteClient(self.sites[site])
        moved.browser.cookies.update({cookie.name: cookie.value or "" for cookie in client.browser.cookies})
        return moved

    def ask_economic(self, path: str) -> dict[str, object]:
        answer = requests.get(f"{self.economic}{path}", headers=TOKENS, timeout=60)
        document: dict[str, object] = answer.json()
        return document

    def add_fault(self, method: str, path: str, fault: str) -> None:
        body = {"method": method, "path": path, "fault": fault, "times": 1}
        requests.post(f"{self.economic}/_sandbox/faults", json=body, timeout=60).raise_for_status()

    def list_calls(self) -> list[str]:
        """The requests that e-conomic has received from dashboards, each with its query."""
        entries = requests.get(f"{self.economic}/_sandbox/log", timeout=60).json()
        return [f"{entry['method']} {entry['path']}" for entry in entries]

    def count_calls(self, since: int) -> Counter[str]:
        return Counter(self.list_calls()[since:])

    @contextmanager
    def connect(self) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
        with psycopg.connect(self.database.url, autocommit=True) as connection:
            yield connection

    @contextmanager
    def open_redis(self) -> Iterator[RedisClient]:
        with RedisClient.from_url(self.redis.url) as client:
            yield client


@contextmanager
def run_dashboard_process(variables: dict[str, str]) -> Iterator[tuple[str, "Popen[bytes]"]]:
    """A dashboard with one worker and a data folder of its own; its address and its process."""
    with TemporaryDirectory(prefix="econ-admin-office-") as folder:
        env = build_environment(folder, WEB_CONCURRENCY="1", **variables)
        prepare_dashboard(env)
        with run_server(SERVER, env, int(env["PORT"])) as process:
            yield f"http://127.0.0.1:{env['PORT']}", process


@pytest.fixture(scope="session")
def running_office() -> Iterator[Office]:
    with ExitStack() as stack:
        economic, sandbox_variables = stack.enter_context(run_sandbox(CUSTOMERS, LATENCY))
        database, redis_server = stack.enter_context(run_servers())
        variables = {**sandbox_variables, **KEYS, "DATABASE_URL": database.url, "REDIS_URL": redis_server.url}
        first, second = (stack.enter_context(run_dashboard_process(variables))[0] for _ in range(2))
        yield Office(economic, variables, database, redis_server, (first, second))


@pytest.fixture
def office(running_office: Office) -> Iterator[Office]:
    """The office, with its servers running afterwards, whatever the test did to them."""
    yield running_office
    for server in (running_office.database, running_office.redis):
        if not server.is_running:
            server.start()
