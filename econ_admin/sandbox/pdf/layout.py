"""Page layout: dimensions, a pen that measures y from the top, and strips that are distributed over pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from econ_admin.sandbox.pdf.fonts import MISSING_GLYPH, Style, make_printable, measure_width

PAGE_WIDTH, PAGE_HEIGHT = A4
LEFT, RIGHT = 57.0, PAGE_WIDTH - 57.0  # 20 mm
FIRST_TOP, NEXT_TOP = 46.0, 82.0
BOTTOM = PAGE_HEIGHT - 64.0
HAIRLINE, RULE = 0.4, 0.9


class Pen:
    """Draws on a page; `y` is the distance of a baseline from the top."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas

    def draw_text(self, x: float, y: float, text: str, style: Style) -> None:
        """Draws text to the right of `x`."""
        self._canvas.setFillGray(style.grey)
        self._canvas.setFont(style.font, style.size)
        self._canvas.drawString(x, PAGE_HEIGHT - y, text)

    def draw_right_aligned(self, x: float, y: float, text: str, style: Style) -> None:
        """Draws text that ends at `x`."""
        self.draw_text(x - measure_width(text, style), y, text, style)

    def draw_lines(self, x: float, y: float, lines: Sequence[str], style: Style) -> None:
        """Draws lines below one another, the first at `y`."""
        for step, line in enumerate(lines):
            self.draw_text(x, y + step * style.leading, line, style)

    def draw_rule(self, left: float, right: float, y: float, weight: float, grey: float) -> None:
        """Draws a horizontal line."""
        self._canvas.setStrokeGray(grey)
        self._canvas.setLineWidth(weight)
        self._canvas.line(left, PAGE_HEIGHT - y, right, PAGE_HEIGHT - y)

    def draw_watermark(self, text: str, style: Style) -> None:
        """Draws a word diagonally across the page, behind everything drawn later."""
        self._canvas.saveState()
        self._canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
        self._canvas.rotate(52)
        self._canvas.setFillGray(style.grey)
        self._canvas.setFont(style.font, style.size)
        self._canvas.drawCentredString(0, -style.size / 3, text)
        self._canvas.restoreState()


Draw = Callable[[Pen, float], None]  # called with the pen and the y of the strip's upper edge


@dataclass(frozen=True, slots=True)
class Strip:
    """A block of full width that is not split across pages."""

    height: float
    draw: Draw
    keep_with_next: bool = False  # must be on the same page as the next strip
    has_columns: bool = False  # needs the table's header above it on each page


Page = list[Strip]


def paginate(strips: Sequence[Strip], table_header: Strip) -> list[Page]:
    """Distributes strips over pages; each page with table rows gets the table's header."""
    pages: list[Page] = [[]]
    remaining_height = BOTTOM - get_body_top(1)
    for group in _group_strips(strips):
        group_with_header = _insert_table_header(group, pages[-1], table_header)
        if pages[-1] and _sum_heights(group_with_header) > remaining_height:
            pages.append([])
            remaining_height = BOTTOM - get_body_top(len(pages))
            group_with_header = _insert_table_header(group, pages[-1], table_header)
        pages[-1] += group_with_header
        remaining_height -= _sum_heights(group_with_header)
    return pages


def get_body_top(page: int) -> float:
    """Returns the top of a page's body; below the page header, which page 1 lacks."""
    return FIRST_TOP if page == 1 else NEXT_TOP


def _insert_table_header(group: list[Strip], page: Page, table_header: Strip) -> list[Strip]:
    """Inserts the table's header before the first table row, unless the page already has it."""
    first_row = next((index for index, strip in enumerate(group) if strip.has_columns), None)
    if first_row is None or any(strip.has_columns for strip in page):
        return group
    return [*group[:first_row], table_header, *group[first_row:]]


def _sum_heights(strips: Sequence[Strip]) -> float:
    return sum(strip.height for strip in strips)


def _group_strips(strips: Sequence[Strip]) -> list[list[Strip]]:
    """Groups strips that must be on the same page."""
    groups: list[list[Strip]] = [[]]
    for strip in strips:
        groups[-1].append(strip)
        if not strip.keep_with_next:
            groups.append([])
    return [bundle for bundle in groups if bundle]


def build_gap(height: float) -> Strip:
    """Returns a vertical gap that stays with the next strip."""
    return Strip(height, lambda pen, y: None, keep_with_next=True)


def truncate_text(text: object, max_width: float, style: Style) -> str:
    """Shortens a text to one line."""
    line = make_printable(text).replace("\n", " ")
    if measure_width(line, style) <= max_width:
        return line
    while line and measure_width(f"{line}…", style) > max_width:
        line = line[:-1]
    return f"{line.rstrip(f' {MISSING_GLYPH}')}…"
