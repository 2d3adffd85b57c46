"""What an invoice says in Danish: its title, its numbers and its dates."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from econ_admin.sandbox.collections import Document

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_TO_DANISH = str.maketrans(",.", ".,")
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
LONGEST = 18  # digits before the comma; beyond, an amount is nonsense and is written short
FINEST = 6  # decimals


def figure(value: Any, decimals: int = 2) -> str:
    """A number as Danes write it: -1.234,50."""
    exact = _decimal(value)
    if not exact.is_finite() or exact.adjusted() > LONGEST:
        return f"{exact:.2e}".translate(_TO_DANISH)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), context=_EXACT) + 0
    return f"{rounded:,.{decimals}f}".translate(_TO_DANISH)


def decimals_of(values: list[Any], least: int) -> int:
    """How many decimals show all of these without loss; none of them, or `least` and more."""
    found = (_decimal(value) for value in values)
    scales = [-int(number.normalize().as_tuple().exponent) for number in found if number.is_finite()]
    needed = max(scales, default=0)
    return 0 if needed <= 0 else min(max(needed, least), FINEST)


def day(written: Any) -> str:
    """A date of the wire, 2026-11-23, as 23.11.2026; anything else as it stands."""
    return _DAY.sub(r"\3.\2.\1", str(written), count=1)


def share(value: Any) -> str:
    """A percentage with no more decimals than it needs."""
    return f"{figure(value, decimals_of([value], 1))} %"


def grouped(account: str) -> str:
    """An IBAN in fours, as it is read aloud."""
    bare = account.replace(" ", "")
    return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))


def is_credit(invoice: Document) -> bool:
    """Whether the seller gives money back."""
    return _decimal(invoice.get("grossAmount", 0)) < 0


def kind(invoice: Document, *, draft: bool) -> str:
    """Faktura, Kreditnota, Fakturakladde or Kreditnotakladde."""
    return ("Kreditnota" if is_credit(invoice) else "Faktura") + ("kladde" if draft else "")


def number(invoice: Document) -> str:
    """The number that it goes by."""
    return str(invoice.get("bookedInvoiceNumber") or invoice.get("draftInvoiceNumber") or "")


def _decimal(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))
