"""One row a measurement: what was held against what, the ratio, and the target."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from time import perf_counter

HEAD = """# Benchmarks

Ratios, each within one run on one machine; milliseconds stand beside them for orientation only.
`make bench` measures anew and rewrites this file.

Measured on {day:%d-%m-%Y}: {machine}.

| what | against | times | ratio | target |
|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Row:
    what: str
    against: str
    ours: float  # seconds, or megabytes
    theirs: float
    target: float  # the ratio is to be at most this
    unit: str = "ms"  # how both are shown

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def verdict(self) -> str:
        return "met" if self.ratio <= self.target else "missed"

    @property
    def amounts(self) -> str:
        if self.unit == "ms":
            return f"{self.ours * 1000:.1f} ms : {self.theirs * 1000:.1f} ms"
        return f"{self.ours:.0f} {self.unit} : {self.theirs:.0f} {self.unit}"

    def line(self) -> str:
        return f"{self.what}, against {self.against}: {self.ratio:.2f} (target {self.target:g}, {self.verdict})"


def markdown(rows: Sequence[Row], machine: str, day: date) -> str:
    lines = [
        f"| {row.what} | {row.against} | {row.amounts} | {row.ratio:.2f} | at most {row.target:g}: {row.verdict} |"
        for row in rows
    ]
    return HEAD.format(day=day, machine=machine) + "\n".join(lines) + "\n"


def side_by_side(one: Callable[[], object], other: Callable[[], object], times: int = 40) -> tuple[float, float]:
    """The median seconds of each, run in turn, so that a drift of the machine meets both."""
    for call in (one, other):
        call()
    pairs = [(_seconds(one), _seconds(other)) for _ in range(times)]
    return median(a for a, _ in pairs), median(b for _, b in pairs)


def _seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start
