"""Discounts by quantity: for everybody, and better ones for price groups of customers."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from econ_admin.sandbox.seed.catalogue import EXTRA, PRODUCTS, Product

Document = dict[str, Any]

EVERYBODY, WHOLESALE, PUBLIC = 0, 1, 2
GOODS = (1, 5, 6, 7, 8, 9)
OFFICE_AND_CLOTHES = (1, 5)


class Level(NamedTuple):
    """From this quantity on: per cent off, and a price in hundredths of a krone where there is one of its own."""

    quantity: int
    discount: int
    price: int | None = None


BY_THE_PACK = (Level(10, 5), Level(50, 10))
TRADE = (Level(1, 10), Level(20, 15), Level(100, 20))
FRAMEWORK = (Level(1, 6), Level(25, 8))
OF_THEIR_OWN = {
    ("5001", EVERYBODY): (Level(40, 0, 545_00), Level(100, 0, 515_00)),
    ("5002", EVERYBODY): (Level(37, 0, 1_050_00),),
    ("1020", PUBLIC): (Level(1, 0, 164_00), Level(40, 5, 158_00)),
}


@cache
def levels(product: Product, price_group: int) -> tuple[Level, ...]:
    """The levels of a product in a price group, the lowest quantity first; those of everybody are not among them."""
    if own := OF_THEIR_OWN.get((product.number, price_group)):
        return own
    if product.number in EXTRA or product.group not in GOODS:
        return ()
    if price_group == WHOLESALE:
        return TRADE
    if price_group == PUBLIC:
        return FRAMEWORK if product.group in OFFICE_AND_CLOTHES else ()
    return BY_THE_PACK if product.unit == 6 else ()


def reached(product: Product, price_group: int, quantity: Decimal) -> Level:
    """The highest level that this quantity reaches: of the group's own levels, else of everybody's."""
    known = levels(product, price_group) or levels(product, EVERYBODY)
    return max((level for level in known if level.quantity <= quantity), default=Level(0, 0))


def documents() -> Iterator[tuple[str, Document]]:
    """All levels as (noun, document)."""
    for product in PRODUCTS:
        for group in (EVERYBODY, WHOLESALE, PUBLIC):
            if known := levels(product, group):
                yield "price-levels", _document(product, group, known)


def _document(product: Product, group: int, known: tuple[Level, ...]) -> Document:
    return {
        "place": f"{group} {product.number}",
        "product": {"productNumber": product.number},
        "priceGroup": group,
        "levels": [_level(product, level) for level in known],
    }


def _level(product: Product, level: Level) -> Document:
    told = {"quantity": Decimal(level.quantity * 100).scaleb(-2)}
    if level.price is not None:
        told["salesPrice"] = Decimal(level.price).scaleb(-2)
    return told | ({"discountPercentage": Decimal(level.discount * 100).scaleb(-2)} if level.discount else {})
