"""The lines of a sheet: added and changed, one at a time, priced by e-conomic."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from customers.drafting import revisions
from customers.drafting.draft_json import LINE_FIELDS, laid_over, value_of
from customers.drafting.pricing import ONE, Proposal, Question, answered, ask, ask_all, lay_in, mark_by_hand
from customers.drafting.revisions import Kept, Outdated, changing, insert, line_in, touch
from customers.models import Sheet, SheetLine
from econ_admin.http import EconRequest

PRICED_BY = ("product", "quantity")
WITH_A_PRODUCT = ("unit", "quantity", "unit_net_price", "discount_percentage", "unit_cost_price")


def add_line(
    request: EconRequest,
    sheet: Sheet,
    product: str = "",
    quantity: Decimal | None = None,
    *,
    after: SheetLine | None = None,
    **values: Any,
) -> Kept:
    """A line for a product as e-conomic proposes it, `values` laid over it; without a product a line of text.

    Where e-conomic does not answer the line is kept without its price (`line.unpriced`). Raises Missing, Invalid.
    """
    line, many = SheetLine(wire="{}"), ONE if quantity is None else quantity
    proposal = ask(request, sheet, product, many) if product else None
    if proposal:
        line.wire, line.product_group = proposal.wire(many), proposal.group
        line.unpriced = proposal.price is None
    elif product:
        line.wire, line.unpriced = laid_over(line.content, {"product": product, "quantity": many}), True
    elif quantity is not None:  # it means nothing so, and before sending that is said; it is not lost
        line.wire = laid_over(line.content, {"quantity": quantity})
    line.wire = laid_over(line.content, values)
    line.price_by_hand = values.get("unit_net_price") is not None
    line.unpriced = line.unpriced and not line.price_by_hand
    line.discount_by_hand = values.get("discount_percentage") is not None
    with changing(request, sheet) as now:
        insert(now, line, after)
    return Kept(now, line)


def change_line(request: EconRequest, sheet: Sheet, number: int, revision: int, changes: Mapping[str, Any]) -> Kept:
    """Keep fields of a line (`documents.LINE_FIELDS`) as somebody set them who saw `revision`.

    Another product brings its text, unit, price and discount along; another quantity is asked a price for, unless
    price and discount were set by hand. A price of None is e-conomic's again; a discount of None is none. What a line
    brought along from another invoice is first compared with what e-conomic proposes for the quantity that it had.
    Where e-conomic does not answer, the change is kept with the price that was (`line.unpriced`). Raises Outdated,
    NotOpen, and Missing and Invalid for a product.
    """
    if unknown := set(changes) - set(LINE_FIELDS):
        raise TypeError(f"not to be changed this way: {', '.join(sorted(unknown))}")
    before = SheetLine.objects.get(pk=number, sheet=sheet)
    currency = sheet.head.currency
    asked = _asked(before, changes)
    proposal, usual = _proposals(request, sheet, before, changes, currency) if asked else (None, None)
    with changing(request, sheet) as now:
        line = line_in(now, number)
        if fields := revisions.overtaken(line.touched, revision, changes, lambda field: value_of(line.content, field)):
            raise Outdated(fields, now, line)
        if asked and (_is_other(before, line) or now.head.currency != currency):
            raise Outdated(("price",), now, line)
        by_hand = usual is not None and mark_by_hand(line, usual) and "unit_net_price" not in changes
        if line.carried_over and "product" not in changes:
            proposal = None  # whose its price was, e-conomic did not say
        repriced = _keep(now, line, changes, proposal, asked=asked)
    return Kept(now, line, repriced, by_hand)


def _asked(line: SheetLine, changes: Mapping[str, Any]) -> bool:
    """Whether e-conomic has to be asked what the line costs now."""
    if "product" in changes:
        return bool(changes["product"])
    if not line.product:
        return False
    price_by_hand, freed = line.price_by_hand, False
    if "unit_net_price" in changes:
        freed = changes["unit_net_price"] is None
        price_by_hand = not freed
    by_hand = price_by_hand and (line.discount_by_hand or "discount_percentage" in changes)
    return freed or ("quantity" in changes and not by_hand)


def _proposals(
    request: EconRequest, sheet: Sheet, line: SheetLine, changes: Mapping[str, Any], currency: str
) -> tuple[Proposal | None, Proposal | None]:
    """For what the line becomes; and for a line that was carried over, for what it is. Side by side."""
    known = "product" not in changes and line.product_group is not None
    was = line.content.quantity
    many = changes.get("quantity", was)
    questions = [Question(changes.get("product") or line.product, many or ONE, currency)]
    if line.carried_over and "product" not in changes:
        questions.append(Question(line.product, was or ONE, currency))
    proposal, *usual = ask_all(request, sheet, questions, known=known)
    return answered(proposal), answered(usual[0]) if usual else None


def _is_other(before: SheetLine, line: SheetLine) -> bool:
    """Whether the price that was asked for is not this line's any more."""
    same_thing = all(value_of(before.content, field) == value_of(line.content, field) for field in PRICED_BY)
    return not same_thing or (before.price_by_hand, before.discount_by_hand) != (
        line.price_by_hand,
        line.discount_by_hand,
    )


def _keep(sheet: Sheet, line: SheetLine, changes: Mapping[str, Any], proposal: Proposal | None, *, asked: bool) -> bool:
    laid = dict(changes)
    another_product = "product" in changes
    if another_product:
        line.price_by_hand = line.discount_by_hand = line.carried_over = False
        line.price_from = ""
        if not changes["product"]:
            laid = dict.fromkeys(WITH_A_PRODUCT) | laid
            line.product_group, line.unpriced = None, False
        elif line.content.quantity is None:
            laid.setdefault("quantity", ONE)
    if "unit_net_price" in changes:
        line.price_by_hand = changes["unit_net_price"] is not None
        line.price_from = ""
        line.unpriced = line.unpriced and not line.price_by_hand
    if "discount_percentage" in changes:
        line.discount_by_hand = True  # no discount, too, is one set by hand
    line.wire = laid_over(line.content, {name: each for name, each in laid.items() if name != "description"})
    line.was, repriced = {}, False
    if proposal:
        keep_price = bool(line.price_from)
        repriced = lay_in(line, proposal, with_text=another_product, keep_price=keep_price) and not another_product
        line.was = line.was if repriced else {}
    elif asked and not (line.price_by_hand and line.discount_by_hand):
        line.unpriced = True
    if "description" in laid:
        line.wire = laid_over(line.content, {"description": laid["description"]})
    touch(line, sheet.revision, *laid)
    line.save()
    return repriced
