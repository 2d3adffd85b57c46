"""Runs every measurement, prints the table and rewrites docs/benchmarks.md."""

import os
import platform
from datetime import date
from pathlib import Path

from tests.bench import sandbox_invoices, sandbox_search, sheets
from tests.bench.table import Row, markdown

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
MEASUREMENTS = (sandbox_search.measure, sandbox_invoices.measure, sheets.measure)


def main() -> None:
    rows: list[Row] = []
    for measure in MEASUREMENTS:
        for row in measure():
            print(row.line(), flush=True)  # noqa: T201  # it is what the command is for
            rows.append(row)
    DOCUMENT.write_text(markdown(rows, machine(), date.today()))  # noqa: DTZ011  # the day here is the day meant


def machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
