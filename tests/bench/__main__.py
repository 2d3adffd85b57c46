"""Runs every measurement, prints the table and rewrites docs/benchmarks.md; with names, runs those and only prints."""

import os
import platform
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from tests.bench import busy, cold, herd, lists, memory, plain, sandbox_invoices, sandbox_search, sheets, warm
from tests.bench.stage import Stage
from tests.bench.table import Remark, Row, Rows, markdown

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
MEASUREMENTS: dict[str, tuple[str, Callable[[Stage], Rows]]] = {
    "cold": ("Cold pages, e-conomic answering after 150 ms", cold.measure),
    "warm": ("Warm pages", warm.measure),
    "plain": ("The same pages through plain calls, nothing kept", plain.measure),
    "herd": ("Many on one cold page", herd.measure),
    "lists": ("The list among 100,000 customers", lists.measure),
    "memory": ("Memory of the workers", memory.measure),
    "busy": ("Under load", busy.measure),
    "sheets": ("Long sheets", sheets.measure),
    "sandbox": ("The sandbox's search", sandbox_search.measure),
    "invoices": ("The sandbox's booked invoices", sandbox_invoices.measure),
}


def main(names: Sequence[str]) -> None:
    if unknown := [name for name in names if name not in MEASUREMENTS]:
        raise SystemExit(f"There is no {', '.join(unknown)}; there are {', '.join(MEASUREMENTS)}.")
    sections: dict[str, list[Row | Remark]] = {}
    with Stage() as stage:
        for name in names or MEASUREMENTS:
            title, measure = MEASUREMENTS[name]
            say(f"\n{title}")
            rows = sections.setdefault(title, [])
            for row in measure(stage):
                say(f"  {row.line()}")
                rows.append(row)
    missed = sum(row.missed for rows in sections.values() for row in rows)
    say(f"\n{missed or 'No'} target{'' if missed == 1 else 's'} missed.")
    if not names:
        DOCUMENT.write_text(markdown(sections, machine(), date.today()))  # noqa: DTZ011  # the day here is the day meant


def machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}"


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  # it is what the command is for


if __name__ == "__main__":
    main(sys.argv[1:])
