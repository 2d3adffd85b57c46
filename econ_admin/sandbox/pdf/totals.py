"""The totals: net, VAT by rate, rounding, total, and the total in the seller's currency."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.pdf import words
from econ_admin.sandbox.pdf.fonts import BOLD, GREY, Style, measure_width
from econ_admin.sandbox.pdf.layout import LEFT, RIGHT, RULE, Pen, Strip

ROW = Style(9.5, 15)
TOTAL = Style(12, 17, BOLD)
NOTE = Style(8.5, 12, grey=GREY)
ROWS_LEFT = 328.0
CENT = Decimal("0.01")
EU = 2  # VAT zone number

Row = tuple[str, str]


def build_totals(invoice: Document, base_currency: str) -> Iterator[Strip]:
    """Builds the strip with the totals at the right, and notes below them."""
    rows = list(_list_rows(invoice))
    label = f"I alt {invoice.get('currency', '')}"
    gross = words.format_number(invoice.get("grossAmount", 0))
    notes = list(_list_notes(invoice, base_currency))
    widest_row = max(measure_width(f"{name}{value}", ROW) for name, value in [*rows, (label, gross)])
    left = max(LEFT, min(ROWS_LEFT, RIGHT - widest_row * TOTAL.size / ROW.size - 40))
    depth = len(rows) * ROW.leading

    def draw(pen: Pen, y: float) -> None:
        baseline = y + 22
        for name, value in rows:
            pen.draw_text(left, baseline, name, ROW)
            pen.draw_right_aligned(RIGHT, baseline, value, ROW)
            baseline += ROW.leading
        pen.draw_rule(left, RIGHT, baseline - 9, RULE, 0.1)
        pen.draw_text(left, baseline + 7, label, TOTAL)
        pen.draw_right_aligned(RIGHT, baseline + 7, gross, TOTAL)
        pen.draw_rule(left, RIGHT, baseline + 13, RULE, 0.1)
        for step, note in enumerate(notes):
            pen.draw_right_aligned(RIGHT, baseline + 29 + step * NOTE.leading, note, NOTE)

    yield Strip(22 + depth + 24 + len(notes) * NOTE.leading + 6, draw, keep_with_next=True)


def _list_rows(invoice: Document) -> Iterator[Row]:
    net, vat, gross = (Decimal(invoice.get(name, 0)) for name in ("netAmount", "vatAmount", "grossAmount"))
    yield "Beløb uden moms", words.format_number(net)
    for rate, vat_base, vat_part in _split_vat(invoice, net, vat):
        if rate is None:
            yield "Moms", words.format_number(vat_part)
        elif rate:
            yield (
                f"{words.format_percentage(rate)} moms af {words.format_number(vat_base)}",
                words.format_number(vat_part),
            )
        else:
            yield f"Momsfrit {words.format_number(vat_base)}", words.format_number(vat_part)
    rounding = gross - net - vat
    if rounding.is_finite() and abs(rounding) >= CENT / 2:
        yield "Afrunding", words.format_number(rounding)


def _split_vat(invoice: Document, net: Decimal, vat: Decimal) -> Iterator[tuple[Decimal | None, Decimal, Decimal]]:
    """Yields (rate, base, VAT) by rate. Drafts have no rates on lines, so the rate is inferred from the totals."""
    bases: dict[Decimal, Decimal] = defaultdict(Decimal)
    vat_parts: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in invoice.get("lines", []):
        if "vatRate" in line and line.get("totalNetAmount") is not None:
            bases[Decimal(line["vatRate"])] += Decimal(line["totalNetAmount"])
            vat_parts[Decimal(line["vatRate"])] += Decimal(line.get("vatAmount", 0))
    if len(bases) > 1:
        yield from ((rate, bases[rate], vat_parts[rate]) for rate in sorted(bases, reverse=True))
    elif bases:
        yield next(iter(bases)), net, vat
    elif vat:
        yield _infer_vat_rate(net, vat), net, vat
    elif net:
        yield Decimal(0), net, vat


def _infer_vat_rate(net: Decimal, vat: Decimal) -> Decimal | None:
    """Returns the integer percentage that gives this VAT; None if several rates are mixed."""
    if not (net and (vat / net).is_finite() and abs(vat) < abs(net)):
        return None
    rate = (vat / net * 100).quantize(Decimal(1))
    return rate if abs(net * rate / 100 - vat) <= CENT else None


def _list_notes(invoice: Document, base_currency: str) -> Iterator[str]:
    currency = invoice.get("currency", base_currency)
    if currency != base_currency and "exchangeRate" in invoice:
        gross, net = (Decimal(invoice.get(f"{name}AmountInBaseCurrency", 0)) for name in ("gross", "net"))
        rate = invoice["exchangeRate"]
        rate_text = words.format_number(rate, max(2, words.count_decimals([rate], 2)))
        gross_text, vat_text = words.format_number(gross), words.format_number(gross - net)
        yield f"Kurs: 100 {currency} = {rate_text} {base_currency}"
        yield f"I alt {gross_text} {base_currency}, heraf moms {vat_text} {base_currency}"
    zone = invoice.get("recipient", {}).get("vatZone", {}).get("vatZoneNumber")
    if zone == EU and not invoice.get("vatAmount") and invoice.get("netAmount"):
        yield "Salg til EU-land uden moms: køberen afregner momsen (reverse charge)"
