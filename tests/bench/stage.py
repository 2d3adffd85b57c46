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
from tests.bench.site import Site, run_dashboard, serve_bare_view
from tests.bench.upstream import UNLIMITED_RATE, Upstream, serve_upstream

CUSTOMERS = 220  # whose pages can be shown
OVERVIEW_URL = "/economic/"
LIST_URL = "/economic/customers/?size=50"
LIST_URLS = [LIST_URL, *(f"{LIST_URL}&page={page}" for page in range(2, 11))]
FILTERED_LIST_URLS = [f"{LIST_URL}&{query}" for query in ("q=sen", "sort=-balance", "q=ap&sort=name", "balance=over")]
SEARCH_URLS = [
    f"/economic/search/?q={word}" for word in ("an", "sen", "aps", "byg", "han", "hol", "kol", "lar", "mar", "niel")
]


class Stage:
    """Servers that run until the bench ends."""

    def __init__(self) -> None:
        self._exit_stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._exit_stack.close()

    @cached_property
    def customers(self) -> list[int]:
        """Their numbers."""
        with closing(Sandbox(self._store, rate_limit=UNLIMITED_RATE)) as sandbox:
            customers = sandbox.request("GET", f"/customers?pagesize={CUSTOMERS}").json()["collection"]
        return [customer["customerNumber"] for customer in customers]

    @cached_property
    def upstream(self) -> Upstream:
        """It has seen all pages of the bench by way of a dashboard, and replays."""
        server = self._exit_stack.enter_context(serve_upstream(self._store))
        with run_dashboard(server.origin) as site:
            for page in [
                OVERVIEW_URL,
                *LIST_URLS,
                *FILTERED_LIST_URLS,
                *SEARCH_URLS,
                *map(get_customer_url, self.customers),
                site.create_draft(self.customers[0]),
            ]:
                site.admin.get(page)
        server.get_calls()
        server.start_replay()
        return server

    @cached_property
    def site(self) -> Site:
        """A dashboard as usual: so many workers and threads as gunicorn.conf.py says, each on its core."""
        return self._exit_stack.enter_context(run_dashboard(self.upstream.origin))

    @cached_property
    def draft(self) -> str:
        """The page of a unsent draft of 20 lines there."""
        return self.site.create_draft(self.customers[0])

    @cached_property
    def pages(self) -> dict[str, str]:
        """The three that are measured warm."""
        customer = get_customer_url(self.customers[0])
        return {"list of 50": LIST_URL, "customer page": customer, "unsent draft of 20 lines": self.draft}

    @cached_property
    def bare_url(self) -> str:
        """The address of the bare view."""
        return self._exit_stack.enter_context(serve_bare_view()) + "/ok"

    @cached_property
    def large_sandbox(self) -> tuple[Path, float]:
        """A sandbox of 100,000 customers, and the most megabytes of the process that seeded it and asked it."""
        store = self._folder / "sandbox-100000.sqlite"
        command = [sys.executable, "-m", "tests.bench.sandbox_invoices", str(store)]
        return store, float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    @property
    def large_upstream_store(self) -> Path:
        """Of the sandbox whose documents the large upstream gives again and again."""
        return self._folder / "sandbox-templates.sqlite"

    @property
    def _store(self) -> Path:
        return self._folder / "sandbox.sqlite"

    @cached_property
    def _folder(self) -> Path:
        return Path(self._exit_stack.enter_context(tempfile.TemporaryDirectory(prefix="econ-admin-bench-")))


def get_customer_url(customer: int) -> str:
    return f"/economic/customers/{customer}/"
