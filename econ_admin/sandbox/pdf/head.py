"""The upper part of the first page: seller, buyer, invoice details and title."""

from collections.abc import Iterator
from typing import Any

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.pdf import words
from econ_admin.sandbox.pdf.fonts import BOLD, GREY, Style, make_printable, wrap_text
from econ_admin.sandbox.pdf.layout import FIRST_TOP, LEFT, RIGHT, Pen, Strip, truncate_text

FACTS_LEFT = 352.0  # left edge of the right column
VALUES_LEFT = FACTS_LEFT + 84.0
ADDRESS_WIDTH = FACTS_LEFT - LEFT - 36.0
WINDOW_TOP = 142.0  # top of an envelope's address window, 5 cm from the top
MAX_ADDRESS_LINES = 7  # lines
DOMESTIC = 1  # VAT zone number

NAME = Style(15, 18, BOLD)
SMALL = Style(8.5, 11.5, grey=GREY)
BODY = Style(10, 13.5)
STRONG = Style(10, 13.5, BOLD)
LABEL = Style(9, 13.5, grey=GREY)
VALUE = Style(9, 13.5)
TITLE = Style(21, 26, BOLD)

Lines = list[tuple[str, Style]]


def build_opening(invoice: Document, seller: Document, *, draft: bool) -> Strip:
    """Builds the strip with seller, buyer, delivery address, details and title."""
    company = seller.get("company", {})
    name, letterhead, buyer = (
        _wrap_company_name(company),
        _build_letterhead(company, _get_vat_zone(invoice)),
        _build_buyer(invoice),
    )
    facts = list(_list_facts(invoice, draft=draft))
    top = WINDOW_TOP - FIRST_TOP  # relative to the strip
    depth = max(_sum_leading(buyer), _sum_leading([line for fact in facts for line in fact[1]]))
    title = truncate_text(
        f"{words.format_document_type(invoice, draft=draft)} {words.get_invoice_number(invoice)}", RIGHT - LEFT, TITLE
    )

    def draw(pen: Pen, y: float) -> None:
        pen.draw_lines(LEFT, y + 12, name, NAME)
        pen.draw_lines(FACTS_LEFT, y + 9, letterhead, SMALL)
        _draw_stacked(pen, LEFT, y + top + 10, buyer)
        baseline = y + top + 10
        for label, lines in facts:
            pen.draw_text(FACTS_LEFT, baseline, label, LABEL)
            _draw_stacked(pen, VALUES_LEFT, baseline, lines)
            baseline += _sum_leading(lines)
        pen.draw_text(LEFT, y + top + depth + 44, title, TITLE)

    return Strip(top + depth + 62, draw)


def _wrap_company_name(company: Document) -> list[str]:
    return wrap_text(company.get("name", ""), FACTS_LEFT - LEFT - 24, NAME)[:2]


def _get_vat_zone(invoice: Document) -> Any:
    return invoice.get("recipient", {}).get("vatZone", {}).get("vatZoneNumber", DOMESTIC)


def _build_letterhead(company: Document, zone: Any) -> list[str]:
    town = f"{company.get('zip', '')} {company.get('city', '')}".strip()
    phone, number = company.get("phoneNumber"), company.get("companyIdentificationNumber")
    vat = f"CVR-nr. {number}" if number else ""
    if zone != DOMESTIC and company.get("vatNumber"):
        vat = f"Moms-nr. {company['vatNumber']}"
    texts = [company.get("addressLine1"), company.get("addressLine2"), town, phone and f"Tlf. {phone}"]
    texts += [company.get("email"), company.get("website"), vat]
    return [truncate_text(text, RIGHT - FACTS_LEFT, SMALL) for text in texts if text]


def _build_buyer(invoice: Document) -> Lines:
    """Returns name and address as for an envelope, followed by the delivery address."""
    recipient, delivery = invoice.get("recipient", {}), invoice.get("delivery", {})
    attention = recipient.get("attention", {}).get("name")
    lines = _wrap_address([recipient.get("name")], STRONG)
    lines += _wrap_address([attention and f"Att.: {attention}", *_list_address_parts(recipient)], BODY)
    cvr, ean = str(recipient.get("cvr") or ""), recipient.get("ean")
    lines += _wrap_address(
        [cvr and f"{'CVR' if cvr.isdecimal() else 'Moms'}-nr. {cvr}", ean and f"EAN-nr. {ean}"], LABEL
    )
    places = _wrap_address(_list_address_parts(delivery), VALUE)
    if places:
        lines += [("", LABEL), ("Leveringsadresse", LABEL), *places]
    return lines


def _list_address_parts(address: Document) -> list[Any]:
    town = f"{address.get('zip') or ''} {address.get('city') or ''}".strip()
    return [address.get("address"), town, address.get("country")]


def _wrap_address(texts: list[Any], style: Style) -> Lines:
    lines: Lines = []
    for text in filter(None, texts):
        text_lines = [line for line in wrap_text(text, ADDRESS_WIDTH, style) if line.strip()]
        if len(text_lines) > MAX_ADDRESS_LINES:
            text_lines[MAX_ADDRESS_LINES - 1 :] = [
                truncate_text(f"{text_lines[MAX_ADDRESS_LINES - 1]} …", ADDRESS_WIDTH, style)
            ]
        lines += [(line, style) for line in text_lines]
    return lines


def _list_facts(invoice: Document, *, draft: bool) -> Iterator[tuple[str, Lines]]:
    """Yields the invoice's details as (label, lines)."""
    references, delivery = invoice.get("references", {}), invoice.get("delivery", {})
    owed = {} if words.is_credit_note(invoice) else invoice
    values_by_label = {
        "Kladdenr." if draft else f"{words.format_document_type(invoice, draft=False)}nr.": words.get_invoice_number(
            invoice
        ),
        "Dato": words.format_date(invoice.get("date", "")),
        "Forfaldsdato": words.format_date(owed.get("dueDate") or ""),
        "Betaling": owed.get("paymentTerms", {}).get("name"),
        "Kundenr.": invoice.get("customer", {}).get("customerNumber"),
        "Ordrenr.": invoice.get("orderNumber"),
        "Leveringsdato": words.format_date(delivery.get("deliveryDate") or ""),
        "Levering": delivery.get("deliveryTerms"),
        "Deres ref.": references.get("customerContact", {}).get("name"),
        "Vores ref.": references.get("salesPerson", {}).get("name"),
        "Udført af": references.get("vendorReference", {}).get("name"),
        "Reference": references.get("other"),
        "Indgangsnr.": invoice.get("recipient", {}).get("publicEntryNumber"),
        "Valuta": invoice.get("currency"),
    }
    for label, text in values_by_label.items():
        if text and make_printable(text).strip():
            yield label, [(line, VALUE) for line in wrap_text(text, RIGHT - VALUES_LEFT, VALUE)[:MAX_ADDRESS_LINES]]


def _sum_leading(lines: Lines) -> float:
    return sum(style.leading for _, style in lines)


def _draw_stacked(pen: Pen, x: float, y: float, lines: Lines) -> None:
    for text, style in lines:
        pen.draw_text(x, y, text, style)
        y += style.leading
