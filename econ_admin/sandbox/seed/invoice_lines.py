"""What stands on an invoice: products, how many, at which price; and how a line of it is kept."""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from econ_admin.sandbox.invoice_math import Line, scaled
from econ_admin.sandbox.seed import quantity_discounts
from econ_admin.sandbox.seed.catalogue import PRODUCTS, SOLD, Product
from econ_admin.sandbox.seed.products import AGREED, amount, vat_rate
from econ_admin.sandbox.seed.random_stream import Dice
from econ_admin.sandbox.seed.reference import RATES, UNITS

Document = dict[str, Any]

FREIGHT = next(product for product in PRODUCTS if product.number == "9000")
HOURS = (50, 100, 150, 200, 300, 400, 600, 750, 1100, 1500, 2250, 3700)  # hundredths
PIECES = (1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 12, 20, 24, 50, 100)
DEAR = 1_000_00  # of what costs so much, nobody takes a hundred
DISCOUNTS = (250, 500, 750, 1000, 1250, 1500)
HOUR = 2
CACHED = 20_000


class Terms(NamedTuple):
    """What decides a price, and the VAT on it."""

    currency: str
    zone: int
    price_group: int


class Bought(NamedTuple):
    """A line: what is sold, and how it is reckoned."""

    product: Product
    line: Line


def bought(dice: Dice, terms: Terms) -> list[Bought]:
    """One line for many, up to six for some, and freight now and then."""
    lines = [_some(dice, dice.pick(SOLD), terms) for _ in range(1 + int(dice.share() ** 2 * 6))]
    return [*lines, priced(FREIGHT, 100, 0, terms)] if dice.chance(0.2) else lines


def _some(dice: Dice, product: Product, terms: Terms) -> Bought:
    quantity = dice.pick(HOURS) if product.unit == HOUR else 100 * dice.pick(PIECES[:8] if _dear(product) else PIECES)
    return priced(product, quantity, dice.pick(DISCOUNTS) if dice.chance(0.04) else 0, terms)


def _dear(product: Product) -> bool:
    return product.price >= DEAR


@lru_cache(CACHED)
def priced(product: Product, quantity: int, discount: int, terms: Terms) -> Bought:
    """So many hundredths of a product; the discount, in hundredths of a per cent, comes in place of the level's."""
    level = quantity_discounts.reached(product, terms.price_group, amount(quantity))
    line = Line(
        amount(quantity),
        _price(product, level, terms.currency),
        amount(discount or level.discount * 100),
        amount(product.cost),
        Decimal(vat_rate(product.group, terms.zone)),
    )
    return Bought(product, line)


def _price(product: Product, level: quantity_discounts.Level, currency: str) -> Decimal:
    """In the currency: as agreed, else from the price in kroner."""
    agreed = AGREED.get((product.number, currency))
    if agreed is not None:
        return amount(agreed)
    return scaled(amount(product.price if level.price is None else level.price) * 100 / Decimal(RATES[currency]), 2)


def taken_back(lines: Iterable[Bought]) -> list[Bought]:
    """The same lines with quantities below zero."""
    return [_taken_back(line) for line in lines]


def _taken_back(bought: Bought) -> Bought:
    line = bought.line
    return Bought(bought.product, Line(-line.quantity, line.price, line.discount, line.cost, line.vat_rate))


def of_booked(lines: Iterable[Bought]) -> list[Document]:
    """Lines as a booked invoice keeps them."""
    return [{"lineNumber": number, "sortKey": number, **_of_booked(line)} for number, line in enumerate(lines, 1)]


@lru_cache(CACHED)
def _of_booked(bought: Bought) -> Document:
    line = bought.line
    return {
        "description": bought.product.name,
        **_amounts(line),
        "vatRate": scaled(line.vat_rate, 8),
        "vatAmount": line.vat,
        "totalNetAmount": line.net,
        **_product(bought.product),
    }


def of_draft(lines: Iterable[Bought], rate: Decimal) -> list[Document]:
    """Lines as a draft keeps them."""
    return [_of_draft(number, line, rate) for number, line in enumerate(lines, 1)]


def _of_draft(place: int, bought: Bought, rate: Decimal) -> Document:
    line = bought.line
    told = {"lineNumber": place, "sortKey": place, "description": bought.product.name, **_product(bought.product)}
    return {**told, **_amounts(line), "totalNetAmount": line.net, **line.margins(rate)}


def _product(product: Product) -> Document:
    unit = {"unitNumber": product.unit, "name": UNITS[product.unit - 1]}
    return {"product": {"productNumber": product.number}, "unit": unit}


def _amounts(line: Line) -> Document:
    return {
        "quantity": line.quantity,
        "unitNetPrice": line.price,
        "discountPercentage": line.discount,
        "unitCostPrice": line.cost,
    }
