"""Asking e-conomic again what lines cost: one, all, or all in another currency."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from customers.drafting.draft_json import value_of
from customers.drafting.header import keep_head
from customers.drafting.line_order import standing
from customers.drafting.lines import PRICED_BY
from customers.drafting.pricing import ONE, Proposal, Question, ask_all, lay_in, mark_by_hand
from customers.drafting.revisions import Outdated, changing, overtaken, touch
from customers.models import Sheet, SheetLine
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
    taken: tuple[int, ...] = ()
    """Those whose price is e-conomic's in the sheet's currency."""
    kept: tuple[int, ...] = ()
    """Those that keep their number in another currency."""


class Asked(NamedTuple):
    """A line, and what e-conomic proposes for it."""

    row: SheetLine
    proposal: Proposal | GatewayError
    usual: Proposal | GatewayError | None
    """For a line that was carried over: the same in the currency that the sheet had."""
    currency: str
    """That the proposal was asked for in."""


def reprice(request: EconRequest, sheet: Sheet, lines: Sequence[int] = (), *, by_hand: bool = False) -> Repriced:
    """Ask again for these lines, also where the price was set by hand: it is e-conomic's then. Without any named, for
    all whose price was not set by hand, or with `by_hand` for those too. Raises NotOpen.
    """
    sold = [row for row in standing(sheet) if row.product and (not lines or row.pk in lines)]
    rows = [row for row in sold if lines or by_hand or not row.price_by_hand]
    asked = _asked(request, sheet, rows)
    with changing(request, sheet) as now:
        done = _laid(now, asked, free=by_hand or bool(lines))
    skipped = len(sold) - len(rows)
    return replace(done, by_hand=done.by_hand + skipped)


def change_currency(request: EconRequest, sheet: Sheet, revision: int, currency: str, *, again: bool) -> Repriced:
    """Write the sheet in another currency: `again` takes the prices that there are in it, else the numbers stay.

    A price set by hand stays in any case. Each line whose number stays notes the currency that it was in. The exchange
    rate is the template's in the customer's own currency, 100 in the agreement's, and else e-conomic's to say when the
    draft is made. Raises Outdated, NotOpen.
    """
    economic = request.economic
    template, agreement = economic.together(lambda: economic.templates.invoice(sheet.customer), economic.agreement.get)
    rate = template.exchange_rate if template.currency == currency else None
    rate = ONE * 100 if agreement.settings.base_currency == currency else rate
    rows = [row for row in standing(sheet) if row.product and not row.price_by_hand] if again else []
    asked = _asked(request, sheet, rows, currency)
    with changing(request, sheet) as now:
        if fields := overtaken(now.touched, revision, {"currency": currency}, lambda field: value_of(now.head, field)):
            raise Outdated(fields, now)
        was = now.head.currency
        keep_head(now, {"currency": currency, "exchange_rate": rate})
        done = _laid(now, asked, free=False)
        return replace(done, kept=_note_currency(now, was, done.taken))


def _note_currency(sheet: Sheet, was: str, taken: Sequence[int]) -> tuple[int, ...]:
    """Inside `changing`: lines that did not take a price in the new currency note the one that theirs is in."""
    lines = [row for row in standing(sheet) if row.product and row.content.unit_net_price and row.pk not in taken]
    for line in lines:
        price_from = line.price_from or was
        line.price_from = "" if price_from == sheet.head.currency else price_from
    SheetLine.objects.bulk_update(lines, ["price_from"])
    return tuple(line.pk for line in lines if line.price_from)


def _asked(request: EconRequest, sheet: Sheet, rows: Sequence[SheetLine], currency: str = "") -> list[Asked]:
    """One round trip; one call for each line, where it is known what group its product is of."""
    known = all(row.product_group is not None for row in rows)
    now = sheet.head.currency
    wanted = [_question(row, currency or now) for row in rows]
    carried = [_question(row, now) for row in rows if row.carried_over]
    questions = list(dict.fromkeys(wanted + carried))
    answers = dict(zip(questions, ask_all(request, sheet, questions, known=known), strict=True))
    return [
        Asked(row, answers[question], answers[_question(row, now)] if row.carried_over else None, question.currency)
        for row, question in zip(rows, wanted, strict=True)
    ]


def _question(row: SheetLine, currency: str) -> Question:
    return Question(row.product, row.content.quantity or ONE, currency)


def _laid(sheet: Sheet, asked: Sequence[Asked], *, free: bool) -> Repriced:
    """Inside `changing`: lay in what was proposed, but where what it depends on is not what it was."""
    changed: list[int] = []
    left: list[int] = []
    written: list[int] = []
    by_hand: list[int] = []
    taken: list[int] = []
    there, currency = {row.pk: row for row in standing(sheet)}, sheet.head.currency
    for question in asked:
        row, proposal, usual = question.row, question.proposal, question.usual
        line = there.get(row.pk)
        if line is None or isinstance(proposal, GatewayError) or currency != question.currency or _is_other(row, line):
            left.append(row.pk)
            continue
        was = (line.wire, line.unpriced, line.was, line.price_from)
        # A line whose own quantity could not be asked for is compared first: its price may have been set by hand
        freed = free and not (line.carried_over and line.unpriced and line.content.unit_net_price is not None)
        if freed and proposal.price is not None:
            line.price_by_hand = line.discount_by_hand = line.carried_over = False
        elif isinstance(usual, Proposal) and line.carried_over:
            mark_by_hand(line, usual)
        if line.carried_over or (proposal.price is None and not line.price_by_hand):
            left.append(row.pk)
            continue
        if lay_in(line, proposal, with_text=False):
            changed.append(line.pk)
        (by_hand if line.price_by_hand else taken).append(line.pk)
        is_new = freed or was != (line.wire, line.unpriced, line.was, line.price_from)
        if is_new:
            touch(line, sheet.revision, *FREED)
        if is_new or row.carried_over:
            line.save()
            written.append(line.pk)
    return Repriced(
        sheet, tuple(changed), tuple(left), tuple(written), len(asked) - len(by_hand), len(by_hand), tuple(taken)
    )


def _is_other(asked: SheetLine, line: SheetLine) -> bool:
    same = all(value_of(asked.content, field) == value_of(line.content, field) for field in PRICED_BY)
    by_hand = (asked.price_by_hand, asked.discount_by_hand, asked.carried_over)
    return not same or by_hand != (line.price_by_hand, line.discount_by_hand, line.carried_over)
