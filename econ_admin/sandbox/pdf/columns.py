"""The columns of figures: as wide as what stands in them, and only those that this invoice needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.pdf import words
from econ_admin.sandbox.pdf.fonts import GREY, Style, width
from econ_admin.sandbox.pdf.layout import RIGHT, Pen, within

GAP = 14.0  # between columns
UNIT_GAP = 3.0
LONGEST_UNIT = 54.0


def label_of(style: Style) -> Style:
    """How the heads of a table are set whose cells have that style."""
    return Style(min(8.5, style.size), 12, grey=GREY)


@dataclass(frozen=True, slots=True)
class Column:
    """One column and where it ends; units stand at its right edge, figures end before them."""

    head: str
    cells: Sequence[str]
    style: Style
    right: float
    units: Sequence[str] = ()

    @property
    def left(self) -> float:
        """Where its widest cell begins."""
        cells = _widest(self.cells, self.style) + self._beside
        return self.right - max(cells, width(self.head, label_of(self.style)))

    @property
    def _beside(self) -> float:
        units = _widest(self.units, self.style)
        return units + UNIT_GAP if units else 0.0

    def draw(self, pen: Pen, base: float, row: int) -> None:
        """One cell."""
        ends = self.right - self._beside
        pen.right(ends, base, self.cells[row], self.style)
        if self.units:
            pen.text(ends + UNIT_GAP, base, self.units[row], self.style)


def columns_of(lines: Sequence[Document], style: Style) -> list[Column]:
    """The columns that these lines need, placed from the right margin leftwards."""
    prices = max(2, _decimals(lines, "unitNetPrice"))
    quantities = _decimals(lines, "quantity")
    discounts = [_percentage(line, "discountPercentage") if line.get("discountPercentage") else "" for line in lines]
    rates = [_percentage(line, "vatRate") for line in lines]
    columns: list[Column] = []

    def put(head: str, cells: Sequence[str], units: Sequence[str] = ()) -> None:
        right = columns[0].left - GAP if columns else RIGHT
        columns.insert(0, Column(head, cells, style, right, units if any(units) else ()))

    put("Beløb", [_figure(line, "totalNetAmount", 2) for line in lines])
    if len({rate for rate in rates if rate}) > 1:
        put("Moms", rates)
    if any(discounts):
        put("Rabat", discounts)
    put("Enhedspris", [_figure(line, "unitNetPrice", prices) for line in lines])
    put("Antal", [_figure(line, "quantity", quantities) for line in lines], [_unit(line, style) for line in lines])
    return columns


def is_text(line: Document) -> bool:
    """Whether the line only says something."""
    return not (line.get("quantity") or line.get("unitNetPrice") or line.get("totalNetAmount") or "product" in line)


def _decimals(lines: Sequence[Document], name: str) -> int:
    return words.decimals_of([line[name] for line in lines if name in line], 2)


def _figure(line: Document, name: str, decimals: int) -> str:
    value: Any = None if is_text(line) else line.get(name)
    return "" if value is None else words.figure(value, decimals)


def _percentage(line: Document, name: str) -> str:
    return "" if is_text(line) or name not in line else words.share(line[name])


def _unit(line: Document, style: Style) -> str:
    return "" if is_text(line) else within(line.get("unit", {}).get("name", ""), LONGEST_UNIT, style)


def _widest(cells: Sequence[str], style: Style) -> float:
    return max((width(cell, style) for cell in cells), default=0.0)
