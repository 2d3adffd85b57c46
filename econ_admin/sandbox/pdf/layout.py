"""Paper: its measures, a pen that writes from the top down, and strips that fill page after page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from econ_admin.sandbox.pdf.fonts import MISSING, Style, printable, width

WIDE, HIGH = A4
LEFT, RIGHT = 57.0, WIDE - 57.0  # 20 mm
FIRST_TOP, NEXT_TOP = 46.0, 82.0
BOTTOM = HIGH - 64.0
HAIRLINE, RULE = 0.4, 0.9


class Pen:
    """Writes on a page; `y` is the distance of a line's base from the top of the paper."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """From `x` to the right."""
        self._canvas.setFillGray(style.grey)
        self._canvas.setFont(style.font, style.size)
        self._canvas.drawString(x, HIGH - y, text)

    def right(self, x: float, y: float, text: str, style: Style) -> None:
        """Ending at `x`."""
        self.text(x - width(text, style), y, text, style)

    def lines(self, x: float, y: float, lines: Sequence[str], style: Style) -> None:
        """Under each other, the first at `y`."""
        for step, line in enumerate(lines):
            self.text(x, y + step * style.leading, line, style)

    def rule(self, left: float, right: float, y: float, weight: float, grey: float) -> None:
        """A line from side to side."""
        self._canvas.setStrokeGray(grey)
        self._canvas.setLineWidth(weight)
        self._canvas.line(left, HIGH - y, right, HIGH - y)

    def across(self, text: str, style: Style) -> None:
        """A word that crosses the page, behind everything that is written later."""
        self._canvas.saveState()
        self._canvas.translate(WIDE / 2, HIGH / 2)
        self._canvas.rotate(52)
        self._canvas.setFillGray(style.grey)
        self._canvas.setFont(style.font, style.size)
        self._canvas.drawCentredString(0, -style.size / 3, text)
        self._canvas.restoreState()


Draw = Callable[[Pen, float], None]  # with the y of its upper edge


@dataclass(frozen=True, slots=True)
class Strip:
    """What goes from margin to margin and is not divided."""

    height: float
    draw: Draw
    tied: bool = False  # never the last of a page: stays with what follows
    columns: bool = False  # has the columns of the table, so it needs the table's head above it


Page = list[Strip]


def paged(strips: Sequence[Strip], head: Strip) -> list[Page]:
    """The strips on as many pages as they need, each page with the table's head where it has columns."""
    pages: list[Page] = [[]]
    left = BOTTOM - top_of(1)
    for bundle in _bundles(strips):
        headed = _headed(bundle, pages[-1], head)
        if pages[-1] and _height(headed) > left:
            pages.append([])
            left = BOTTOM - top_of(len(pages))
            headed = _headed(bundle, pages[-1], head)
        pages[-1] += headed
        left -= _height(headed)
    return pages


def top_of(page: int) -> float:
    """Where the body of a page begins; below the running head, which the first has not."""
    return FIRST_TOP if page == 1 else NEXT_TOP


def _headed(bundle: list[Strip], page: Page, head: Strip) -> list[Strip]:
    """The bundle, with the table's head where its columns begin on this page."""
    begins = next((index for index, strip in enumerate(bundle) if strip.columns), None)
    if begins is None or any(strip.columns for strip in page):
        return bundle
    return [*bundle[:begins], head, *bundle[begins:]]


def _height(strips: Sequence[Strip]) -> float:
    return sum(strip.height for strip in strips)


def _bundles(strips: Sequence[Strip]) -> list[list[Strip]]:
    """Strips that must be on one page, together."""
    bundles: list[list[Strip]] = [[]]
    for strip in strips:
        bundles[-1].append(strip)
        if not strip.tied:
            bundles.append([])
    return [bundle for bundle in bundles if bundle]


def gap(height: float) -> Strip:
    """Air that belongs to what follows."""
    return Strip(height, lambda pen, y: None, tied=True)


def within(text: object, room: float, style: Style) -> str:
    """As much of a text as goes on one line."""
    line = printable(text).replace("\n", " ")
    if width(line, style) <= room:
        return line
    while line and width(f"{line}…", style) > room:
        line = line[:-1]
    return f"{line.rstrip(f' {MISSING}')}…"
