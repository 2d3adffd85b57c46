"""Invoice arithmetic as e-conomic does it: line totals, VAT, margins, base currency, due dates. Pure functions.

From recordings: a line is rounded to two decimals and its VAT to four; net is the sum of rounded lines, and VAT is
rounded once per rate. Rounding half away from zero is inferred: no recording shows a tie.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

ZERO = Decimal(0)
HUNDRED = Decimal(100)
EXACT_CONTEXT = Context(prec=80, rounding=ROUND_HALF_UP)  # enough for products of e-conomic's largest amounts

MANUAL_DUE_DATE = "dueDate"  # the type of terms whose date is set on each invoice
IMMEDIATE_TERMS = frozenset({"prepaid", "paidInCash", "creditcard"})
WEEK_STARTS = {"invoiceWeekStartingMonday": 0, "invoiceWeekStartingSunday": 6}


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line with a product. Amounts are in the invoice's currency, `cost` is in the agreement's."""

    quantity: Decimal
    price: Decimal | None
    """None means no price, so the line total is 0."""
    discount: Decimal = ZERO
    cost: Decimal = ZERO
    vat_rate: Decimal | None = None
    """Per cent. None means unknown, and so is the VAT of the invoice."""

    @property
    def net(self) -> Decimal:
        return compute_line_total(self.quantity, self.price, self.discount)


@dataclass(frozen=True, slots=True)
class Margin:
    """The margin after the cost of the goods, in the agreement's currency."""

    amount: Decimal
    percentage: Decimal


@dataclass(frozen=True, slots=True)
class Vat:
    """Net sales at one rate, and their VAT."""

    rate: Decimal
    net: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of the lines. Unknown amounts are None: VAT without a rate, base currency without an exchange rate."""

    net: Decimal
    vats: tuple[Vat, ...]
    """By rate, the lowest first. Lines with an unknown rate are left out."""
    vat: Decimal | None
    gross: Decimal | None
    cost: Decimal
    net_in_base: Decimal | None
    gross_in_base: Decimal | None
    margin: Margin | None
    rounding: Decimal = Decimal("0.00")
    """Always 0: no recording uses e-conomic's rounding amount."""


def round_amount(amount: Decimal, decimals: int = 2) -> Decimal:
    """Rounds half away from zero, and never returns a negative zero."""
    return EXACT_CONTEXT.add(amount.quantize(Decimal(1).scaleb(-decimals), context=EXACT_CONTEXT), ZERO)


def compute_line_total(quantity: Decimal, price: Decimal | None, discount: Decimal = ZERO) -> Decimal:
    """Computes a line total without VAT. The discount is in per cent."""
    with localcontext(EXACT_CONTEXT):
        return round_amount(quantity * (price or ZERO) * (HUNDRED - discount) / HUNDRED)


def convert_to_base(amount: Decimal, exchange_rate: Decimal) -> Decimal:
    """Converts to the agreement's currency. The exchange rate is the price of 100 units of the other."""
    with localcontext(EXACT_CONTEXT):
        return round_amount(amount * exchange_rate / HUNDRED)


def compute_line_margin(line: SoldLine, exchange_rate: Decimal) -> Margin:
    """Computes the margin of a line; 0 without a price."""
    net = convert_to_base(line.net, exchange_rate)
    with localcontext(EXACT_CONTEXT):
        return _compute_margin(ZERO if line.price is None else net - line.quantity * line.cost, net)


def compute_totals(lines: Iterable[SoldLine], exchange_rate: Decimal | None) -> Totals:
    """Computes the totals of lines with a product, in any order."""
    sold_lines = list(lines)
    vats = _compute_vats(sold_lines)
    with localcontext(EXACT_CONTEXT):
        net = round_amount(sum((line.net for line in sold_lines), ZERO))
        cost = sum((line.quantity * line.cost for line in sold_lines), ZERO)
        are_rates_known = all(line.vat_rate is not None for line in sold_lines)
        vat = round_amount(sum((vat_at_rate.amount for vat_at_rate in vats), ZERO)) if are_rates_known else None
        gross = None if vat is None else net + vat
        net_in_base = None if exchange_rate is None else convert_to_base(net, exchange_rate)
        margin = None if net_in_base is None else _compute_margin(net_in_base - cost, net_in_base)
    gross_in_base = None if gross is None or exchange_rate is None else convert_to_base(gross, exchange_rate)
    return Totals(net, vats, vat, gross, round_amount(cost, 4), net_in_base, gross_in_base, margin)


def compute_due_date(
    invoice_date: date, terms_type: str, days_of_credit: int, chosen: date | None = None
) -> date | None:
    """Returns the due date, or `chosen` for terms whose date is set on each invoice.

    `net` and `invoiceMonth` follow recordings. Inferred: weeks count from their last day, immediate terms are due at
    once, and all other types count as `net`.
    """
    if terms_type == MANUAL_DUE_DATE:
        return chosen
    if terms_type in IMMEDIATE_TERMS:
        return invoice_date
    if terms_type == "invoiceMonth":
        invoice_date = invoice_date.replace(day=monthrange(invoice_date.year, invoice_date.month)[1])
    elif terms_type in WEEK_STARTS:
        invoice_date += timedelta(days=6 - (invoice_date.weekday() - WEEK_STARTS[terms_type]) % 7)
    try:
        return invoice_date + timedelta(days=days_of_credit)
    except OverflowError:
        return date.max


def _compute_vats(sold_lines: Iterable[SoldLine]) -> tuple[Vat, ...]:
    nets: dict[Decimal, Decimal] = {}
    amounts: dict[Decimal, Decimal] = {}
    with localcontext(EXACT_CONTEXT):
        for line in sold_lines:
            if line.vat_rate is not None:
                rate = line.vat_rate
                nets[rate] = nets.get(rate, ZERO) + line.net
                amounts[rate] = amounts.get(rate, ZERO) + round_amount(line.net * rate / HUNDRED, 4)
    return _build_vats(nets, amounts)


def _build_vats(nets: Mapping[Decimal, Decimal], amounts: Mapping[Decimal, Decimal]) -> tuple[Vat, ...]:
    return tuple(Vat(rate, round_amount(nets[rate]), round_amount(amounts[rate])) for rate in sorted(nets))


def _compute_margin(amount: Decimal, net: Decimal) -> Margin:
    with localcontext(EXACT_CONTEXT):
        return Margin(round_amount(amount), round_amount(amount / net * HUNDRED) if net else round_amount(ZERO))
