"""Payment details: bank account, IBAN for foreign buyers, and the code line of a Danish payment slip."""

from collections.abc import Iterator

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.pdf import words
from econ_admin.sandbox.pdf.fonts import BOLD, GREY, Style, wrap_text
from econ_admin.sandbox.pdf.layout import HAIRLINE, LEFT, RIGHT, Pen, Strip, truncate_text

HEADING = Style(9.5, 16, BOLD)
LABEL = Style(9, 13, grey=GREY)
VALUE = Style(9, 13)
# of each column: left edge of labels, of values, and right edge
COLUMNS = ((LEFT, LEFT + 86.0, 312.0), (328.0, 328.0 + 62.0, RIGHT))
SLIP_TYPE = "04"  # payment slip type with payment id and giro number
SLIP_DIGITS = 15  # digits of a payment id, before its check digit

Fact = tuple[str, str]


def build_payment(invoice: Document, seller: Document, *, draft: bool) -> Iterator[Strip]:
    """Builds the strip with amount, account and due date; nothing if there is nothing to pay."""
    if draft or not invoice.get("grossAmount"):
        return
    credit = words.is_credit_note(invoice)
    heading = "Beløbet er krediteret; der skal ikke betales noget." if credit else _format_amount_due(invoice)
    columns = () if credit else _list_account_facts(invoice, seller.get("bankInformation", {}))
    heading_lines = wrap_text(heading, RIGHT - LEFT, HEADING)[:2]
    depth = 34 + len(heading_lines) * HEADING.leading

    def draw(pen: Pen, y: float) -> None:
        pen.draw_rule(LEFT, RIGHT, y + 14, HAIRLINE, 0.6)
        pen.draw_lines(LEFT, y + 32, heading_lines, HEADING)
        for facts, (labels, values, end) in zip(columns, COLUMNS, strict=False):
            for row, (label, text) in enumerate(facts):
                baseline = y + depth + row * VALUE.leading
                pen.draw_text(labels, baseline, label, LABEL)
                pen.draw_text(values, baseline, truncate_text(text, end - values, VALUE), VALUE)

    yield Strip(depth + max(map(len, columns), default=0) * VALUE.leading, draw)


def _format_amount_due(invoice: Document) -> str:
    amount = f"{words.format_number(invoice['grossAmount'])} {invoice.get('currency', '')}"
    due = invoice.get("dueDate")
    return f"{amount} betales senest {words.format_date(due)}" if due else f"{amount} betales"


def _list_account_facts(invoice: Document, bank: Document) -> tuple[list[Fact], list[Fact]]:
    """Returns the details for domestic and for foreign payments."""
    domestic = invoice.get("currency") == "DKK"
    number, giro = words.get_invoice_number(invoice), str(bank.get("giro") or "")
    account = " ".join(str(bank[name]) for name in ("bankSortCode", "bankAccountNumber") if bank.get(name))
    domestic_facts = {
        "Bank": bank.get("bankName"),
        "Reg.- og kontonr.": account if domestic else "",
        "Betalings-id": _format_payment_slip(number, giro)
        if domestic and giro.isdecimal() and number.isdecimal()
        else "",
        "Besked": f"Faktura {number}",
    }
    foreign_facts = {"IBAN": words.format_iban(str(bank.get("ibanNumber") or "")), "SWIFT/BIC": bank.get("swiftCode")}
    first, second = (
        [(label, str(text)) for label, text in facts.items() if text] for facts in (domestic_facts, foreign_facts)
    )
    return first, second


def _format_payment_slip(number: str, giro: str) -> str:
    """Returns the code line of a payment slip, as entered in Danish online banking."""
    padded = number.rjust(SLIP_DIGITS, "0")
    return f"+{SLIP_TYPE}<{padded}{_calculate_check_digit(padded)}+{giro}<"


def _calculate_check_digit(digits: str) -> int:
    """Returns the check digit: modulus 10 with weights 2 and 1 from the right."""
    return -sum(_weight_digits(digits)) % 10


def _weight_digits(digits: str) -> Iterator[int]:
    for index, digit in enumerate(reversed(digits)):
        product = int(digit) * (2 - index % 2)
        yield product // 10 + product % 10
