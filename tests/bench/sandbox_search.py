"""The sandbox's search among 100,000 customers, held against the same among 1,000."""

import tempfile
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from econ_admin.sandbox import Sandbox
from tests.bench.stage import Stage
from tests.bench.table import Row, Rows, compare_medians

DAY = date(2026, 11, 23)
LIKE = "$or:".join(f"{name}$like:møl" for name in ("name", "email", "zip", "city"))
QUERIES_BY_TITLE: dict[str, dict[str, str | int]] = {
    "search møl in four fields, sorted by balance": {"filter": LIKE, "sort": "-balance", "pagesize": 20},
    "the first page of the list": {"pagesize": 20},
    "the first page, sorted by balance": {"sort": "-balance", "pagesize": 20},
}


def measure_sandbox_search(stage: Stage) -> Rows:
    store, _ = stage.large_sandbox
    with tempfile.TemporaryDirectory() as folder:
        large = Sandbox(store, size=100_000, day=DAY)
        small = Sandbox(Path(folder) / "small.sqlite", size=1_000, day=DAY)
        for title, question in QUERIES_BY_TITLE.items():
            path = f"/customers?{urlencode(question)}"
            _expect_full_page(large, path)
            _expect_full_page(small, path)
            large_seconds, small_seconds = compare_medians(
                partial(large.request, "GET", path), partial(small.request, "GET", path)
            )
            yield Row(
                f"sandbox of 100,000 customers: {title}", "1,000 customers", large_seconds, small_seconds, target=3
            )


def _expect_full_page(sandbox: Sandbox, path: str) -> None:
    response = sandbox.request("GET", path)
    if response.status != 200 or len(response.json()["collection"]) < 20:
        raise SystemExit(f"{path} gave {response.status} with too few customers: nothing to measure.")
