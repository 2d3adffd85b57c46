"""One row a measurement: what was held against what, the figure, and the target."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from time import perf_counter

HEAD = """# Benchmarks

Ratios, each within one run on one machine; milliseconds stand beside them for orientation only.
`make bench` measures anew and rewrites this file; `make bench ONLY="cold herd"` measures some of it, and only prints.

Measured on {day:%d-%m-%Y}: {machine}.
"""
COLUMNS = """
| what | against | amounts | figure | target |
|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Row:
    """`theirs` makes it a ratio; without it the figure is `ours` itself: a number of calls, of errors."""

    what: str
    against: str
    ours: float  # seconds, or what `unit` says
    theirs: float | None = None
    target: float | None = None  # None: for orientation
    unit: str = "ms"  # how both are shown
    at_least: bool = False  # else the figure is to be at most the target

    @property
    def figure(self) -> float:
        return self.ours if self.theirs is None else self.ours / self.theirs

    @property
    def missed(self) -> bool:
        if self.target is None:
            return False
        return self.figure < self.target if self.at_least else self.figure > self.target

    @property
    def aim(self) -> str:
        """The target, and whether it was met."""
        if self.target is None:
            return ""
        wanted = f"{self.target:g}" if self.theirs is not None else shown(self.target, self.unit)
        verdict = "missed" if self.missed else "met"
        return f"at {'least' if self.at_least else 'most'} {wanted}: {verdict}"

    @property
    def amounts(self) -> str:
        both = [self.ours] if self.theirs is None else [self.ours, self.theirs]
        return " : ".join(shown(amount, self.unit) for amount in both)

    @property
    def cells(self) -> tuple[str, ...]:
        figure = "" if self.theirs is None else f"{self.figure:.3f}" if self.figure < 0.1 else f"{self.figure:.2f}"
        return self.what, self.against, self.amounts, figure, self.aim

    def line(self) -> str:
        """For the terminal."""
        what, against, amounts, figure, aim = self.cells
        against = f", against {against}" if against else ""
        return f"{what}{against}: {figure or amounts}{f' ({amounts})' if figure else ''}{f'; {aim}' if aim else ''}"


@dataclass(frozen=True)
class Remark:
    """Stands in a row's place where something could not be measured."""

    what: str
    missed = False

    @property
    def cells(self) -> tuple[str, ...]:
        return self.what, "", "", "", ""

    def line(self) -> str:
        return self.what


Rows = Iterator[Row | Remark]


def shown(amount: float, unit: str) -> str:
    if unit == "ms":
        return f"{amount * 1000:.1f} ms"
    return f"{amount:,.0f} {unit}"


def markdown(sections: Mapping[str, Sequence[Row | Remark]], machine: str, day: date) -> str:
    """The whole document: a heading and a table for each section."""
    parts = [HEAD.format(day=day, machine=machine)]
    for title, rows in sections.items():
        lines = ["| " + " | ".join(row.cells) + " |" for row in rows]
        parts.append(f"\n## {title}\n{COLUMNS}" + "\n".join(lines) + "\n")
    return "".join(parts)


def side_by_side(one: Callable[[], object], other: Callable[[], object], times: int = 40) -> tuple[float, float]:
    """The median seconds of each, run in turn, so that a drift of the machine meets both."""
    for call in (one, other):
        call()
    pairs = [(seconds(one), seconds(other)) for _ in range(times)]
    return median(a for a, _ in pairs), median(b for _, b in pairs)


def seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start
