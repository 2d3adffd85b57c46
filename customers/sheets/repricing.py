"""Asking e-conomic again what lines cost: one, all, or all in another currency."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from customers.models import Sheet, SheetLine
from customers.sheets.documents import value_of
from customers.sheets.heads import keep_head
from customers.sheets.keeping import Outdated, changing, overtaken, touch
from customers.sheets.lines import PRICED_BY
from customers.sheets.placing import standing
from customers.sheets.pricing import ONE, Proposal, ask_for, lay_in
from econ_admin.gateway.errors import GatewayError
from econ_admin.http import EconRequest

FREED = ("unit_net_price", "discount_percentage")


@dataclass(frozen=True, slots=True)
class Repriced:
    """What came of it, by the pk of lines."""

    sheet: Sheet
    changed: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    """Without a price in this currency, or changed meanwhile, or e-conomic had no answer: they keep what they had."""
    written: tuple[int, ...] = ()
    """Those of which anything is another: price, discount, or what is said of them."""
    asked: int = 0
    """How many were asked for."""
    by_hand: int = 0
    """How many were not, since their price was set by hand."""


def reprice(request: EconRequest, sheet: Sheet, lines: Sequence[int] = ()) -> Repriced:
    """Ask again for these lines, also where the price was set by hand: it is e-conomic's then. Without any named, for
    all whose price was not set by hand. Raises NotOpen.
    """
    sold = [row for row in standing(sheet) if row.product and (not lines or row.pk in lines)]
    rows = [row for row in sold if lines or not row.price_by_hand]
    proposals = _asked(request, sheet, rows)
    with changing(request, sheet) as now:
        done = _laid(now, rows, proposals, free=bool(lines))
    return replace(done, by_hand=len(sold) - len(rows))


def change_currency(request: EconRequest, sheet: Sheet, revision: int, currency: str, *, again: bool) -> Repriced:
    """Write the sheet in another currency: `again` takes the prices that there are in it, else the numbers stay.

    A price set by hand stays in any case. The exchange rate is the template's in the customer's own currency, 100 in
    the agreement's, and else e-conomic's to say when the draft is made. Raises Outdated, NotOpen.
    """
    economic = request.economic
    template, agreement = economic.together(lambda: economic.templates.invoice(sheet.customer), economic.agreement.get)
    rate = template.exchange_rate if template.currency == currency else None
    rate = ONE * 100 if agreement.settings.base_currency == currency else rate
    rows = [row for row in standing(sheet) if row.product and not row.price_by_hand] if again else []
    proposals = _asked(request, sheet, rows, currency)
    with changing(request, sheet) as now:
        if fields := overtaken(now.touched, revision, {"currency": currency}, lambda field: value_of(now.head, field)):
            raise Outdated(fields, now)
        keep_head(now, {"currency": currency, "exchange_rate": rate})
        return _laid(now, rows, proposals, free=False)


def _asked(
    request: EconRequest, sheet: Sheet, rows: Sequence[SheetLine], currency: str = ""
) -> list[Proposal | GatewayError]:
    """One round trip; one call for each line, where it is known what group its product is of."""
    known = all(row.product_group is not None for row in rows)
    wanted = [(row.product, row.content.quantity or ONE) for row in rows]
    return ask_for(request, sheet, wanted, known=known, currency=currency)


def _laid(
    sheet: Sheet, rows: Sequence[SheetLine], proposals: Sequence[Proposal | GatewayError], *, free: bool
) -> Repriced:
    """Inside `changing`: lay in what was proposed, but where what it depends on is not what it was."""
    changed, left, written = [], [], []
    there = {row.pk: row for row in standing(sheet)}
    for row, proposal in zip(rows, proposals, strict=True):
        line = there.get(row.pk)
        if line is None or isinstance(proposal, GatewayError) or proposal.price is None or _is_other(row, line):
            left.append(row.pk)
            continue
        was = (line.wire, line.unpriced, line.was)
        if free:
            line.price_by_hand = line.discount_by_hand = False
        if lay_in(line, proposal, with_text=False):
            changed.append(line.pk)
        if free or was != (line.wire, line.unpriced, line.was):
            touch(line, sheet.revision, *FREED)
            line.save()
            written.append(line.pk)
    return Repriced(sheet, tuple(changed), tuple(left), tuple(written), len(rows))


def _is_other(asked: SheetLine, line: SheetLine) -> bool:
    same = all(value_of(asked.content, field) == value_of(line.content, field) for field in PRICED_BY)
    return not same or asked.price_by_hand != line.price_by_hand
