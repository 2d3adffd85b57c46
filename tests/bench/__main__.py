"""Runs every measurement, prints the table and rewrites docs/benchmarks.md; with names, runs those and only prints."""

import os
import platform
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from tests.bench import (
    busy,
    cold,
    herd,
    history,
    lists,
    long_drafts,
    long_reads,
    memory,
    observation,
    overview,
    plain,
    proxy,
    reload,
    sandbox_invoices,
    sandbox_search,
    search,
    small_rate_limit,
    warm,
    weight,
)
from tests.bench.stage import Stage
from tests.bench.table import Remark, Row, Rows, render_markdown

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
MEASUREMENTS: dict[str, tuple[str, Callable[[Stage], Rows]]] = {
    "cold": ("Cold pages, e-conomic answering after 150 ms", cold.measure_cold_pages),
    "search": ("The palette, e-conomic answering after 150 ms", search.measure_search),
    "warm": ("Warm pages", warm.measure_warm_pages),
    "weight": ("The first visit", weight.measure_weight),
    "plain": ("The same pages through plain calls, nothing cached", plain.measure_plain_calls),
    "herd": ("Many on one cold page", herd.measure_herd),
    "lists": ("The list among 100,000 customers", lists.measure_lists),
    "overview": ("The front page", overview.measure_overview),
    "history": ("The history", history.measure_history),
    "long": ("Reads of many pages, e-conomic answering after 200 ms", long_reads.measure_long_reads),
    "rate": ("The smaller rate limit", small_rate_limit.measure_small_rate_limit),
    "reload": ("Reloading the server", reload.measure_reload),
    "observation": ("What logging and metrics cost", observation.measure_observation),
    "proxy": ("Behind Caddy", proxy.measure_proxy),
    "memory": ("Memory of the workers", memory.measure_memory),
    "busy": ("Under load", busy.measure_load),
    "long-drafts": ("Long drafts", long_drafts.measure_long_drafts),
    "sandbox": ("The sandbox's search", sandbox_search.measure_sandbox_search),
    "invoices": ("The sandbox's booked invoices", sandbox_invoices.measure_sandbox_invoices),
}


def main(names: Sequence[str]) -> None:
    if unknown := [name for name in names if name not in MEASUREMENTS]:
        raise SystemExit(f"There is no {', '.join(unknown)}; there are {', '.join(MEASUREMENTS)}.")
    sections: dict[str, list[Row | Remark]] = {}
    with Stage() as stage:
        for name in names or MEASUREMENTS:
            title, measure = MEASUREMENTS[name]
            print_line(f"\n{title}")
            rows = sections.setdefault(title, [])
            for row in measure(stage):
                print_line(f"  {row.format_line()}")
                rows.append(row)
    missed = sum(row.is_missed for rows in sections.values() for row in rows)
    print_line(f"\n{missed or 'No'} target{'' if missed == 1 else 's'} missed.")
    if not names:
        DOCUMENT.write_text(render_markdown(sections, describe_machine(), date.today()))  # noqa: DTZ011  # the day here is the day meant


def describe_machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}"


def print_line(text: str) -> None:
    print(text, flush=True)  # noqa: T201  # it is what the command is for


if __name__ == "__main__":
    main(sys.argv[1:])
