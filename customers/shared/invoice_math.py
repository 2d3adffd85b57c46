"""What an invoice comes to, before e-conomic says so: lines, VAT, margins, base currency, due date. Pure.

As recorded: a line is rounded to the hundredth, its VAT to four decimals; net is the sum of the rounded lines, and
VAT is rounded once for each rate. That ties go away from zero is inferred: no recording tells otherwise.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

ZERO = Decimal(0)
HUNDRED = Decimal(100)
EXACT = Context(prec=80, rounding=ROUND_HALF_UP)  # the largest amounts that e-conomic takes, multiplied

BY_HAND = "dueDate"  # the type of terms whose date is set on each invoice
AT_ONCE = frozenset({"prepaid", "paidInCash", "creditcard"})
FIRST_OF_WEEK = {"invoiceWeekStartingMonday": 0, "invoiceWeekStartingSunday": 6}


@dataclass(frozen=True, slots=True)
class Sold:
    """A line with a product, in the invoice's currency; the cost of one is in the agreement's own."""

    quantity: Decimal
    price: Decimal | None
    """None: no price, and so the line comes to nothing."""
    discount: Decimal = ZERO
    cost: Decimal = ZERO
    vat_rate: Decimal | None = None
    """Per cent. None: not known, and then neither is the VAT of the whole."""

    @property
    def net(self) -> Decimal:
        return line_total(self.quantity, self.price, self.discount)


@dataclass(frozen=True, slots=True)
class Margin:
    """What is left when the goods are paid for, in the agreement's own currency."""

    amount: Decimal
    percentage: Decimal


@dataclass(frozen=True, slots=True)
class Vat:
    """What is sold at one rate, and the VAT on it."""

    rate: Decimal
    net: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """What the lines come to. None is what is not known: VAT where a rate is missing, the base currency without one."""

    net: Decimal
    vats: tuple[Vat, ...]
    """By rate, the lowest first; lines whose rate is not known are in none."""
    vat: Decimal | None
    gross: Decimal | None
    cost: Decimal
    net_in_base: Decimal | None
    gross_in_base: Decimal | None
    margin: Margin | None
    rounding: Decimal = Decimal("0.00")
    """Always nothing: e-conomic has a rounding amount, and no recording in which it is used."""


def rounded(amount: Decimal, decimals: int = 2) -> Decimal:
    """With that many decimals, ties away from zero, and never a negative zero."""
    return EXACT.add(amount.quantize(Decimal(1).scaleb(-decimals), context=EXACT), ZERO)


def line_total(quantity: Decimal, price: Decimal | None, discount: Decimal = ZERO) -> Decimal:
    """A line without VAT; the discount is in per cent."""
    with localcontext(EXACT):
        return rounded(quantity * (price or ZERO) * (HUNDRED - discount) / HUNDRED)


def in_base(amount: Decimal, exchange_rate: Decimal) -> Decimal:
    """In the agreement's own currency; the rate is what a hundred of the other cost."""
    with localcontext(EXACT):
        return rounded(amount * exchange_rate / HUNDRED)


def line_margin(line: Sold, exchange_rate: Decimal) -> Margin:
    """Of one line; nothing where it has no price."""
    net = in_base(line.net, exchange_rate)
    with localcontext(EXACT):
        return _margin(ZERO if line.price is None else net - line.quantity * line.cost, net)


def totals(lines: Iterable[Sold], exchange_rate: Decimal | None) -> Totals:
    """What lines come to together, in any order. Lines of text do not count, so they are not given."""
    sold = list(lines)
    vats = _vats(sold)
    with localcontext(EXACT):
        net = rounded(sum((each.net for each in sold), ZERO))
        cost = sum((each.quantity * each.cost for each in sold), ZERO)
        known = all(each.vat_rate is not None for each in sold)
        vat = rounded(sum((each.amount for each in vats), ZERO)) if known else None
        gross = None if vat is None else net + vat
        net_in_base = None if exchange_rate is None else in_base(net, exchange_rate)
        margin = None if net_in_base is None else _margin(net_in_base - cost, net_in_base)
    gross_in_base = None if gross is None or exchange_rate is None else in_base(gross, exchange_rate)
    return Totals(net, vats, vat, gross, rounded(cost, 4), net_in_base, gross_in_base, margin)


def due_date(day: date, terms_type: str, days_of_credit: int, chosen: date | None = None) -> date | None:
    """When an invoice of that day is to be paid; None for terms whose date is chosen by hand, and is not yet.

    `net` and `invoiceMonth` are as recorded. That a week's days run from its last day, that what is paid at once is
    due at once, and that any other type counts as `net`, is inferred.
    """
    if terms_type == BY_HAND:
        return chosen
    if terms_type in AT_ONCE:
        return day
    if terms_type == "invoiceMonth":
        day = day.replace(day=monthrange(day.year, day.month)[1])
    elif terms_type in FIRST_OF_WEEK:
        day += timedelta(days=6 - (day.weekday() - FIRST_OF_WEEK[terms_type]) % 7)
    try:
        return day + timedelta(days=days_of_credit)
    except OverflowError:
        return date.max


def _vats(sold: Iterable[Sold]) -> tuple[Vat, ...]:
    nets: dict[Decimal, Decimal] = {}
    amounts: dict[Decimal, Decimal] = {}
    with localcontext(EXACT):
        for each in sold:
            if each.vat_rate is not None:
                rate = each.vat_rate
                nets[rate] = nets.get(rate, ZERO) + each.net
                amounts[rate] = amounts.get(rate, ZERO) + rounded(each.net * rate / HUNDRED, 4)
    return _summed(nets, amounts)


def _summed(nets: Mapping[Decimal, Decimal], amounts: Mapping[Decimal, Decimal]) -> tuple[Vat, ...]:
    return tuple(Vat(rate, rounded(nets[rate]), rounded(amounts[rate])) for rate in sorted(nets))


def _margin(amount: Decimal, net: Decimal) -> Margin:
    with localcontext(EXACT):
        return Margin(rounded(amount), rounded(amount / net * HUNDRED) if net else rounded(ZERO))
