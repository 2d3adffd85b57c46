"""What e-conomic proposes for so many of a product: text, unit, price, discount. Asked outside any transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from customers.models import Sheet, SheetLine
from customers.sheets.documents import laid_over, line_of, text
from econ_admin.gateway import Gap, Gateway, wanted
from econ_admin.gateway.errors import GatewayError, Invalid, Missing
from econ_admin.gateway.records import CurrencyPrice, Line, LineTemplate, Product
from econ_admin.gateway.wire import decode
from econ_admin.http import EconRequest

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A line as e-conomic proposes it."""

    template: LineTemplate
    price: Decimal | None
    """In the sheet's currency; None where e-conomic has no price in it."""
    group: int | None = None
    """Of the product; None where it was not asked for, or not told."""

    @property
    def discount(self) -> Decimal | None:
        return self.template.discount_percentage

    def wire(self, quantity: Decimal, **changes: Any) -> str:
        """The line as a sheet keeps it."""
        return line_of(self.template, **{"quantity": quantity, "unit_net_price": self.price, **changes})


def ask(request: EconRequest, sheet: Sheet, product: str, quantity: Decimal, *, known: bool = False) -> Proposal | None:
    """The proposal for a product; None where e-conomic does not answer. One round trip, and for a product that is
    `known`, whose group does not matter, one call.

    Raises Missing and Invalid: then there is no such product, or it is not sold so.
    """
    (found,) = ask_for(request, sheet, [(product, quantity)], known=known)
    if isinstance(found, Missing | Invalid):
        raise found
    return None if isinstance(found, GatewayError) else found


def ask_for(
    request: EconRequest,
    sheet: Sheet,
    many: Sequence[tuple[str, Decimal]],
    *,
    known: bool = False,
    currency: str = "",
) -> list[Proposal | GatewayError]:
    """The proposals for many products, side by side; in place of one, why there is none. In the sheet's currency, or in
    another."""
    economic, currency = request.economic, currency or sheet.head.currency
    calls: list[Callable[[], Any]] = []
    foreign = currency != sheet.price_currency
    for product, quantity in many:
        calls += _calls(economic, sheet, product, quantity, alone=known and not foreign, foreign=foreign)
    answers = side_by_side(economic, calls)
    each = len(calls) // len(many) if many else 1
    return [_read(answers[start : start + each], currency, foreign) for start in range(0, len(answers), each)]


def side_by_side(economic: Gateway, calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Any number of calls, none of which is needed."""
    answers: tuple[Any, ...] = economic.together(*map(wanted, calls)) if calls else ()
    return list(answers)


def _calls(
    economic: Gateway, sheet: Sheet, product: str, quantity: Decimal, *, alone: bool, foreign: bool
) -> list[Callable[[], Any]]:
    # What a credited quantity is discounted by is what it was sold with; and of none at all one cannot ask.
    many = abs(quantity) or ONE
    calls: list[Callable[[], Any]] = [lambda: economic.templates.line(sheet.customer, product, many)]
    if not alone:
        calls.append(lambda: economic.products.get(product))
    if foreign:
        calls += [lambda: economic.products.currency_prices(product), lambda: economic.agreement.get()]
    return calls


def _read(answers: list[Any], currency: str, foreign: bool) -> Proposal | GatewayError:
    template, *beside = answers
    if isinstance(template, Gap):
        return template.error
    product = beside[0] if beside and isinstance(beside[0], Product) else None
    group = product.product_group.product_group_number if product else None
    if not foreign:
        return Proposal(template, template.unit_net_price, group)
    prices, agreement = beside[1:]
    if isinstance(prices, Gap):
        return prices.error
    if agreement and product and agreement.settings.base_currency == currency:
        return Proposal(template, product.sales_price, group)
    return Proposal(template, _price_in(prices, currency), group)


def _price_in(prices: list[CurrencyPrice], currency: str) -> Decimal | None:
    return next((each.price for each in prices if each.currency.code == currency), None)


def lay_in(line: SheetLine, proposal: Proposal, *, with_text: bool) -> bool:
    """Take over what e-conomic proposes, but what was set by hand. Whether that changed price or discount."""
    content = line.content
    proposed: dict[str, Any] = {}
    if not line.price_by_hand and proposal.price is not None:
        proposed["unit_net_price"] = proposal.price
    if not line.discount_by_hand and not line.price_by_hand:
        proposed["discount_percentage"] = proposal.discount
    changed = {field: getattr(content, field) for field, value in proposed.items() if getattr(content, field) != value}
    if with_text:
        template = proposal.template
        proposed |= {"description": template.description, "unit_cost_price": template.unit_cost_price}
        content = Line.read(laid_over(content, {"unit": None}).encode())
        line.wire = _with_unit(laid_over(content, proposed), template)
        line.product_group = proposal.group
    else:
        line.wire = laid_over(content, proposed)
    line.unpriced = proposal.price is None and content.unit_net_price is None
    line.was = {field: str(value) for field, value in changed.items() if value is not None}
    return bool(changed)


def _with_unit(wire: str, template: Line) -> str:
    """The unit with its name, as the template tells it."""
    content = Line.read(wire.encode())
    if template.unit is None:
        return wire
    return text({**decode(content.raw), "unit": decode(template.raw)["unit"]})
