"""Adds and changes lines, with prices from e-conomic."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from customers.drafting import revisions
from customers.drafting.draft_json import LINE_FIELDS, change_record_json, get_value
from customers.drafting.price_marks import FIGURES, forget_previous_figures
from customers.drafting.pricing import (
    ONE,
    LineProposal,
    Question,
    answered,
    apply_proposal,
    ask_all,
    mark_by_hand,
    note_price,
    propose_line,
)
from customers.drafting.revisions import (
    LineChange,
    RevisionConflict,
    begin_revision,
    get_line,
    insert_line,
    mark_changed,
)
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.request import EconRequest

PRICE_FACTORS = ("product", "quantity")
PRODUCT_FIELDS = ("unit", "quantity", "unit_net_price", "discount_percentage", "unit_cost_price")


def add_line(
    request: EconRequest,
    draft: WorkingDraft,
    product: str = "",
    quantity: Decimal | None = None,
    *,
    after: WorkingDraftLine | None = None,
    **values: Any,
) -> LineChange:
    """Adds a line as e-conomic proposes it for the product, with `values` set; a text line without a product.

    If e-conomic does not answer, the line is saved without a price (`line.unpriced`). Raises NotFound and Invalid.
    """
    line, priced_quantity = WorkingDraftLine(wire="{}"), ONE if quantity is None else quantity
    proposal = propose_line(request, draft, product, priced_quantity) if product else None
    if proposal:
        line.wire, line.product_group = proposal.serialize(priced_quantity), proposal.product_group
    elif product:
        line.wire, line.unpriced = (
            change_record_json(line.content, {"product": product, "quantity": priced_quantity}),
            True,
        )
    elif quantity is not None:  # saved without a product; the check before sending reports it
        line.wire = change_record_json(line.content, {"quantity": quantity})
    line.wire = change_record_json(line.content, values)
    line.price_by_hand = values.get("unit_net_price") is not None
    line.unpriced = line.unpriced and not line.price_by_hand
    if proposal:
        note_price(line, proposal)
    line.discount_by_hand = values.get("discount_percentage") is not None
    with begin_revision(request, draft) as current:
        insert_line(current, line, after)
    return LineChange(current, line)


def change_line(
    request: EconRequest, draft: WorkingDraft, line_pk: int, revision: int, changes: Mapping[str, Any]
) -> LineChange:
    """Saves fields of a line (`LINE_FIELDS`) that were changed by someone who saw `revision`.

    A new product sets text, unit, price and discount. A new quantity gets a new price, unless price and discount were
    set manually. A price of None restores e-conomic's price; a discount of None means no discount. A line copied from
    another invoice is first compared with e-conomic's proposal for its old quantity, to find out whether its price was
    set manually. If e-conomic does not answer, the change is saved with the old price (`line.unpriced`), or with
    none for another product. Raises RevisionConflict, DraftNotEditable, and NotFound and Invalid for a product.
    """
    if unknown := set(changes) - set(LINE_FIELDS):
        raise TypeError(f"not to be changed this way: {', '.join(sorted(unknown))}")
    priced_line = WorkingDraftLine.objects.get(pk=line_pk, draft=draft)
    currency = draft.header.currency
    needs_price = _needs_price(priced_line, changes)
    proposal, usual = _proposals(request, draft, priced_line, changes, currency) if needs_price else (None, None)
    with begin_revision(request, draft) as current:
        line = get_line(current, line_pk)
        if fields := revisions.find_conflicting_fields(
            line.touched, revision, changes, lambda field: get_value(line.content, field)
        ):
            raise RevisionConflict(fields, current, line)
        if needs_price and (_is_price_stale(priced_line, line) or current.header.currency != currency):
            raise RevisionConflict(("price",), current, line)
        is_manual_kept = usual is not None and mark_by_hand(line, usual) and "unit_net_price" not in changes
        if line.carried_over and "product" not in changes:
            proposal = None  # no answer: unknown whether the price was set manually
        is_repriced = _apply_line_changes(current, line, changes, proposal, needs_price=needs_price)
    return LineChange(current, line, is_repriced=is_repriced, asked_price=needs_price, is_manual_kept=is_manual_kept)


def _needs_price(line: WorkingDraftLine, changes: Mapping[str, Any]) -> bool:
    """Whether the changes need a price from e-conomic."""
    if "product" in changes:
        return bool(changes["product"])
    if not line.product_number:
        return False
    price_by_hand, is_price_reset = line.price_by_hand, False
    if "unit_net_price" in changes:
        is_price_reset = changes["unit_net_price"] is None
        price_by_hand = not is_price_reset
    is_price_manual = price_by_hand and (line.discount_by_hand or "discount_percentage" in changes)
    return is_price_reset or ("quantity" in changes and not is_price_manual)


def _proposals(
    request: EconRequest, draft: WorkingDraft, line: WorkingDraftLine, changes: Mapping[str, Any], currency: str
) -> tuple[LineProposal | None, LineProposal | None]:
    """Requests proposals for the changed line and, if it was copied from another invoice, for the line as it was."""
    is_known_product = "product" not in changes and line.product_group is not None
    was = line.content.quantity
    many = changes.get("quantity", was)
    questions = [Question(changes.get("product") or line.product_number, many or ONE, currency)]
    if line.carried_over and "product" not in changes:
        questions.append(Question(line.product_number, was or ONE, currency))
    proposal, *usual = ask_all(request, draft, questions, is_known_product=is_known_product)
    return answered(proposal), answered(usual[0]) if usual else None


def _is_price_stale(priced_line: WorkingDraftLine, line: WorkingDraftLine) -> bool:
    """Whether the line changed after its price was requested."""
    has_same_factors = all(
        get_value(priced_line.content, field) == get_value(line.content, field) for field in PRICE_FACTORS
    )
    return not has_same_factors or (priced_line.price_by_hand, priced_line.discount_by_hand) != (
        line.price_by_hand,
        line.discount_by_hand,
    )


def _apply_line_changes(
    draft: WorkingDraft,
    line: WorkingDraftLine,
    changes: Mapping[str, Any],
    proposal: LineProposal | None,
    *,
    needs_price: bool,
) -> bool:
    applied_changes = dict(changes)
    is_other_product = "product" in changes
    if is_other_product:
        applied_changes = _take_other_product(line, changes)
    if "unit_net_price" in changes:
        _mark_price(line, changes["unit_net_price"])
    if "discount_percentage" in changes:
        line.discount_by_hand = True  # an emptied discount counts as manual
    line.wire = change_record_json(
        line.content, {name: value for name, value in applied_changes.items() if name != "description"}
    )
    forget_previous_figures(line, FIGURES if is_other_product else changes)
    is_repriced = False
    if proposal:
        keep_price = bool(line.price_from)
        is_repriced = (
            apply_proposal(line, proposal, with_text=is_other_product, keep_price=keep_price) and not is_other_product
        )
        if is_other_product:
            forget_previous_figures(line, FIGURES)
    elif needs_price and not (line.price_by_hand and line.discount_by_hand):
        line.unpriced, line.no_price_in = True, ""
        if is_other_product:  # the price is another product's
            _clear_product_values(line, applied_changes)
    if "description" in applied_changes:
        line.wire = change_record_json(line.content, {"description": applied_changes["description"]})
    mark_changed(line, draft.revision, *applied_changes)
    line.save()
    return is_repriced


def _mark_price(line: WorkingDraftLine, price: Decimal | None) -> None:
    line.price_by_hand, line.price_from = price is not None, ""
    if line.price_by_hand:
        line.unpriced, line.no_price_in = False, ""


def _take_other_product(line: WorkingDraftLine, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Removes the marks of the former product's price. Returns the changes, with those that come with the product."""
    line.price_by_hand = line.discount_by_hand = line.carried_over = False
    line.price_from = ""
    if not changes["product"]:
        line.product_group, line.unpriced, line.no_price_in = None, False, ""
        return dict.fromkeys(PRODUCT_FIELDS) | dict(changes)
    return ({"quantity": ONE} if line.content.quantity is None else {}) | dict(changes)


def _clear_product_values(line: WorkingDraftLine, changes: Mapping[str, Any]) -> None:
    """Clears what came with the former product, except for these changes and the quantity."""
    stale_fields = [field for field in PRODUCT_FIELDS if field not in ("quantity", *changes)]
    line.wire = change_record_json(line.content, dict.fromkeys(stale_fields))
    line.product_group = None
