"""The sandbox with 100,000 customers and 200,000 booked invoices, held against itself at a hundredth of the size."""

import re
import sys
import tempfile
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from econ_admin.sandbox import Sandbox
from tests.bench.stage import Stage
from tests.bench.table import Row, Rows, compare_medians

DAY = date(2026, 11, 23)
CUSTOMERS, SMALL_SIZE = 100_000, 1_000
INVOICES = 200_000
CUSTOMER = 10_028
"""One of those with the most invoices, 26; the same ones at every size."""
MEMORY = 300.0  # megabytes
PATHS_BY_TITLE = {
    "list customers": "/customers?pagesize=20",
    "name contains møl": "/customers?filter=name$like:møl&pagesize=20",
    "sort on balance": "/customers?sort=-balance&pagesize=20",
    "one customer": f"/customers/{CUSTOMER}",
    "a customer's booked invoices": f"/customers/{CUSTOMER}/invoices/booked",
    "totals": "/invoices/totals",
    "totals of a month": "/invoices/totals?filter=date$gte:2026-10-01$and:date$lte:2026-10-31",
    "totals of a customer": f"/invoices/totals/booked/customers/{CUSTOMER}",
}


def measure_sandbox_invoices(stage: Stage) -> Rows:
    store, peak = stage.large_sandbox
    with tempfile.TemporaryDirectory() as folder:
        yield Row("200,000 booked invoices: peak memory, seeded and asked", "300 MB", peak, MEMORY, target=1, unit="MB")
        large = open_sandbox(store, CUSTOMERS)
        small = open_sandbox(Path(folder) / "small.sqlite", SMALL_SIZE)
        expect_results(large, "/invoices/booked", INVOICES)
        expect_results(small, "/invoices/booked", INVOICES * SMALL_SIZE // CUSTOMERS)
        for title, path in PATHS_BY_TITLE.items():
            large_seconds, small_seconds = compare_medians(
                partial(expect_results, large, path), partial(expect_results, small, path)
            )
            yield Row(f"200,000 booked invoices: {title}", "2,000", large_seconds, small_seconds, target=3)


def open_sandbox(store: Path, size: int) -> Sandbox:
    return Sandbox(store, size, DAY, lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))


def expect_results(sandbox: Sandbox, path: str, least: int = 0) -> None:
    response = sandbox.request("GET", path)
    if response.status != 200 or (least and response.json()["pagination"]["results"] < least):
        raise SystemExit(f"{path} gave {response.status}, or too little: nothing to measure.")


def measure_peak_memory(store: Path) -> float:
    """The most megabytes that this process ever had, after it seeded the large one and asked it everything."""
    sandbox = open_sandbox(store, CUSTOMERS)
    for path in PATHS_BY_TITLE.values():
        expect_results(sandbox, path)
    [peak] = re.findall(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(peak) / 1024


if __name__ == "__main__":
    print(measure_peak_memory(Path(sys.argv[1])))  # noqa: T201  # read by stage.large
