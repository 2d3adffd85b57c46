"""What an invoice says in Danish: its title, its numbers and its dates."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from econ_admin.sandbox.collections import Document

_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_TO_DANISH = str.maketrans(",.", ".,")
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
MAX_DIGITS = 18  # digits before the comma; beyond, an amount is nonsense and is written short
MAX_DECIMALS = 6  # decimals


def format_number(value: Any, decimals: int = 2) -> str:
    """A number as Danes write it: -1.234,50."""
    number = _to_decimal(value)
    if not number.is_finite() or number.adjusted() > MAX_DIGITS:
        return f"{number:.2e}".translate(_TO_DANISH)
    rounded = number.quantize(Decimal(1).scaleb(-decimals), context=_EXACT) + 0
    return f"{rounded:,.{decimals}f}".translate(_TO_DANISH)


def count_decimals(values: list[Any], minimum: int) -> int:
    """How many decimals show all of these without loss; none of them, or `least` and more."""
    numbers = (_to_decimal(value) for value in values)
    scales = [-int(number.normalize().as_tuple().exponent) for number in numbers if number.is_finite()]
    needed = max(scales, default=0)
    return 0 if needed <= 0 else min(max(needed, minimum), MAX_DECIMALS)


def format_date(iso_date: Any) -> str:
    """A date of the wire, 2026-11-23, as 23.11.2026; anything else as it stands."""
    return _ISO_DATE.sub(r"\3.\2.\1", str(iso_date), count=1)


def format_percentage(value: Any) -> str:
    """A percentage with no more decimals than it needs."""
    return f"{format_number(value, count_decimals([value], 1))} %"


def format_iban(account: str) -> str:
    """An IBAN in fours, as it is read aloud."""
    characters = account.replace(" ", "")
    return " ".join(characters[start : start + 4] for start in range(0, len(characters), 4))


def is_credit_note(invoice: Document) -> bool:
    """Whether the seller gives money back."""
    return _to_decimal(invoice.get("grossAmount", 0)) < 0


def format_document_type(invoice: Document, *, draft: bool) -> str:
    """Faktura, Kreditnota, Fakturakladde or Kreditnotakladde."""
    return ("Kreditnota" if is_credit_note(invoice) else "Faktura") + ("kladde" if draft else "")


def get_invoice_number(invoice: Document) -> str:
    """The number that it goes by."""
    return str(invoice.get("bookedInvoiceNumber") or invoice.get("draftInvoiceNumber") or "")


def _to_decimal(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))
