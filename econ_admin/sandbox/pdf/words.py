"""Danish titles, numbers and dates."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from econ_admin.sandbox.collections import Document

_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_TO_DANISH = str.maketrans(",.", ".,")
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
MAX_DIGITS = 18  # integer digits; larger numbers are written in scientific notation
MAX_DECIMALS = 6


def format_number(value: Any, decimals: int = 2) -> str:
    """Formats a number in Danish: -1.234,50."""
    number = _to_decimal(value)
    if not number.is_finite() or number.adjusted() > MAX_DIGITS:
        return f"{number:.2e}".translate(_TO_DANISH)
    rounded = number.quantize(Decimal(1).scaleb(-decimals), context=_EXACT) + 0
    return f"{rounded:,.{decimals}f}".translate(_TO_DANISH)


def count_decimals(values: list[Any], minimum: int) -> int:
    """Returns the decimals needed to show all values exactly: 0, or at least `minimum`."""
    numbers = (_to_decimal(value) for value in values)
    scales = [-int(number.normalize().as_tuple().exponent) for number in numbers if number.is_finite()]
    needed = max(scales, default=0)
    return 0 if needed <= 0 else min(max(needed, minimum), MAX_DECIMALS)


def format_date(iso_date: Any) -> str:
    """Formats an ISO date, 2026-11-23, as 23.11.2026; returns anything else unchanged."""
    return _ISO_DATE.sub(r"\3.\2.\1", str(iso_date), count=1)


def format_percentage(value: Any) -> str:
    """Formats a percentage with the decimals it needs."""
    return f"{format_number(value, count_decimals([value], 1))} %"


def format_iban(account: str) -> str:
    """Formats an IBAN in groups of four."""
    characters = account.replace(" ", "")
    return " ".join(characters[start : start + 4] for start in range(0, len(characters), 4))


def is_credit_note(invoice: Document) -> bool:
    """Tells whether the total is negative."""
    return _to_decimal(invoice.get("grossAmount", 0)) < 0


def format_document_type(invoice: Document, *, draft: bool) -> str:
    """Faktura, Kreditnota, Fakturakladde or Kreditnotakladde."""
    return ("Kreditnota" if is_credit_note(invoice) else "Faktura") + ("kladde" if draft else "")


def get_invoice_number(invoice: Document) -> str:
    """Returns the booked number, or the draft's."""
    return str(invoice.get("bookedInvoiceNumber") or invoice.get("draftInvoiceNumber") or "")


def _to_decimal(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))
