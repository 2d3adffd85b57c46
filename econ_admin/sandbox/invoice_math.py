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
EXACT = Context(prec=80, rounding=ROUND_HALF_UP)  # the largest amounts that a body may have, multiplied
NO_MARGIN = Decimal("0.0")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with a product: amounts in the invoice's currency, the cost of one in the base currency."""

    quantity: Decimal
    price: Decimal | None  # None where no price was given, and the line comes to nothing
    discount: Decimal = ZERO  # per cent
    cost: Decimal = ZERO
    vat_rate: Decimal = ZERO  # per cent

    @property
    def net(self) -> Decimal:
        """Its total without VAT."""
        with localcontext(EXACT):
            return scaled(self.quantity * (self.price or ZERO) * (HUNDRED - self.discount) / HUNDRED, 2)

    @property
    def vat(self) -> Decimal:
        """Its VAT, to four decimals."""
        with localcontext(EXACT):
            return scaled(self.net * self.vat_rate / HUNDRED, 4)

    @property
    def whole_cost(self) -> Decimal:
        """What all of it costs, in the base currency."""
        with localcontext(EXACT):
            return self.quantity * self.cost

    def margins(self, rate: Decimal) -> Document:
        """Margin and its share; none where there is no price."""
        with localcontext(EXACT):
            net = in_base(self.net, rate)
            margin = ZERO if self.price is None else net - self.whole_cost
            return {"marginInBaseCurrency": scaled(margin, 2), "marginPercentage": share(margin, net)}


def scaled(amount: Decimal, decimals: int) -> Decimal:
    """The amount with that many decimals, and never a negative zero."""
    return EXACT.add(amount.quantize(_unit(decimals), context=EXACT), ZERO)


@cache
def _unit(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def in_base(amount: Decimal, rate: Decimal) -> Decimal:
    """The amount in the base currency; the rate is what a hundred of the other cost."""
    with localcontext(EXACT):
        return scaled(amount * rate / HUNDRED, 2)


def share(margin: Decimal, net: Decimal) -> Decimal:
    """The margin in per cent of what was invoiced."""
    with localcontext(EXACT):
        return scaled(margin / net * HUNDRED, 2) if net else NO_MARGIN


@dataclass(frozen=True, slots=True)
class Total:
    """What all lines come to."""

    net: Decimal
    vat: Decimal
    cost: Decimal
    rate: Decimal

    @classmethod
    def of(cls, lines: Iterable[Line], rate: Decimal) -> "Total":
        """The sums of the lines at that exchange rate."""
        every = list(lines)
        with localcontext(EXACT):
            net = sum((line.net for line in every), ZERO)
            vat = scaled(sum((line.vat for line in every), ZERO), 2)
            return cls(net, vat, sum((line.whole_cost for line in every), ZERO), rate)

    @property
    def gross(self) -> Decimal:
        """What is to be paid."""
        with localcontext(EXACT):
            return self.net + self.vat

    def of_draft(self) -> Document:
        """The amounts of a draft, with the scales that they have on the wire."""
        with localcontext(EXACT):
            net = in_base(self.net, self.rate)
            return {
                "exchangeRate": scaled(self.rate, 6),
                "netAmount": scaled(self.net, 6),
                "netAmountInBaseCurrency": net,
                "grossAmount": scaled(self.gross, 6),
                "grossAmountInBaseCurrency": in_base(self.gross, self.rate),
                "marginInBaseCurrency": scaled(net - self.cost, 4),
                "marginPercentage": share(net - self.cost, net),
                "vatAmount": scaled(self.vat, 6),
                "roundingAmount": scaled(ZERO, 2),
                "costPriceInBaseCurrency": scaled(self.cost, 4),
            }

    def of_booked(self, remainder: Decimal) -> Document:
        """The amounts of a booked invoice, with the scales that they have on the wire."""
        return {
            "exchangeRate": scaled(self.rate, 6),
            "netAmount": scaled(self.net, 2),
            "netAmountInBaseCurrency": in_base(self.net, self.rate),
            "grossAmount": scaled(self.gross, 2),
            "grossAmountInBaseCurrency": in_base(self.gross, self.rate),
            "vatAmount": scaled(self.vat, 2),
            "roundingAmount": scaled(ZERO, 2),
            "remainder": scaled(remainder, 2),
            "remainderInBaseCurrency": in_base(remainder, self.rate),
        }
