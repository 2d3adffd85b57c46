"""Quantity discounts: general ones, and better ones for customers' price groups."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from econ_admin.sandbox.seed.catalogue import EXTRAS, PRODUCTS, Product

Document = dict[str, Any]

DEFAULT_GROUP, WHOLESALE, PUBLIC = 0, 1, 2
DISCOUNTED_GROUPS = (1, 5, 6, 7, 8, 9)
OFFICE_AND_CLOTHES = (1, 5)


class Level(NamedTuple):
    """From this quantity: the discount in percent, and a special price in hundredths of a krone, if any."""

    quantity: int
    discount: int
    price: int | None = None


PACK_LEVELS = (Level(10, 5), Level(50, 10))
WHOLESALE_LEVELS = (Level(1, 10), Level(20, 15), Level(100, 20))
PUBLIC_LEVELS = (Level(1, 6), Level(25, 8))
PRODUCT_LEVELS = {
    ("5001", DEFAULT_GROUP): (Level(40, 0, 545_00), Level(100, 0, 515_00)),
    ("5002", DEFAULT_GROUP): (Level(37, 0, 1_050_00),),
    ("1020", PUBLIC): (Level(1, 0, 164_00), Level(40, 5, 158_00)),
}


@cache
def get_levels(product: Product, price_group: int) -> tuple[Level, ...]:
    """Returns the levels of a product in a price group, lowest quantity first, without the general ones."""
    if own_levels := PRODUCT_LEVELS.get((product.number, price_group)):
        return own_levels
    if product.number in EXTRAS or product.group not in DISCOUNTED_GROUPS:
        return ()
    if price_group == WHOLESALE:
        return WHOLESALE_LEVELS
    if price_group == PUBLIC:
        return PUBLIC_LEVELS if product.group in OFFICE_AND_CLOTHES else ()
    return PACK_LEVELS if product.unit == 6 else ()


def find_level(product: Product, price_group: int, quantity: Decimal) -> Level:
    """Returns the highest level that this quantity reaches: of the group's levels if it has any, else of the general
    ones."""
    available_levels = get_levels(product, price_group) or get_levels(product, DEFAULT_GROUP)
    return max((level for level in available_levels if level.quantity <= quantity), default=Level(0, 0))


def generate_level_documents() -> Iterator[tuple[str, Document]]:
    """Yields all levels as (noun, document)."""
    for product in PRODUCTS:
        for group in (DEFAULT_GROUP, WHOLESALE, PUBLIC):
            if group_levels := get_levels(product, group):
                yield "price-levels", _build_document(product, group, group_levels)


def _build_document(product: Product, group: int, group_levels: tuple[Level, ...]) -> Document:
    return {
        "place": f"{group} {product.number}",
        "product": {"productNumber": product.number},
        "priceGroup": group,
        "levels": [_build_level(product, level) for level in group_levels],
    }


def _build_level(product: Product, level: Level) -> Document:
    document = {"quantity": Decimal(level.quantity * 100).scaleb(-2)}
    if level.price is not None:
        document["salesPrice"] = Decimal(level.price).scaleb(-2)
    return document | ({"discountPercentage": Decimal(level.discount * 100).scaleb(-2)} if level.discount else {})
