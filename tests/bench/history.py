"""The history: of a customer with 10,000 entries and of an agreement with a million, as multiples of small ones."""

import subprocess
import sys

from tests.bench.stage import Stage
from tests.bench.table import Row, Rows

LARGE, SMALL = 1_000_000, 600
MAX_RATIO = 2


def measure_history(stage: Stage) -> Rows:
    """Fills a database of its own, in a process of its own."""
    large, small = _measure(LARGE), _measure(SMALL)
    for title, seconds in large.items():
        yield Row(f"{title}, {LARGE:,} writes in the agreement", f"{SMALL} writes", seconds, small[title], MAX_RATIO)


def _measure(size: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.history_process", str(size)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = [line.split("\t") for line in output.splitlines() if "\t" in line]
    return {title: float(seconds) for title, seconds in lines}
