"""Page header, footer with page number, and the watermark of drafts."""

from dataclasses import dataclass

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.pdf import words
from econ_admin.sandbox.pdf.fonts import BOLD, GREY, Style
from econ_admin.sandbox.pdf.layout import HAIRLINE, LEFT, PAGE_HEIGHT, RIGHT, Pen, truncate_text

SMALL = Style(8, 11, grey=GREY)
WATERMARK = Style(150, 150, BOLD, grey=0.945)
HEADER_Y, FOOTER_Y = 46.0, PAGE_HEIGHT - 37.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The header and footer of an invoice's pages."""

    invoice: Document
    seller: Document
    draft: bool

    @property
    def title(self) -> str:
        """The title, such as `Faktura 10002`."""
        return f"{words.format_document_type(self.invoice, draft=self.draft)} {words.get_invoice_number(self.invoice)}"

    def draw_header(self, pen: Pen, page: int) -> None:
        """Draws the watermark of drafts, and the page header from page 2."""
        if self.draft:
            pen.draw_watermark("KLADDE", WATERMARK)
        if page > 1:
            title = f"{self.title} · {words.format_date(self.invoice.get('date', ''))}"
            pen.draw_text(LEFT, HEADER_Y, truncate_text(title, 220, SMALL), SMALL)
            pen.draw_right_aligned(
                RIGHT, HEADER_Y, truncate_text(self.invoice.get("recipient", {}).get("name", ""), 240, SMALL), SMALL
            )

    def draw_footer(self, pen: Pen, page: int, page_count: int) -> None:
        """Draws the page footer."""
        pen.draw_rule(LEFT, RIGHT, FOOTER_Y - 13, HAIRLINE, 0.6)
        pen.draw_text(LEFT, FOOTER_Y, truncate_text(self._format_seller(), 400, SMALL), SMALL)
        pen.draw_right_aligned(RIGHT, FOOTER_Y, f"Side {page} af {page_count}", SMALL)

    def _format_seller(self) -> str:
        company = self.seller.get("company", {})
        vat = company.get("companyIdentificationNumber")
        town = f"{company.get('zip', '')} {company.get('city', '')}".strip()
        parts = (company.get("name"), company.get("addressLine1"), town, vat and f"CVR-nr. {vat}")
        return " · ".join(str(part) for part in parts if part)
