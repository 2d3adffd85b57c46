"""A dashboard under measurement, as `make run` starts it, and the bare view that it is held against."""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from secrets import token_hex

from tests.bench.person import Person
from tests.processes import list_children
from tests.site import ROOT, free_port, run_server

CONFIGURATION = ROOT / "econ_admin" / "gunicorn.conf.py"
GUNICORN = [sys.executable, "-m", "gunicorn", "--config", str(CONFIGURATION), "econ_admin.wsgi"]
MEMORY_LINE = re.compile(r"^(Rss|Pss):\s+(\d+) kB", re.MULTILINE)
LINE_COUNT = 20
PRODUCTS = range(1001, 1011)


@dataclass(frozen=True)
class Site:
    """A running dashboard: its address, its folder, and the process that keeps its workers."""

    address: str
    folder: Path
    pid: int

    @cached_property
    def admin(self) -> Person:
        return Person(self.address).sign_in()

    def open_browsers(self, count: int) -> list[Person]:
        """So many browsers of somebody who is signed in."""
        return [Person(self.address, self.admin.cookies) for _ in range(count)]

    def clear_cache(self) -> None:
        """Nothing that is kept stands any longer, reference lists included: as if the tokens had been exchanged."""
        with closing(sqlite3.connect(self.folder / "econ-admin.sqlite", timeout=5)) as database, database:
            database.execute("UPDATE access_agreement SET cache_id = ?", [token_hex(16)])

    def warm_up(self, paths: list[str]) -> None:
        """Have each worker show each page twice: whose connection goes to which worker is chance, so ask by many."""
        for person in self.open_browsers(12):
            for path in paths * 2:
                person.get(path)
            person.disconnect()

    def create_draft(self, customer: int) -> str:
        """The page of a new unsent draft of 20 lines."""
        self.admin.disconnect()
        page = self.admin.post(f"/economic/customers/{customer}/unsent/")
        rows = "\n".join(
            f"{product}\t{quantity}" for product in PRODUCTS for quantity in range(1, LINE_COUNT // 10 + 1)
        )
        self.admin.post(f"{page}paste/", rows=rows)
        return page

    def read_memory(self) -> dict[int, dict[str, int]]:
        """What each worker holds, in kilobytes: Rss, and Pss, which counts what is shared by its share."""
        rolled_up = {pid: Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in list_children(self.pid)}
        return {pid: {name: int(size) for name, size in MEMORY_LINE.findall(text)} for pid, text in rolled_up.items()}


@contextmanager
def run_dashboard(origin: str, configuration: Path = CONFIGURATION, **variables: str) -> Iterator[Site]:
    """A dashboard on e-conomic at `origin`, with its own folder."""
    with tempfile.TemporaryDirectory(prefix="econ-admin-bench-") as folder:
        tokens = {"ECONOMIC_APP_SECRET_TOKEN": "sandbox", "ECONOMIC_AGREEMENT_GRANT_TOKEN": "sandbox"}
        env = build_environment(folder, ECONOMIC_BASE_URL=origin, **tokens, **variables)
        subprocess.run(
            [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL
        )
        command = [str(configuration) if part == str(CONFIGURATION) else part for part in GUNICORN]
        with run_server(command, env, int(env["PORT"])) as server:
            yield Site(f"http://127.0.0.1:{env['PORT']}", Path(folder), server.pid)


@contextmanager
def serve_bare_view() -> Iterator[str]:
    """The address of a view that says ok, in the same set-up of processes and with nothing around it."""
    with tempfile.TemporaryDirectory(prefix="econ-admin-bench-") as folder:
        env = build_environment(folder, DJANGO_SETTINGS_MODULE="tests.bench.bare")
        with run_server(GUNICORN, env, int(env["PORT"])):
            yield f"http://127.0.0.1:{env['PORT']}"


def build_environment(folder: str, **variables: str) -> dict[str, str]:
    """Ours, without what this machine may be set up for."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ECONOMIC_", "DJANGO_"))}
    return environment | {"DATA_DIR": folder, "PORT": str(free_port())} | variables
