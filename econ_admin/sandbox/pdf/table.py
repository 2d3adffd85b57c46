"""The lines of the invoice: product, description and figures, row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.pdf.columns import GAP, Column, columns_of, is_text, label_of
from econ_admin.sandbox.pdf.fonts import Style, printable, width, wrapped
from econ_admin.sandbox.pdf.layout import HAIRLINE, LEFT, RIGHT, RULE, Pen, Strip

SIZES = (9.5, 8.5, 7.5, 6.5, 5.5)  # the largest at which a description still has room
ROOM_FOR_TEXT = 150.0
NARROWEST_NUMBER, WIDEST_NUMBER = 34.0, 74.0
TOGETHER = 14  # lines of a text that are not divided between pages
ABOVE, BELOW = 4.5, 4.5  # air in a row
BLACK, PALE = 0.1, 0.8

Text = Sequence[str]  # line by line


@dataclass(frozen=True, slots=True)
class Table:
    """All rows, set in one style."""

    style: Style
    products: Sequence[Text]
    descriptions: Sequence[Text]
    start: float  # of the descriptions
    columns: Sequence[Column]

    def head(self) -> Strip:
        """The names of the columns, repeated on each page."""
        label = label_of(self.style)

        def draw(pen: Pen, y: float) -> None:
            if self.start > LEFT:
                pen.text(LEFT, y + 10, "Varenr.", label)
            pen.text(self.start, y + 10, "Beskrivelse", label)
            for column in self.columns:
                pen.right(column.right, y + 10, column.head, label)
            pen.rule(LEFT, RIGHT, y + 16, RULE, BLACK)

        return Strip(18, draw, tied=True, columns=True)

    def rows(self) -> Iterator[Strip]:
        """Each line of the invoice, a long one in several strips; the last stays with what follows."""
        last = len(self.descriptions) - 1
        for row, lines in enumerate(self.descriptions):
            starts = range(0, len(lines), TOGETHER)
            for start in starts:
                ends = start == starts[-1]
                yield self._strip(row, start, lines[start : start + TOGETHER], ends=ends, tied=ends and row == last)

    def _strip(self, row: int, start: int, lines: Text, *, ends: bool, tied: bool) -> Strip:
        above = 0.0 if start else ABOVE
        height = above + len(lines) * self.style.leading + (BELOW if ends else 0.0)

        def draw(pen: Pen, y: float) -> None:
            base = y + above + self.style.size
            pen.lines(LEFT, base, self.products[row][start : start + TOGETHER], self.style)
            pen.lines(self.start, base, lines, self.style)
            for column in self.columns if not start else ():
                column.draw(pen, base, row)
            if ends:
                pen.rule(LEFT, RIGHT, y + height, HAIRLINE, PALE)

        return Strip(height, draw, tied=tied, columns=True)


def table_of(invoice: Document) -> Table:
    """The invoice's lines, set at the largest size that leaves room for descriptions."""
    for size in SIZES:
        table = _table(invoice.get("lines", []), Style(size, round(size * 1.37, 1)))
        if table.columns[0].left - GAP - table.start >= ROOM_FOR_TEXT:
            break
    return table


def _table(lines: Sequence[Document], style: Style) -> Table:
    columns = columns_of(lines, style)
    numbers = [printable(line.get("product", {}).get("productNumber", "")) for line in lines]
    room = min(max((width(number.replace("\n", " "), style) for number in numbers), default=0.0), WIDEST_NUMBER)
    products = [wrapped(number, room, style) if number else [] for number in numbers]
    start = LEFT + max(room, NARROWEST_NUMBER) + GAP if room else LEFT
    descriptions = []
    for line, product in zip(lines, products, strict=True):
        end = RIGHT if is_text(line) else columns[0].left - GAP
        said = wrapped(line.get("description", ""), max(end - start, style.size), style)
        descriptions.append(said + [""] * (len(product) - len(said)))
    return Table(style, products, descriptions, start, columns)
