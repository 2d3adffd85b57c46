"""The line table: product, description and numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.pdf.columns import COLUMN_GAP, Column, build_columns, get_label_style, is_text_line
from econ_admin.sandbox.pdf.fonts import Style, make_printable, measure_width, wrap_text
from econ_admin.sandbox.pdf.layout import HAIRLINE, LEFT, RIGHT, RULE, Pen, Strip

SIZES = (9.5, 8.5, 7.5, 6.5, 5.5)  # tried in order until the description has enough room
MIN_TEXT_WIDTH = 150.0
MIN_NUMBER_WIDTH, MAX_NUMBER_WIDTH = 34.0, 74.0
MAX_STRIP_LINES = 14  # lines of a text that are not split across pages
SPACE_ABOVE, SPACE_BELOW = 4.5, 4.5  # padding of a row
BLACK, PALE_GREY = 0.1, 0.8

Text = Sequence[str]  # line by line


@dataclass(frozen=True, slots=True)
class Table:
    """All rows, in one style."""

    style: Style
    products: Sequence[Text]
    descriptions: Sequence[Text]
    description_left: float  # left edge of the descriptions
    columns: Sequence[Column]

    def build_header(self) -> Strip:
        """Builds the column headings, repeated on each page."""
        label = get_label_style(self.style)

        def draw(pen: Pen, y: float) -> None:
            if self.description_left > LEFT:
                pen.draw_text(LEFT, y + 10, "Varenr.", label)
            pen.draw_text(self.description_left, y + 10, "Beskrivelse", label)
            for column in self.columns:
                pen.draw_right_aligned(column.right, y + 10, column.heading, label)
            pen.draw_rule(LEFT, RIGHT, y + 16, RULE, BLACK)

        return Strip(18, draw, keep_with_next=True, has_columns=True)

    def build_rows(self) -> Iterator[Strip]:
        """Yields the rows; a long one has several strips. The last strip stays with the totals."""
        last = len(self.descriptions) - 1
        for row, lines in enumerate(self.descriptions):
            starts = range(0, len(lines), MAX_STRIP_LINES)
            for start in starts:
                is_last_strip = start == starts[-1]
                yield self._build_strip(
                    row,
                    start,
                    lines[start : start + MAX_STRIP_LINES],
                    is_last_strip=is_last_strip,
                    keep_with_next=is_last_strip and row == last,
                )

    def _build_strip(self, row: int, start: int, lines: Text, *, is_last_strip: bool, keep_with_next: bool) -> Strip:
        space_above = 0.0 if start else SPACE_ABOVE
        height = space_above + len(lines) * self.style.leading + (SPACE_BELOW if is_last_strip else 0.0)

        def draw(pen: Pen, y: float) -> None:
            baseline = y + space_above + self.style.size
            pen.draw_lines(LEFT, baseline, self.products[row][start : start + MAX_STRIP_LINES], self.style)
            pen.draw_lines(self.description_left, baseline, lines, self.style)
            for column in self.columns if not start else ():
                column.draw(pen, baseline, row)
            if is_last_strip:
                pen.draw_rule(LEFT, RIGHT, y + height, HAIRLINE, PALE_GREY)

        return Strip(height, draw, keep_with_next=keep_with_next, has_columns=True)


def build_table(invoice: Document) -> Table:
    """Builds the table at the largest font size that leaves room for descriptions."""
    for size in SIZES:
        table = _build_table_in_style(invoice.get("lines", []), Style(size, round(size * 1.37, 1)))
        if table.columns[0].left - COLUMN_GAP - table.description_left >= MIN_TEXT_WIDTH:
            break
    return table


def _build_table_in_style(lines: Sequence[Document], style: Style) -> Table:
    columns = build_columns(lines, style)
    numbers = [make_printable(line.get("product", {}).get("productNumber", "")) for line in lines]
    number_width = min(
        max((measure_width(number.replace("\n", " "), style) for number in numbers), default=0.0), MAX_NUMBER_WIDTH
    )
    products = [wrap_text(number, number_width, style) if number else [] for number in numbers]
    description_left = LEFT + max(number_width, MIN_NUMBER_WIDTH) + COLUMN_GAP if number_width else LEFT
    descriptions = []
    for line, product in zip(lines, products, strict=True):
        end = RIGHT if is_text_line(line) else columns[0].left - COLUMN_GAP
        description_lines = wrap_text(line.get("description", ""), max(end - description_left, style.size), style)
        descriptions.append(description_lines + [""] * (len(product) - len(description_lines)))
    return Table(style, products, descriptions, description_left, columns)
