"""Calculates invoice amounts: lines, VAT, margins, and amounts in the base currency. Pure functions.

Rounds half up, and rounds VAT once, on the sum of the lines; no recording contradicts this.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache

from econ_admin.sandbox.collections import Document

ZERO = Decimal(0)
HUNDRED = Decimal(100)
EXACT_CONTEXT = Context(prec=80, rounding=ROUND_HALF_UP)  # enough to multiply the largest amounts a body may have
ZERO_MARGIN = Decimal("0.0")


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A product line: amounts in the invoice's currency, unit cost in the base currency."""

    quantity: Decimal
    price: Decimal | None  # None if no price was given; the line's amount is then 0
    discount: Decimal = ZERO  # percent
    cost: Decimal = ZERO
    vat_rate: Decimal = ZERO  # percent

    @property
    def net(self) -> Decimal:
        """Line total without VAT."""
        with localcontext(EXACT_CONTEXT):
            return round_amount(self.quantity * (self.price or ZERO) * (HUNDRED - self.discount) / HUNDRED, 2)

    @property
    def vat(self) -> Decimal:
        """VAT of the line, to four decimals."""
        with localcontext(EXACT_CONTEXT):
            return round_amount(self.net * self.vat_rate / HUNDRED, 4)

    @property
    def total_cost(self) -> Decimal:
        """Total cost, in the base currency."""
        with localcontext(EXACT_CONTEXT):
            return self.quantity * self.cost

    def calculate_margins(self, exchange_rate: Decimal) -> Document:
        """Returns margin and margin percentage; zero without a price."""
        with localcontext(EXACT_CONTEXT):
            net = convert_to_base(self.net, exchange_rate)
            margin = ZERO if self.price is None else net - self.total_cost
            return {
                "marginInBaseCurrency": round_amount(margin, 2),
                "marginPercentage": calculate_margin_percentage(margin, net),
            }


def round_amount(amount: Decimal, decimals: int) -> Decimal:
    """Rounds to that many decimals; never returns a negative zero."""
    return EXACT_CONTEXT.add(amount.quantize(_get_quantum(decimals), context=EXACT_CONTEXT), ZERO)


@cache
def _get_quantum(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def convert_to_base(amount: Decimal, exchange_rate: Decimal) -> Decimal:
    """Converts an amount to the base currency; the rate is the price of 100 units of the other currency."""
    with localcontext(EXACT_CONTEXT):
        return round_amount(amount * exchange_rate / HUNDRED, 2)


def calculate_margin_percentage(margin: Decimal, net: Decimal) -> Decimal:
    """Returns the margin as a percentage of the net amount."""
    with localcontext(EXACT_CONTEXT):
        return round_amount(margin / net * HUNDRED, 2) if net else ZERO_MARGIN


@dataclass(frozen=True, slots=True)
class InvoiceTotal:
    """The totals of an invoice."""

    net: Decimal
    vat: Decimal
    cost: Decimal
    exchange_rate: Decimal

    @classmethod
    def from_lines(cls, lines: Iterable[PricedLine], exchange_rate: Decimal) -> "InvoiceTotal":
        """Sums the lines at that exchange rate."""
        priced_lines = list(lines)
        with localcontext(EXACT_CONTEXT):
            net = sum((line.net for line in priced_lines), ZERO)
            vat = round_amount(sum((line.vat for line in priced_lines), ZERO), 2)
            return cls(net, vat, sum((line.total_cost for line in priced_lines), ZERO), exchange_rate)

    @property
    def gross(self) -> Decimal:
        """The amount to pay."""
        with localcontext(EXACT_CONTEXT):
            return self.net + self.vat

    def to_draft_amounts(self) -> Document:
        """Returns the amounts of a draft, with the scales used on the wire."""
        with localcontext(EXACT_CONTEXT):
            net = convert_to_base(self.net, self.exchange_rate)
            return {
                "exchangeRate": round_amount(self.exchange_rate, 6),
                "netAmount": round_amount(self.net, 6),
                "netAmountInBaseCurrency": net,
                "grossAmount": round_amount(self.gross, 6),
                "grossAmountInBaseCurrency": convert_to_base(self.gross, self.exchange_rate),
                "marginInBaseCurrency": round_amount(net - self.cost, 4),
                "marginPercentage": calculate_margin_percentage(net - self.cost, net),
                "vatAmount": round_amount(self.vat, 6),
                "roundingAmount": round_amount(ZERO, 2),
                "costPriceInBaseCurrency": round_amount(self.cost, 4),
            }

    def to_booked_amounts(self, remainder: Decimal) -> Document:
        """Returns the amounts of a booked invoice, with the scales used on the wire."""
        return {
            "exchangeRate": round_amount(self.exchange_rate, 6),
            "netAmount": round_amount(self.net, 2),
            "netAmountInBaseCurrency": convert_to_base(self.net, self.exchange_rate),
            "grossAmount": round_amount(self.gross, 2),
            "grossAmountInBaseCurrency": convert_to_base(self.gross, self.exchange_rate),
            "vatAmount": round_amount(self.vat, 2),
            "roundingAmount": round_amount(ZERO, 2),
            "remainder": round_amount(remainder, 2),
            "remainderInBaseCurrency": convert_to_base(remainder, self.exchange_rate),
        }
