"""The upper part of the first page: who sells, who buys, and the facts of the invoice."""

from collections.abc import Iterator
from typing import Any

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.pdf import words
from econ_admin.sandbox.pdf.fonts import BOLD, GREY, Style, printable, wrapped
from econ_admin.sandbox.pdf.layout import FIRST_TOP, LEFT, RIGHT, Pen, Strip, within

FACTS = 352.0  # where the right column begins
VALUES = FACTS + 84.0
ADDRESS_ROOM = FACTS - LEFT - 36.0
WINDOW = 142.0  # where the window of an envelope begins, 5 cm down
LONGEST_ADDRESS = 7  # lines
DOMESTIC = 1  # the VAT zone

NAME = Style(15, 18, BOLD)
SMALL = Style(8.5, 11.5, grey=GREY)
BODY = Style(10, 13.5)
STRONG = Style(10, 13.5, BOLD)
LABEL = Style(9, 13.5, grey=GREY)
VALUE = Style(9, 13.5)
TITLE = Style(21, 26, BOLD)

Lines = list[tuple[str, Style]]


def opening(invoice: Document, seller: Document, *, draft: bool) -> Strip:
    """Seller, buyer, delivery, facts and title."""
    company = seller.get("company", {})
    name, letterhead, buyer = _name(company), _letterhead(company, _zone(invoice)), _buyer(invoice)
    facts = list(_facts(invoice, draft=draft))
    top = WINDOW - FIRST_TOP  # below the upper edge of the strip
    depth = max(_depth(buyer), _depth([line for fact in facts for line in fact[1]]))
    title = within(f"{words.kind(invoice, draft=draft)} {words.number(invoice)}", RIGHT - LEFT, TITLE)

    def draw(pen: Pen, y: float) -> None:
        pen.lines(LEFT, y + 12, name, NAME)
        pen.lines(FACTS, y + 9, letterhead, SMALL)
        _stacked(pen, LEFT, y + top + 10, buyer)
        base = y + top + 10
        for label, lines in facts:
            pen.text(FACTS, base, label, LABEL)
            _stacked(pen, VALUES, base, lines)
            base += _depth(lines)
        pen.text(LEFT, y + top + depth + 44, title, TITLE)

    return Strip(top + depth + 62, draw)


def _name(company: Document) -> list[str]:
    return wrapped(company.get("name", ""), FACTS - LEFT - 24, NAME)[:2]


def _zone(invoice: Document) -> Any:
    return invoice.get("recipient", {}).get("vatZone", {}).get("vatZoneNumber", DOMESTIC)


def _letterhead(company: Document, zone: Any) -> list[str]:
    place = f"{company.get('zip', '')} {company.get('city', '')}".strip()
    phone, number = company.get("phoneNumber"), company.get("companyIdentificationNumber")
    vat = f"CVR-nr. {number}" if number else ""
    if zone != DOMESTIC and company.get("vatNumber"):
        vat = f"Moms-nr. {company['vatNumber']}"
    texts = [company.get("addressLine1"), company.get("addressLine2"), place, phone and f"Tlf. {phone}"]
    texts += [company.get("email"), company.get("website"), vat]
    return [within(text, RIGHT - FACTS, SMALL) for text in texts if text]


def _buyer(invoice: Document) -> Lines:
    """Name and address as on an envelope, and below it where the goods go."""
    recipient, delivery = invoice.get("recipient", {}), invoice.get("delivery", {})
    attention = recipient.get("attention", {}).get("name")
    lines = _address([recipient.get("name")], STRONG)
    lines += _address([attention and f"Att.: {attention}", *_places(recipient)], BODY)
    cvr, ean = str(recipient.get("cvr") or ""), recipient.get("ean")
    lines += _address([cvr and f"{'CVR' if cvr.isdecimal() else 'Moms'}-nr. {cvr}", ean and f"EAN-nr. {ean}"], LABEL)
    places = _address(_places(delivery), VALUE)
    if places:
        lines += [("", LABEL), ("Leveringsadresse", LABEL), *places]
    return lines


def _places(address: Document) -> list[Any]:
    place = f"{address.get('zip') or ''} {address.get('city') or ''}".strip()
    return [address.get("address"), place, address.get("country")]


def _address(texts: list[Any], style: Style) -> Lines:
    lines: Lines = []
    for text in filter(None, texts):
        filled = [line for line in wrapped(text, ADDRESS_ROOM, style) if line.strip()]
        if len(filled) > LONGEST_ADDRESS:
            filled[LONGEST_ADDRESS - 1 :] = [within(f"{filled[LONGEST_ADDRESS - 1]} …", ADDRESS_ROOM, style)]
        lines += [(line, style) for line in filled]
    return lines


def _facts(invoice: Document, *, draft: bool) -> Iterator[tuple[str, Lines]]:
    """What there is to say about the invoice, as (label, lines)."""
    references, delivery = invoice.get("references", {}), invoice.get("delivery", {})
    owed = {} if words.is_credit(invoice) else invoice
    said = {
        "Kladdenr." if draft else f"{words.kind(invoice, draft=False)}nr.": words.number(invoice),
        "Dato": words.day(invoice.get("date", "")),
        "Forfaldsdato": words.day(owed.get("dueDate") or ""),
        "Betaling": owed.get("paymentTerms", {}).get("name"),
        "Kundenr.": invoice.get("customer", {}).get("customerNumber"),
        "Ordrenr.": invoice.get("orderNumber"),
        "Leveringsdato": words.day(delivery.get("deliveryDate") or ""),
        "Levering": delivery.get("deliveryTerms"),
        "Deres ref.": references.get("customerContact", {}).get("name"),
        "Vores ref.": references.get("salesPerson", {}).get("name"),
        "Udført af": references.get("vendorReference", {}).get("name"),
        "Reference": references.get("other"),
        "Indgangsnr.": invoice.get("recipient", {}).get("publicEntryNumber"),
        "Valuta": invoice.get("currency"),
    }
    for label, text in said.items():
        if text and printable(text).strip():
            yield label, [(line, VALUE) for line in wrapped(text, RIGHT - VALUES, VALUE)[:LONGEST_ADDRESS]]


def _depth(lines: Lines) -> float:
    return sum(style.leading for _, style in lines)


def _stacked(pen: Pen, x: float, y: float, lines: Lines) -> None:
    for text, style in lines:
        pen.text(x, y, text, style)
        y += style.leading
