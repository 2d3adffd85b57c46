"""A statement of account as PDF: A4, with page numbers, and table headers repeated on each page."""

from collections.abc import Sequence
from functools import partial
from io import BytesIO
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.colors import Color, black
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from customers.invoices import statement_text
from customers.invoices.statement import Statement
from customers.shared import formatting
from customers.shared.pdf_fonts import BOLD, REGULAR, make_markup, make_printable, register_fonts

MARGIN, FOOTER_Y = 18 * mm, 11 * mm
WIDTH = A4[0] - 2 * MARGIN
FRAME_PADDING = 6  # reportlab's
ITEM_WIDTHS = [width * mm for width in (17, 35, 20, 20, 23, 13, 22, 24)]
SUM_WIDTHS = [width * mm for width in (18, 26, 26, 26, 26, 26, 26)]
LINE, GREY = Color(0.75, 0.75, 0.75), Color(0.35, 0.35, 0.35)

TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=9, leading=12, textColor=black)
NUMBER = ParagraphStyle("number", TEXT, alignment=TA_RIGHT)
STRONG = ParagraphStyle("strong", TEXT, fontName=BOLD)
STRONG_NUMBER = ParagraphStyle("strong number", NUMBER, fontName=BOLD)
LABEL = ParagraphStyle("label", TEXT, fontSize=8, leading=10, textColor=GREY)
LABEL_NUMBER = ParagraphStyle("label of numbers", LABEL, alignment=TA_RIGHT)
SOFT = ParagraphStyle("soft", TEXT, textColor=GREY)
HEADING = ParagraphStyle("heading", TEXT, fontName=BOLD, fontSize=16, leading=20)

TABLE_STYLE = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, black),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
    ]
)


class NumberedCanvas(Canvas):
    """Writes the footer of each page when it is known how many there are."""

    def __init__(self, *args: Any, footer: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._footer = footer
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # the stubs leave it out

    def save(self) -> None:
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self.setFont(REGULAR, 8)
            self.setFillColor(GREY)
            self.drawString(MARGIN, FOOTER_Y, self._footer)
            page_text = _("Page %(page)s of %(pages)s") % {"page": number, "pages": len(self._pages)}
            self.drawRightString(A4[0] - MARGIN, FOOTER_Y, page_text)
            super().showPage()
        super().save()


def render_statement(statement: Statement) -> bytes:
    """Renders the PDF in the current language."""
    register_fonts()
    file, title, customer = BytesIO(), str(statement_text.TITLE), statement.customer
    number = str(customer.customer_number)
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=MARGIN - FRAME_PADDING,
        rightMargin=MARGIN - FRAME_PADDING,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 4 * mm,
        title=f"{title}, {number} {make_printable(customer.name)}",
        author=make_printable(statement.company.name),
        lang=get_language(),
    )
    footer = " · ".join([title, number, statement_text.format_read_at(statement)])
    document.build(_build_story(statement), canvasmaker=partial(NumberedCanvas, footer=footer))
    return file.getvalue()


def _build_story(statement: Statement) -> list[Flowable]:
    story: list[Flowable] = [_build_head(statement), Spacer(0, 10 * mm), *_build_title(statement)]
    if not statement.items:
        story.append(Paragraph(make_markup(_("Nothing is open: all invoices are paid.")), TEXT))
    else:
        story += [_build_items(statement), Spacer(0, 8 * mm), KeepTogether(_build_sums(statement))]
    notes = statement_text.list_notes(statement)
    return [*story, Spacer(0, 4 * mm), *(Paragraph(make_markup(note), SOFT) for note in notes)]


def _build_head(statement: Statement) -> Table:
    """Builds the customer's address on the left, and the company's on the right."""
    right = ParagraphStyle("right", TEXT, alignment=TA_RIGHT)
    columns = [
        _list_paragraphs(statement_text.list_customer_lines(statement), TEXT),
        _list_paragraphs(statement_text.list_company_lines(statement), right),
    ]
    no_padding = [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    return Table(
        [columns], [WIDTH / 2, WIDTH / 2], splitInRow=1, style=[("VALIGN", (0, 0), (-1, -1), "TOP"), *no_padding]
    )


def _list_paragraphs(lines: Sequence[str], style: ParagraphStyle) -> list[Paragraph]:
    """Returns a paragraph for each line; the first, a name, is bold."""
    bold = ParagraphStyle("name", style, fontName=BOLD)
    return [Paragraph(make_markup(line), style if index else bold) for index, line in enumerate(lines)]


def _build_title(statement: Statement) -> list[Flowable]:
    parameters = {"number": statement.customer.customer_number, "time": statement_text.format_read_at(statement)}
    subtitle = _("Customer %(number)s · Open items on %(time)s") % parameters
    return [Paragraph(str(statement_text.TITLE), HEADING), Paragraph(subtitle, SOFT), Spacer(0, 5 * mm)]


def _build_items(statement: Statement) -> Table:
    labels = (
        (_("No."), LABEL),
        (_("Reference"), LABEL),
        (_("Date"), LABEL),
        (_("Due date"), LABEL),
        (_("Days overdue"), LABEL_NUMBER),
        ("", LABEL),
        (_("Amount"), LABEL_NUMBER),
        (_("Unpaid amount"), LABEL_NUMBER),
    )
    rows = [[Paragraph(label, style) for label, style in labels]]
    for item in statement.items:
        row = statement_text.build_item_row(item)
        texts = (row.number, row.reference, row.date, row.due_date, row.age, row.currency, row.amount, row.remainder)
        styles = (TEXT, TEXT, TEXT, TEXT, NUMBER, TEXT, NUMBER, STRONG_NUMBER)
        rows.append([Paragraph(make_markup(text), style) for text, style in zip(texts, styles, strict=True)])
    currency_column = [("LEFTPADDING", (5, 0), (5, -1), 10)]
    return Table(rows, ITEM_WIDTHS, repeatRows=1, splitInRow=1, style=TableStyle(currency_column, parent=TABLE_STYLE))


def _build_sums(statement: Statement) -> list[Flowable]:
    """Builds the sums by age, a row for each currency."""
    labels = [Paragraph(make_markup(str(label)), LABEL_NUMBER) for label in statement_text.SUM_LABELS]
    rows = [[Paragraph(_("Currency"), LABEL), *labels]]
    for sums in statement.sums:
        *amounts, total = [formatting.format_amount(amount) for amount in sums.amounts]
        cells = [Paragraph(amount, NUMBER) for amount in amounts]
        rows.append([Paragraph(make_markup(sums.currency), STRONG), *cells, Paragraph(total, STRONG_NUMBER)])
    return [
        Paragraph(make_markup(_("By age")), ParagraphStyle("heading of sums", STRONG, spaceAfter=4)),
        Table(rows, SUM_WIDTHS, style=TABLE_STYLE),
    ]
