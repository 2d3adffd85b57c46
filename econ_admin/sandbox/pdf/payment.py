"""How the buyer pays: the bank account, from abroad its IBAN, and the line of a Danish payment slip."""

from collections.abc import Iterator

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.pdf import words
from econ_admin.sandbox.pdf.fonts import BOLD, GREY, Style, wrapped
from econ_admin.sandbox.pdf.layout import HAIRLINE, LEFT, RIGHT, Pen, Strip, within

HEAD = Style(9.5, 16, BOLD)
LABEL = Style(9, 13, grey=GREY)
VALUE = Style(9, 13)
COLUMNS = ((LEFT, LEFT + 86.0, 312.0), (328.0, 328.0 + 62.0, RIGHT))  # label, value and end of each
SLIP = "04"  # the kind of payment slip that carries an identification and a giro number
DIGITS = 15  # of an identification, before its check digit

Fact = tuple[str, str]


def payment(invoice: Document, seller: Document, *, draft: bool) -> Iterator[Strip]:
    """What to pay to which account by when; nothing where nothing is to be paid."""
    if draft or not invoice.get("grossAmount"):
        return
    credit = words.is_credit(invoice)
    head = "Beløbet er krediteret; der skal ikke betales noget." if credit else _asked(invoice)
    columns = () if credit else _accounts(invoice, seller.get("bankInformation", {}))
    heads = wrapped(head, RIGHT - LEFT, HEAD)[:2]
    depth = 34 + len(heads) * HEAD.leading

    def draw(pen: Pen, y: float) -> None:
        pen.rule(LEFT, RIGHT, y + 14, HAIRLINE, 0.6)
        pen.lines(LEFT, y + 32, heads, HEAD)
        for facts, (labels, values, end) in zip(columns, COLUMNS, strict=False):
            for row, (label, text) in enumerate(facts):
                base = y + depth + row * VALUE.leading
                pen.text(labels, base, label, LABEL)
                pen.text(values, base, within(text, end - values, VALUE), VALUE)

    yield Strip(depth + max(map(len, columns), default=0) * VALUE.leading, draw)


def _asked(invoice: Document) -> str:
    amount = f"{words.figure(invoice['grossAmount'])} {invoice.get('currency', '')}"
    due = invoice.get("dueDate")
    return f"{amount} betales senest {words.day(due)}" if due else f"{amount} betales"


def _accounts(invoice: Document, bank: Document) -> tuple[list[Fact], list[Fact]]:
    """What a Dane pays by, and what one abroad needs."""
    domestic = invoice.get("currency") == "DKK"
    number, giro = words.number(invoice), str(bank.get("giro") or "")
    account = " ".join(str(bank[name]) for name in ("bankSortCode", "bankAccountNumber") if bank.get(name))
    here = {
        "Bank": bank.get("bankName"),
        "Reg.- og kontonr.": account if domestic else "",
        "Betalings-id": _slip(number, giro) if domestic and giro.isdecimal() and number.isdecimal() else "",
        "Besked": f"Faktura {number}",
    }
    abroad = {"IBAN": words.grouped(str(bank.get("ibanNumber") or "")), "SWIFT/BIC": bank.get("swiftCode")}
    first, second = ([(label, str(text)) for label, text in facts.items() if text] for facts in (here, abroad))
    return first, second


def _slip(number: str, giro: str) -> str:
    """The line of a payment slip, as a bank's own pages ask for it."""
    padded = number.rjust(DIGITS, "0")
    return f"+{SLIP}<{padded}{_check(padded)}+{giro}<"


def _check(digits: str) -> int:
    """The check digit, modulus 10 with the weights 2 and 1 from the right."""
    return -sum(_weighed(digits)) % 10


def _weighed(digits: str) -> Iterator[int]:
    for index, digit in enumerate(reversed(digits)):
        product = int(digit) * (2 - index % 2)
        yield product // 10 + product % 10
