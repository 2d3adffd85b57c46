"""What an invoice comes to: lines, VAT, margins and amounts in the base currency. Pure.

Ties are rounded up and VAT is rounded once, on the sum of the lines; no recording tells otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache

from econ_admin.sandbox.collections import Document

ZERO = Decimal(0)
HUNDRED = Decimal(100)
EXACT_CONTEXT = Context(prec=80, rounding=ROUND_HALF_UP)  # the largest amounts that a body may have, multiplied
ZERO_MARGIN = Decimal("0.0")


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with a product: amounts in the invoice's currency, the cost of one in the base currency."""

    quantity: Decimal
    price: Decimal | None  # None where no price was given, and the line comes to nothing
    discount: Decimal = ZERO  # per cent
    cost: Decimal = ZERO
    vat_rate: Decimal = ZERO  # per cent

    @property
    def net(self) -> Decimal:
        """Its total without VAT."""
        with localcontext(EXACT_CONTEXT):
            return round_amount(self.quantity * (self.price or ZERO) * (HUNDRED - self.discount) / HUNDRED, 2)

    @property
    def vat(self) -> Decimal:
        """Its VAT, to four decimals."""
        with localcontext(EXACT_CONTEXT):
            return round_amount(self.net * self.vat_rate / HUNDRED, 4)

    @property
    def total_cost(self) -> Decimal:
        """What all of it costs, in the base currency."""
        with localcontext(EXACT_CONTEXT):
            return self.quantity * self.cost

    def calculate_margins(self, exchange_rate: Decimal) -> Document:
        """Margin and its share; none where there is no price."""
        with localcontext(EXACT_CONTEXT):
            net = convert_to_base(self.net, exchange_rate)
            margin = ZERO if self.price is None else net - self.total_cost
            return {
                "marginInBaseCurrency": round_amount(margin, 2),
                "marginPercentage": calculate_margin_percentage(margin, net),
            }


def round_amount(amount: Decimal, decimals: int) -> Decimal:
    """The amount with that many decimals, and never a negative zero."""
    return EXACT_CONTEXT.add(amount.quantize(_get_quantum(decimals), context=EXACT_CONTEXT), ZERO)


@cache
def _get_quantum(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def convert_to_base(amount: Decimal, exchange_rate: Decimal) -> Decimal:
    """The amount in the base currency; the rate is what a hundred of the other cost."""
    with localcontext(EXACT_CONTEXT):
        return round_amount(amount * exchange_rate / HUNDRED, 2)


def calculate_margin_percentage(margin: Decimal, net: Decimal) -> Decimal:
    """The margin in per cent of what was invoiced."""
    with localcontext(EXACT_CONTEXT):
        return round_amount(margin / net * HUNDRED, 2) if net else ZERO_MARGIN


@dataclass(frozen=True, slots=True)
class InvoiceTotal:
    """What all lines come to."""

    net: Decimal
    vat: Decimal
    cost: Decimal
    exchange_rate: Decimal

    @classmethod
    def from_lines(cls, lines: Iterable[PricedLine], exchange_rate: Decimal) -> "InvoiceTotal":
        """The sums of the lines at that exchange rate."""
        priced_lines = list(lines)
        with localcontext(EXACT_CONTEXT):
            net = sum((line.net for line in priced_lines), ZERO)
            vat = round_amount(sum((line.vat for line in priced_lines), ZERO), 2)
            return cls(net, vat, sum((line.total_cost for line in priced_lines), ZERO), exchange_rate)

    @property
    def gross(self) -> Decimal:
        """What is to be paid."""
        with localcontext(EXACT_CONTEXT):
            return self.net + self.vat

    def to_draft_amounts(self) -> Document:
        """The amounts of a draft, with the scales that they have on the wire."""
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
        """The amounts of a booked invoice, with the scales that they have on the wire."""
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
