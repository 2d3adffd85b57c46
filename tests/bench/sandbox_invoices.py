"""The sandbox with 100,000 customers and 200,000 booked invoices, held against itself at a hundredth of the size."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.reckoning import Line, Total
from econ_admin.sandbox.seed import documents
from tests.bench.table import Row, side_by_side

DAY = date(2026, 11, 23)
CUSTOMERS, HUNDREDTH = 100_000, 1_000
EACH = 2  # invoices
DAYS = 365
MEMORY = 300.0  # megabytes
QUESTIONS = {
    "list customers": "/customers?pagesize=20",
    "name contains møl": "/customers?filter=name$like:møl&pagesize=20",
    "sort on balance": "/customers?sort=-balance&pagesize=20",
    "one customer": "/customers/10500",
    "a customer's booked invoices": "/customers/10500/invoices/booked",
    "totals": "/invoices/totals",
    "totals of a month": "/invoices/totals?filter=date$gte:2026-10-01$and:date$lte:2026-10-31",
    "totals of a customer": "/invoices/totals/booked/customers/10500",
}


def measure() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        peak = memory(Path(folder))
        yield Row("200,000 booked invoices: peak memory, seeded and asked", "300 MB", peak, MEMORY, target=1, unit="MB")
        large = opened(Path(folder) / "large.sqlite", CUSTOMERS)
        small = opened(Path(folder) / "small.sqlite", HUNDREDTH)
        for what, path in QUESTIONS.items():
            expect(large, path)
            ours, theirs = side_by_side(partial(expect, large, path), partial(expect, small, path))
            yield Row(f"200,000 booked invoices: {what}", "2,000", ours, theirs, target=3)


def opened(store: Path, size: int) -> Sandbox:
    return Sandbox(store, size, DAY, lambda: datetime(2026, 11, 23, 12, tzinfo=UTC), seed=seed)


def seed(size: int, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """The agreement as it is always seeded, but with as many invoices as are measured."""
    for noun, document in documents(size, day):
        if noun == "booked-invoices":
            continue
        yield noun, document
        if noun == "customers":
            yield from (("booked-invoices", invoice(document, day, place)) for place in range(EACH))


def invoice(customer: dict[str, Any], day: date, place: int) -> dict[str, Any]:
    """Spread evenly over the year; of those of the last months some are open."""
    number = (customer["customerNumber"] - 10_000) * EACH + place
    then = day - timedelta(days=number * 7 % DAYS)
    line = Line(Decimal(number % 9 + 1), Decimal(100 + number % 900).scaleb(-1), vat_rate=Decimal(25))
    total = Total.of([line], Decimal(100))
    return {
        "bookedInvoiceNumber": number,
        "orderNumber": number,
        "date": then.isoformat(),
        "currency": "DKK",
        **total.of_booked(total.gross if number * 7 % DAYS < 60 and number % 3 else Decimal(0)),
        "dueDate": (then + timedelta(days=(8, 14, 30)[number % 3])).isoformat(),
        "paymentTerms": {"paymentTermsNumber": 1, "daysOfCredit": 8, "name": "Netto 8", "paymentTermsType": "net"},
        "customer": {"customerNumber": customer["customerNumber"]},
        "recipient": {"name": customer["name"][:250], "vatZone": {"vatZoneNumber": 1, "name": "Domestic"}},
        "layout": {"layoutNumber": 19},
        "lines": [{"lineNumber": 1, "sortKey": 1, "product": {"productNumber": "1001"}, "totalNetAmount": line.net}],
    }


def expect(sandbox: Sandbox, path: str) -> None:
    answer = sandbox.ask("GET", path)
    if answer.status != 200:
        raise SystemExit(f"{path} gave {answer.status}: nothing to measure.")


def memory(folder: Path) -> float:
    """The most megabytes that a process of its own ever had while it seeded the large one and asked it everything."""
    told = subprocess.run(
        [sys.executable, "-m", __name__, str(folder / "large.sqlite")], check=True, capture_output=True, text=True
    )
    return float(told.stdout)


def ask_everything(store: Path) -> float:
    sandbox = opened(store, CUSTOMERS)
    for path in QUESTIONS.values():
        expect(sandbox, path)
    [peak] = re.findall(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(peak) / 1024


if __name__ == "__main__":
    print(ask_everything(Path(sys.argv[1])))  # noqa: T201  # read by memory()
