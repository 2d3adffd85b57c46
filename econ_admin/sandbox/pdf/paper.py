"""The whole invoice: its parts in order, on as many pages as they need."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from threading import Lock
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.pdf.fonts import BOLD, REGULAR, Style, letters, printable, wrapped
from econ_admin.sandbox.pdf.frame import Frame
from econ_admin.sandbox.pdf.head import opening
from econ_admin.sandbox.pdf.layout import HIGH, LEFT, RIGHT, WIDE, Page, Pen, Strip, gap, paged, top_of
from econ_admin.sandbox.pdf.payment import payment
from econ_admin.sandbox.pdf.table import Table, table_of
from econ_admin.sandbox.pdf.totals import totals

HEADING = Style(11, 15, BOLD)
NOTE = Style(9.5, 13)

_one_at_a_time = Lock()  # reportlab's fonts are shared by all documents, and read from one position in a file


def render(invoice: Document, seller: Document, *, draft: bool) -> bytes:
    """The PDF of a draft or booked invoice as it was answered; `seller` is the answer of /self.

    Same documents, same bytes. People are named where the invoice's references carry a `name`.
    """
    with _one_at_a_time:
        for font in (REGULAR, BOLD):
            letters(font)
        table = table_of(invoice)
        strips = list(_strips(invoice, seller, table, draft=draft))
        return _drawn(paged(strips, table.head()), Frame(invoice, seller, draft))


def _strips(invoice: Document, seller: Document, table: Table, *, draft: bool) -> Iterator[Strip]:
    notes = invoice.get("notes", {})
    above = [*_text(notes.get("heading"), HEADING), *_text(notes.get("textLine1"), NOTE)]
    below = _text(notes.get("textLine2"), NOTE)
    yield opening(invoice, seller, draft=draft)
    yield from [*above, gap(14)] if above else []
    yield from table.rows()
    yield from totals(invoice, seller.get("settings", {}).get("baseCurrency", "DKK"))
    yield from payment(invoice, seller, draft=draft)
    yield from [gap(12), *below] if below else []


def _text(text: Any, style: Style) -> list[Strip]:
    """A text, each of its lines a strip."""
    lines = wrapped(text, RIGHT - LEFT, style) if text else []
    return [Strip(style.leading, partial(_line, line, style)) for line in lines]


def _line(text: str, style: Style, pen: Pen, y: float) -> None:
    pen.text(LEFT, y + style.size, text, style)


def _drawn(pages: list[Page], frame: Frame) -> bytes:
    drawn = BytesIO()
    canvas = Canvas(
        drawn,
        (WIDE, HIGH),
        pageCompression=1,
        invariant=1,
        initialFontName=REGULAR,  # type: ignore[arg-type]  # a name, whatever its stub says
        lang="da-DK",
    )
    canvas.setTitle(printable(frame.title))
    canvas.setAuthor(printable(frame.seller.get("company", {}).get("name", "")))
    canvas.setSubject(printable(frame.invoice.get("recipient", {}).get("name", "")))
    canvas.setCreator("e-conomic (sandbox)")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    pen = Pen(canvas)
    for number, page in enumerate(pages, 1):
        frame.before(pen, number)
        y = top_of(number)
        for strip in page:
            strip.draw(pen, y)
            y += strip.height
        frame.after(pen, number, len(pages))
        canvas.showPage()
    canvas.save()
    return drawn.getvalue()
