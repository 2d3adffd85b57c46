"""What stands around the body of each page: running head, foot with page number, and the mark of a draft."""

from dataclasses import dataclass

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.pdf import words
from econ_admin.sandbox.pdf.fonts import BOLD, GREY, Style
from econ_admin.sandbox.pdf.layout import HAIRLINE, HIGH, LEFT, RIGHT, Pen, within

SMALL = Style(8, 11, grey=GREY)
MARK = Style(150, 150, BOLD, grey=0.945)
HEAD, FOOT = 46.0, HIGH - 37.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Of the pages of one invoice."""

    invoice: Document
    seller: Document
    draft: bool

    @property
    def title(self) -> str:
        """Such as `Faktura 10002`."""
        return f"{words.kind(self.invoice, draft=self.draft)} {words.number(self.invoice)}"

    def before(self, pen: Pen, page: int) -> None:
        """What is read before the body, and what lies behind it."""
        if self.draft:
            pen.across("KLADDE", MARK)
        if page > 1:
            title = f"{self.title} · {words.day(self.invoice.get('date', ''))}"
            pen.text(LEFT, HEAD, within(title, 220, SMALL), SMALL)
            pen.right(RIGHT, HEAD, within(self.invoice.get("recipient", {}).get("name", ""), 240, SMALL), SMALL)

    def after(self, pen: Pen, page: int, of: int) -> None:
        """What is read after the body."""
        pen.rule(LEFT, RIGHT, FOOT - 13, HAIRLINE, 0.6)
        pen.text(LEFT, FOOT, within(self._seller(), 400, SMALL), SMALL)
        pen.right(RIGHT, FOOT, f"Side {page} af {of}", SMALL)

    def _seller(self) -> str:
        company = self.seller.get("company", {})
        vat = company.get("companyIdentificationNumber")
        place = f"{company.get('zip', '')} {company.get('city', '')}".strip()
        parts = (company.get("name"), company.get("addressLine1"), place, vat and f"CVR-nr. {vat}")
        return " · ".join(str(part) for part in parts if part)
