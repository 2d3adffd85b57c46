"""Asks e-conomic for the text, unit, price and discount of a product and quantity. Never called in a transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from customers.drafting.draft_json import change_record_json, encode_json, serialize_line
from customers.drafting.price_marks import is_same_figure, mark_changed_figures
from customers.models import WorkingDraft, WorkingDraftLine
from customers.shared.invoice_math import ZERO
from customers.shared.optional_calls import side_by_side
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway, Unavailable
from econ_admin.gateway.errors import GatewayError, Invalid, NotFound
from econ_admin.gateway.json_codec import decode
from econ_admin.gateway.records import CurrencyPrice, InvoiceLine, LineTemplate, Product

ONE = Decimal(1)


class Question(NamedTuple):
    """A request for the price of a product, for a quantity and in a currency."""

    product: str
    quantity: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class LineProposal:
    """A line as e-conomic proposes it."""

    template: LineTemplate
    price: Decimal | None
    """In the requested currency; None if e-conomic has no price in it."""
    currency: str
    product_group: int | None = None
    """The product's group; None if it was not requested or not returned."""

    @property
    def discount(self) -> Decimal | None:
        return self.template.discount_percentage

    def serialize(self, quantity: Decimal, **changes: Any) -> str:
        """Returns the line's JSON for a working draft."""
        return serialize_line(self.template, **{"quantity": quantity, "unit_net_price": self.price, **changes})


def propose_line(
    request: EconRequest, draft: WorkingDraft, product: str, quantity: Decimal, *, is_known_product: bool = False
) -> LineProposal | None:
    """Returns the proposal for a product, or None if e-conomic does not answer.

    Takes one round trip, and a single call with `is_known_product`, which skips the product's group. Raises NotFound
    and Invalid if there is no such product or it cannot be sold like this.
    """
    return answered(*propose_lines(request, draft, [(product, quantity)], is_known_product=is_known_product))


def answered(proposal: LineProposal | GatewayError) -> LineProposal | None:
    """Returns the proposal, or None if e-conomic did not answer. Raises NotFound and Invalid."""
    if isinstance(proposal, NotFound | Invalid):
        raise proposal
    return None if isinstance(proposal, GatewayError) else proposal


def propose_lines(
    request: EconRequest,
    draft: WorkingDraft,
    items: Sequence[tuple[str, Decimal]],
    *,
    is_known_product: bool = False,
    currency: str = "",
) -> list[LineProposal | GatewayError]:
    """Returns a proposal or an error for each product, requested side by side, in the draft's currency by default."""
    currency = currency or draft.header.currency
    questions = [Question(product, quantity, currency) for product, quantity in items]
    return ask_all(request, draft, questions, is_known_product=is_known_product)


def ask_all(
    request: EconRequest, draft: WorkingDraft, questions: Sequence[Question], *, is_known_product: bool = False
) -> list[LineProposal | GatewayError]:
    """Returns a proposal or an error for each question. Calls that several questions need are made once."""
    calls: dict[tuple[Any, ...], Callable[[], Any]] = {}
    needed: list[list[tuple[Any, ...]]] = []
    for question in questions:
        is_foreign = question.currency != draft.price_currency
        is_template_enough = is_known_product and not is_foreign
        own = _build_calls(
            request.economic, draft, question, is_template_enough=is_template_enough, is_foreign=is_foreign
        )
        calls |= own
        needed.append(list(own))
    answers = dict(zip(calls, side_by_side(request.economic, list(calls.values())), strict=True))
    return [
        _parse_proposal({key[0]: answers[key] for key in keys}, question, draft.price_currency)
        for question, keys in zip(questions, needed, strict=True)
    ]


def _build_calls(
    economic: Gateway, draft: WorkingDraft, question: Question, *, is_template_enough: bool, is_foreign: bool
) -> dict[tuple[Any, ...], Callable[[], Any]]:
    # A credited quantity has the discount of the quantity sold; e-conomic has no price for quantity 0.
    product, priced_quantity = question.product, abs(question.quantity) or ONE
    calls: dict[tuple[Any, ...], Callable[[], Any]] = {
        ("line", product, priced_quantity): partial(economic.templates.line, draft.customer, product, priced_quantity)
    }
    if not is_template_enough:
        calls[("product", product)] = partial(economic.products.get, product)
    if is_foreign:
        calls[("prices", product)] = partial(economic.products.currency_prices, product)
        calls[("agreement",)] = economic.agreement.get
    return calls


def _parse_proposal(answers: Mapping[str, Any], question: Question, price_currency: str) -> LineProposal | GatewayError:
    """Returns the proposal, or the error of a call that decides its price."""
    template, product, currency = answers["line"], answers.get("product"), question.currency
    if isinstance(template, Unavailable):
        return template.error
    product_group = product.product_group.product_group_number if isinstance(product, Product) else None
    if currency == price_currency:
        return LineProposal(template, template.unit_net_price, currency, product_group)
    agreement, prices = answers["agreement"], answers["prices"]
    if isinstance(agreement, Unavailable):
        return agreement.error
    is_base = agreement.settings.base_currency == currency
    source = product if is_base else prices
    if isinstance(source, Unavailable):
        return source.error
    price = product.sales_price if is_base and product else _find_price(prices, currency)
    return LineProposal(template, price, currency, product_group)


def _find_price(prices: list[CurrencyPrice], currency: str) -> Decimal | None:
    return next((currency_price.price for currency_price in prices if currency_price.currency.code == currency), None)


def mark_by_hand(line: WorkingDraftLine, usual: LineProposal) -> bool:
    """Marks price and discount of a copied line as manual unless they equal e-conomic's proposal (`usual`).

    Returns whether a mark changed.
    """
    content, before = line.content, (line.price_by_hand, line.discount_by_hand)
    price = content.unit_net_price
    line.price_by_hand = line.price_by_hand or (price is not None and price != usual.price)
    is_usual = (content.discount_percentage or ZERO) == (usual.discount or ZERO)
    line.discount_by_hand = line.discount_by_hand or not is_usual
    line.carried_over = False
    return before != (line.price_by_hand, line.discount_by_hand)


def apply_proposal(
    line: WorkingDraftLine, proposal: LineProposal, *, with_text: bool, keep_price: bool = False
) -> bool:
    """Applies the proposal, except for manual values. Returns whether price or discount changed.

    Without a price in the proposal, the line keeps its own, unless it is for another product (`with_text`).
    """
    content = line.content
    proposed: dict[str, Any] = {}
    if not line.price_by_hand and not keep_price and (with_text or proposal.price is not None):
        proposed["unit_net_price"] = proposal.price
    if not line.discount_by_hand:
        proposed["discount_percentage"] = proposal.discount
    if "unit_net_price" in proposed:
        line.price_from = ""
    previous_values = {
        field: getattr(content, field)
        for field, value in proposed.items()
        if not is_same_figure(field, getattr(content, field), value)
    }
    if with_text:
        template = proposal.template
        proposed |= {"description": template.description, "unit_cost_price": template.unit_cost_price}
        content = InvoiceLine.decode(change_record_json(content, {"unit": None}).encode())
        line.wire = _embed_unit(change_record_json(content, proposed), template)
        line.product_group = proposal.product_group
    else:
        line.wire = change_record_json(content, proposed)
    note_price(line, proposal)
    mark_changed_figures(line, previous_values)
    return bool(previous_values)


def note_price(line: WorkingDraftLine, proposal: LineProposal) -> None:
    """Records that e-conomic has answered, and whether it has a price for a line without one."""
    line.unpriced = False
    has_none = proposal.price is None and line.content.unit_net_price is None
    line.no_price_in = proposal.currency if has_none else ""


def _embed_unit(wire: str, template: InvoiceLine) -> str:
    """Sets the unit with its name, as in the template."""
    content = InvoiceLine.decode(wire.encode())
    if template.unit is None:
        return wire
    return encode_json({**decode(content.raw), "unit": decode(template.raw)["unit"]})
