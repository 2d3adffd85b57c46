"""Reprices one line, all lines, or all lines in another currency."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from customers.drafting.draft_json import get_value
from customers.drafting.header import save_header
from customers.drafting.line_order import list_lines
from customers.drafting.lines import PRICE_FACTORS
from customers.drafting.pricing import ONE, LineProposal, Question, apply_proposal, ask_all, mark_by_hand, note_price
from customers.drafting.revisions import RevisionConflict, begin_revision, find_conflicting_fields, mark_changed
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import GatewayError

RESET_FIELDS = ("unit_net_price", "discount_percentage")


class Skip(NamedTuple):
    """A line that was not repriced: e-conomic has no price, gave an error, or the line changed during the request."""

    line_pk: int
    product: str
    error: GatewayError | None = None
    is_outdated: bool = False


@dataclass(frozen=True, slots=True)
class RepriceResult:
    """The outcome of repricing. Lines are given by pk."""

    draft: WorkingDraft
    changed: tuple[int, ...] = ()
    skips: tuple[Skip, ...] = ()
    updated: tuple[int, ...] = ()
    """Lines with a new price, discount or mark."""
    requested_count: int = 0
    kept_manual: int = 0
    """The number of lines left because their price is manual."""
    taken: tuple[int, ...] = ()
    """Lines that now have e-conomic's price in the draft's currency."""
    kept: tuple[int, ...] = ()
    """Lines whose price is in another currency."""

    @property
    def skipped(self) -> tuple[int, ...]:
        """Lines that were not repriced."""
        return tuple(skip.line_pk for skip in self.skips)


class Asked(NamedTuple):
    """A line and e-conomic's proposal for it."""

    row: WorkingDraftLine
    proposal: LineProposal | GatewayError
    usual: LineProposal | GatewayError | None
    """For a line copied from another invoice, the proposal in the draft's former currency."""
    currency: str
    """The currency of the proposal."""

    @property
    def usual_error(self) -> GatewayError | None:
        return self.usual if isinstance(self.usual, GatewayError) else None


def reprice_lines(
    request: EconRequest, draft: WorkingDraft, lines: Sequence[int] = (), *, including_manual: bool = False
) -> RepriceResult:
    """Reprices these lines, including manual prices. Without `lines`: all lines without a manual price, or all lines
    with `including_manual`. Raises DraftNotEditable.
    """
    product_lines = [row for row in list_lines(draft) if row.product_number and (not lines or row.pk in lines)]
    priced_lines = [row for row in product_lines if lines or including_manual or not row.price_by_hand]
    proposed_lines = _request_proposals(request, draft, priced_lines)
    with begin_revision(request, draft) as current:
        result = _apply_proposals(current, proposed_lines, reset_manual_prices=including_manual or bool(lines))
    skipped = len(product_lines) - len(priced_lines)
    return replace(result, kept_manual=result.kept_manual + skipped)


def change_currency(
    request: EconRequest, draft: WorkingDraft, revision: int, currency: str, *, with_new_prices: bool
) -> RepriceResult:
    """Changes the currency, with new prices (`with_new_prices`) or the same numbers.

    Manual prices keep their number in any case, and each line that does records its former currency. The exchange rate
    is the template's for the customer's currency, 100 for the agreement's, and otherwise left to e-conomic. Raises
    RevisionConflict and DraftNotEditable.
    """
    economic = request.economic
    template, agreement = economic.together(lambda: economic.templates.invoice(draft.customer), economic.agreement.get)
    rate = template.exchange_rate if template.currency == currency else None
    rate = ONE * 100 if agreement.settings.base_currency == currency else rate
    priced_lines = (
        [row for row in list_lines(draft) if row.product_number and not row.price_by_hand] if with_new_prices else []
    )
    proposed_lines = _request_proposals(request, draft, priced_lines, currency)
    with begin_revision(request, draft) as current:
        if fields := find_conflicting_fields(
            current.touched, revision, {"currency": currency}, lambda field: get_value(current.header, field)
        ):
            raise RevisionConflict(fields, current)
        was = current.header.currency
        save_header(current, {"currency": currency, "exchange_rate": rate})
        done = _apply_proposals(current, proposed_lines, reset_manual_prices=False)
        return replace(done, kept=_note_currency(current, was, done.taken))


def _note_currency(draft: WorkingDraft, was: str, taken: Sequence[int]) -> tuple[int, ...]:
    """Records the former currency on lines without a price in the new one. Call it inside `begin_revision`."""
    lines = [
        row for row in list_lines(draft) if row.product_number and row.content.unit_net_price and row.pk not in taken
    ]
    for line in lines:
        price_from = line.price_from or was
        line.price_from = "" if price_from == draft.header.currency else price_from
    WorkingDraftLine.objects.bulk_update(lines, ["price_from"])
    return tuple(line.pk for line in lines if line.price_from)


def _request_proposals(
    request: EconRequest, draft: WorkingDraft, lines: Sequence[WorkingDraftLine], currency: str = ""
) -> list[Asked]:
    """Requests all proposals in one round trip, with one call per line if all product groups are known."""
    are_known_products = all(row.product_group is not None for row in lines)
    now = draft.header.currency
    items = [_question(row, currency or now) for row in lines]
    carried = [_question(row, now) for row in lines if row.carried_over]
    questions = list(dict.fromkeys(items + carried))
    answers = dict(zip(questions, ask_all(request, draft, questions, is_known_product=are_known_products), strict=True))
    return [
        Asked(row, answers[question], answers[_question(row, now)] if row.carried_over else None, question.currency)
        for row, question in zip(lines, items, strict=True)
    ]


def _question(row: WorkingDraftLine, currency: str) -> Question:
    return Question(row.product_number, row.content.quantity or ONE, currency)


def _apply_proposals(draft: WorkingDraft, asked: Sequence[Asked], *, reset_manual_prices: bool) -> RepriceResult:
    """Applies proposals to lines that have not changed since. Call it inside `begin_revision`."""
    changed: list[int] = []
    skips: list[Skip] = []
    updated: list[int] = []
    kept_manual: list[int] = []
    taken: list[int] = []
    current_lines, currency = {row.pk: row for row in list_lines(draft)}, draft.header.currency
    for question in asked:
        priced_line, proposal = question.row, question.proposal
        line = current_lines.get(priced_line.pk)
        if line is None or currency != question.currency or _is_price_stale(priced_line, line):
            skips.append(Skip(priced_line.pk, priced_line.product_number, is_outdated=True))
            continue
        if isinstance(proposal, GatewayError):
            skips.append(Skip(line.pk, line.product_number, proposal))
            continue
        before = _get_price_state(line)
        freed = _settle_manual_marks(line, question, proposal, reset_manual_prices=reset_manual_prices)
        if line.carried_over:
            skips.append(Skip(line.pk, line.product_number, question.usual_error))
            continue
        if proposal.price is None and not line.price_by_hand:
            skips.append(Skip(line.pk, line.product_number))
            note_price(line, proposal)
        else:
            if apply_proposal(line, proposal, with_text=False):
                changed.append(line.pk)
            (kept_manual if line.price_by_hand else taken).append(line.pk)
        is_new = freed or before != _get_price_state(line)
        if is_new:
            mark_changed(line, draft.revision, *RESET_FIELDS)
        if is_new or priced_line.carried_over:
            line.save()
            updated.append(line.pk)
    return RepriceResult(
        draft,
        tuple(changed),
        tuple(skips),
        tuple(updated),
        len(asked) - len(kept_manual),
        len(kept_manual),
        tuple(taken),
    )


def _get_price_state(line: WorkingDraftLine) -> tuple[object, ...]:
    return line.wire, line.unpriced, line.no_price_in, line.was, line.price_from


def _settle_manual_marks(
    line: WorkingDraftLine, question: Asked, proposal: LineProposal, *, reset_manual_prices: bool
) -> bool:
    """Removes the marks of manual values if they are to be reset, else finds out about a copied line's.

    Returns whether they were removed. Without a comparison for its old quantity, a copied line's price may be manual.
    """
    is_unknown = line.carried_over and line.unpriced and line.content.unit_net_price is not None
    if reset_manual_prices and not is_unknown and proposal.price is not None:
        line.price_by_hand = line.discount_by_hand = line.carried_over = False
        return True
    if isinstance(question.usual, LineProposal) and line.carried_over:
        mark_by_hand(line, question.usual)
    return False


def _is_price_stale(priced_line: WorkingDraftLine, line: WorkingDraftLine) -> bool:
    has_same_factors = all(
        get_value(priced_line.content, field) == get_value(line.content, field) for field in PRICE_FACTORS
    )
    marks = (priced_line.price_by_hand, priced_line.discount_by_hand, priced_line.carried_over)
    return not has_same_factors or marks != (line.price_by_hand, line.discount_by_hand, line.carried_over)
