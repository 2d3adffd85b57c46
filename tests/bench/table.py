"""One row a measurement: what was held against what, the figure, and the target."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from time import perf_counter

HEAD = """# Benchmarks

Ratios within one run on one machine; the milliseconds are for orientation only.
`make bench` measures again and rewrites this file; `make bench ONLY="cold herd"` runs some of it, and only prints.

Measured on {day:%d-%m-%Y}: {machine}.
"""
COLUMNS = """
| what | against | amounts | figure | target |
|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Row:
    """`theirs` makes it a ratio; without it the figure is `ours` itself: a number of calls, of errors."""

    title: str
    comparison: str
    value: float  # seconds, or what `unit` says
    reference: float | None = None
    target: float | None = None  # None: for orientation
    unit: str = "ms"  # how both are shown; none: with three decimals
    at_least: bool = False  # else the figure is to be at most the target

    @property
    def figure(self) -> float:
        return self.value if self.reference is None else self.value / self.reference

    @property
    def is_missed(self) -> bool:
        if self.target is None:
            return False
        return self.figure < self.target if self.at_least else self.figure > self.target

    @property
    def verdict(self) -> str:
        """The target, and whether it was met."""
        if self.target is None:
            return ""
        formatted_target = f"{self.target:g}" if self.reference is not None else format_amount(self.target, self.unit)
        verdict = "missed" if self.is_missed else "met"
        return f"at {'least' if self.at_least else 'most'} {formatted_target}: {verdict}"

    @property
    def formatted_amounts(self) -> str:
        both = [self.value] if self.reference is None else [self.value, self.reference]
        return " : ".join(format_amount(amount, self.unit) for amount in both)

    @property
    def cells(self) -> tuple[str, ...]:
        figure = "" if self.reference is None else f"{self.figure:.3f}" if self.figure < 0.1 else f"{self.figure:.2f}"
        return self.title, self.comparison, self.formatted_amounts, figure, self.verdict

    def format_line(self) -> str:
        """For the terminal."""
        title, against, amounts, figure, aim = self.cells
        against = f", against {against}" if against else ""
        return f"{title}{against}: {figure or amounts}{f' ({amounts})' if figure else ''}{f'; {aim}' if aim else ''}"


@dataclass(frozen=True)
class Remark:
    """Replaces a row that could not be measured."""

    title: str
    is_missed = False

    @property
    def cells(self) -> tuple[str, ...]:
        return self.title, "", "", "", ""

    def format_line(self) -> str:
        return self.title


Rows = Iterator[Row | Remark]


def format_amount(amount: float, unit: str) -> str:
    if unit == "ms":
        return f"{amount * 1000:.1f} ms"
    return f"{amount:,.0f} {unit}" if unit else f"{amount:.3f}"


def render_markdown(sections: Mapping[str, Sequence[Row | Remark]], machine: str, day: date) -> str:
    """The whole document: a heading and a table for each section."""
    parts = [HEAD.format(day=day, machine=machine)]
    for title, rows in sections.items():
        lines = ["| " + " | ".join(row.cells) + " |" for row in rows]
        parts.append(f"\n## {title}\n{COLUMNS}" + "\n".join(lines) + "\n")
    return "".join(parts)


def compare_medians(first: Callable[[], object], second: Callable[[], object], times: int = 40) -> tuple[float, float]:
    """The median seconds of each, run in turn, so that a drift of the machine meets both."""
    for call in (first, second):
        call()
    pairs = [(time_call(first), time_call(second)) for _ in range(times)]
    return median(a for a, _ in pairs), median(b for _, b in pairs)


def time_call(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start
