"""The sandbox's search among 100,000 customers, held against the same among 1,000."""

import tempfile
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from econ_admin.sandbox import Sandbox
from tests.bench.stage import Stage
from tests.bench.table import Row, Rows, side_by_side

DAY = date(2026, 11, 23)
LIKE = "$or:".join(f"{name}$like:møl" for name in ("name", "email", "zip", "city"))
QUESTIONS: dict[str, dict[str, str | int]] = {
    "search møl in four fields, sorted by balance": {"filter": LIKE, "sort": "-balance", "pagesize": 20},
    "the first page of the list": {"pagesize": 20},
    "the first page, sorted by balance": {"sort": "-balance", "pagesize": 20},
}


def measure(stage: Stage) -> Rows:
    store, _ = stage.large
    with tempfile.TemporaryDirectory() as folder:
        large = Sandbox(store, size=100_000, day=DAY)
        small = Sandbox(Path(folder) / "small.sqlite", size=1_000, day=DAY)
        for title, question in QUESTIONS.items():
            path = f"/customers?{urlencode(question)}"
            _expect_a_full_page(large, path)
            _expect_a_full_page(small, path)
            ours, theirs = side_by_side(partial(large.ask, "GET", path), partial(small.ask, "GET", path))
            yield Row(f"sandbox of 100,000 customers: {title}", "1,000 customers", ours, theirs, target=3)


def _expect_a_full_page(sandbox: Sandbox, path: str) -> None:
    answer = sandbox.ask("GET", path)
    if answer.status != 200 or len(answer.json()["collection"]) < 20:
        raise SystemExit(f"{path} gave {answer.status} with too few customers: nothing to measure.")
