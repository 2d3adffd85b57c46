"""The number columns of the line table: only those that the invoice needs, as wide as their contents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.pdf import words
from econ_admin.sandbox.pdf.fonts import GREY, Style, measure_width
from econ_admin.sandbox.pdf.layout import RIGHT, Pen, truncate_text

COLUMN_GAP = 14.0  # between columns
UNIT_GAP = 3.0
MAX_UNIT_WIDTH = 54.0


def get_label_style(style: Style) -> Style:
    """Returns the style of column headings above cells of this style."""
    return Style(min(8.5, style.size), 12, grey=GREY)


@dataclass(frozen=True, slots=True)
class Column:
    """A column, by its right edge; units are right of the numbers."""

    heading: str
    cells: Sequence[str]
    style: Style
    right: float
    units: Sequence[str] = ()

    @property
    def left(self) -> float:
        """The left edge of its widest cell."""
        cells = _measure_widest(self.cells, self.style) + self._units_width
        return self.right - max(cells, measure_width(self.heading, get_label_style(self.style)))

    @property
    def _units_width(self) -> float:
        units = _measure_widest(self.units, self.style)
        return units + UNIT_GAP if units else 0.0

    def draw(self, pen: Pen, baseline: float, row: int) -> None:
        """Draws one cell."""
        figure_right = self.right - self._units_width
        pen.draw_right_aligned(figure_right, baseline, self.cells[row], self.style)
        if self.units:
            pen.draw_text(figure_right + UNIT_GAP, baseline, self.units[row], self.style)


def build_columns(lines: Sequence[Document], style: Style) -> list[Column]:
    """Builds the columns that these lines need, from the right margin leftwards."""
    prices = max(2, _count_decimals(lines, "unitNetPrice"))
    quantities = _count_decimals(lines, "quantity")
    discounts = [
        _format_percentage(line, "discountPercentage") if line.get("discountPercentage") else "" for line in lines
    ]
    rates = [_format_percentage(line, "vatRate") for line in lines]
    columns: list[Column] = []

    def add_column(heading: str, cells: Sequence[str], units: Sequence[str] = ()) -> None:
        right = columns[0].left - COLUMN_GAP if columns else RIGHT
        columns.insert(0, Column(heading, cells, style, right, units if any(units) else ()))

    add_column("Beløb", [_format_number(line, "totalNetAmount", 2) for line in lines])
    if len({rate for rate in rates if rate}) > 1:
        add_column("Moms", rates)
    if any(discounts):
        add_column("Rabat", discounts)
    add_column("Enhedspris", [_format_number(line, "unitNetPrice", prices) for line in lines])
    add_column(
        "Antal",
        [_format_number(line, "quantity", quantities) for line in lines],
        [_format_unit(line, style) for line in lines],
    )
    return columns


def is_text_line(line: Document) -> bool:
    """Tells whether the line is text only."""
    return not (line.get("quantity") or line.get("unitNetPrice") or line.get("totalNetAmount") or "product" in line)


def _count_decimals(lines: Sequence[Document], name: str) -> int:
    return words.count_decimals([line[name] for line in lines if name in line], 2)


def _format_number(line: Document, name: str, decimals: int) -> str:
    value: Any = None if is_text_line(line) else line.get(name)
    return "" if value is None else words.format_number(value, decimals)


def _format_percentage(line: Document, name: str) -> str:
    return "" if is_text_line(line) or name not in line else words.format_percentage(line[name])


def _format_unit(line: Document, style: Style) -> str:
    return "" if is_text_line(line) else truncate_text(line.get("unit", {}).get("name", ""), MAX_UNIT_WIDTH, style)


def _measure_widest(cells: Sequence[str], style: Style) -> float:
    return max((measure_width(cell, style) for cell in cells), default=0.0)
