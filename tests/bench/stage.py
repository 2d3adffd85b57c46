"""What the measurements of the dashboard share, each made when it is first needed."""

import subprocess
import sys
import tempfile
from contextlib import ExitStack, closing
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from econ_admin.sandbox import Sandbox
from tests.bench.site import Site, bare_view, dashboard
from tests.bench.upstream import BOUNDLESS, Upstream, upstream

CUSTOMERS = 220  # whose pages can be shown
LIST = "/economic/customers/?size=50"
LISTS = [LIST, *(f"{LIST}&page={page}" for page in range(2, 11))]
QUESTIONS = [f"{LIST}&{query}" for query in ("q=sen", "sort=-balance", "q=ap&sort=name", "balance=over")]


class Stage:
    """Servers that run until the bench ends."""

    def __init__(self) -> None:
        self._until = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._until.close()

    @cached_property
    def customers(self) -> list[int]:
        """Their numbers."""
        with closing(Sandbox(self._store, rate=BOUNDLESS)) as sandbox:
            found = sandbox.ask("GET", f"/customers?pagesize={CUSTOMERS}").json()["collection"]
        return [customer["customerNumber"] for customer in found]

    @cached_property
    def upstream(self) -> Upstream:
        """It has seen all pages of the bench by way of a dashboard, and replays."""
        replaying = self._until.enter_context(upstream(self._store))
        with dashboard(replaying.origin) as site:
            for page in [*LISTS, *QUESTIONS, *map(page_of, self.customers), site.write_sheet(self.customers[0])]:
                site.admin.get(page)
        replaying.calls()
        replaying.begin()
        return replaying

    @cached_property
    def site(self) -> Site:
        """A dashboard as usual: so many workers and threads as gunicorn.conf.py says, each on its core."""
        return self._until.enter_context(dashboard(self.upstream.origin))

    @cached_property
    def sheet(self) -> str:
        """The page of a sheet of 20 lines there."""
        return self.site.write_sheet(self.customers[0])

    @cached_property
    def pages(self) -> dict[str, str]:
        """The three that are measured warm."""
        customer = page_of(self.customers[0])
        return {"list of 50": LIST, "customer page": customer, "sheet of 20 lines": self.sheet}

    @cached_property
    def bare(self) -> str:
        """The address of the bare view."""
        return self._until.enter_context(bare_view()) + "/ok"

    @cached_property
    def large(self) -> tuple[Path, float]:
        """A sandbox of 100,000 customers, and the most megabytes of the process that seeded it and asked it."""
        store = self._folder / "sandbox-100000.sqlite"
        command = [sys.executable, "-m", "tests.bench.sandbox_invoices", str(store)]
        return store, float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    @property
    def _store(self) -> Path:
        return self._folder / "sandbox.sqlite"

    @cached_property
    def _folder(self) -> Path:
        return Path(self._until.enter_context(tempfile.TemporaryDirectory(prefix="econ-admin-bench-")))


def page_of(customer: int) -> str:
    return f"/economic/customers/{customer}/"
