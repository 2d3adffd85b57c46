"""Renders the whole invoice."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from threading import Lock
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.pdf.fonts import BOLD, REGULAR, Style, load_letter_widths, make_printable, wrap_text
from econ_admin.sandbox.pdf.frame import Frame
from econ_admin.sandbox.pdf.head import build_opening
from econ_admin.sandbox.pdf.layout import (
    LEFT,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RIGHT,
    Page,
    Pen,
    Strip,
    build_gap,
    get_body_top,
    paginate,
)
from econ_admin.sandbox.pdf.payment import build_payment
from econ_admin.sandbox.pdf.table import Table, build_table
from econ_admin.sandbox.pdf.totals import build_totals

HEADING = Style(11, 15, BOLD)
NOTE = Style(9.5, 13)

_render_lock = Lock()  # reportlab's fonts are shared and not thread-safe


def render_invoice(invoice: Document, seller: Document, *, draft: bool) -> bytes:
    """Renders a draft or booked invoice in its wire form; `seller` is the response of /self.

    The same documents give the same bytes. People are printed where the invoice's references have a `name`.
    """
    with _render_lock:
        for font in (REGULAR, BOLD):
            load_letter_widths(font)
        table = build_table(invoice)
        strips = list(_build_strips(invoice, seller, table, draft=draft))
        return _draw_pages(paginate(strips, table.build_header()), Frame(invoice, seller, draft))


def _build_strips(invoice: Document, seller: Document, table: Table, *, draft: bool) -> Iterator[Strip]:
    notes = invoice.get("notes", {})
    notes_above = [
        *_build_text_strips(notes.get("heading"), HEADING),
        *_build_text_strips(notes.get("textLine1"), NOTE),
    ]
    notes_below = _build_text_strips(notes.get("textLine2"), NOTE)
    yield build_opening(invoice, seller, draft=draft)
    yield from [*notes_above, build_gap(14)] if notes_above else []
    yield from table.build_rows()
    yield from build_totals(invoice, seller.get("settings", {}).get("baseCurrency", "DKK"))
    yield from build_payment(invoice, seller, draft=draft)
    yield from [build_gap(12), *notes_below] if notes_below else []


def _build_text_strips(text: Any, style: Style) -> list[Strip]:
    """Returns one strip per line of a text."""
    lines = wrap_text(text, RIGHT - LEFT, style) if text else []
    return [Strip(style.leading, partial(_draw_line, line, style)) for line in lines]


def _draw_line(text: str, style: Style, pen: Pen, y: float) -> None:
    pen.draw_text(LEFT, y + style.size, text, style)


def _draw_pages(pages: list[Page], frame: Frame) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(
        buffer,
        (PAGE_WIDTH, PAGE_HEIGHT),
        pageCompression=1,
        invariant=1,
        initialFontName=REGULAR,  # type: ignore[arg-type]  # a name, whatever its stub says
        lang="da-DK",
    )
    canvas.setTitle(make_printable(frame.title))
    canvas.setAuthor(make_printable(frame.seller.get("company", {}).get("name", "")))
    canvas.setSubject(make_printable(frame.invoice.get("recipient", {}).get("name", "")))
    canvas.setCreator("e-conomic (sandbox)")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    pen = Pen(canvas)
    for number, page in enumerate(pages, 1):
        frame.draw_header(pen, number)
        y = get_body_top(number)
        for strip in page:
            strip.draw(pen, y)
            y += strip.height
        frame.draw_footer(pen, number, len(pages))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
