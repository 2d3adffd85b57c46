"""What a customer pays for so many of a product: agreed prices, the price group's levels, else the sales price.

The API tells prices but not where quantity discounts are kept, so the form that they are kept in is of our own: one
document for a product and a price group, with the levels in the order of their quantities. A customer is of its
customer group's price group.
"""

from decimal import Decimal
from typing import NamedTuple

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.prices import price
from econ_admin.sandbox.invoice_math import EXACT, HUNDRED, ZERO, scaled
from econ_admin.sandbox.repository import Books

PRICE_GROUP = "(priceGroup)"  # on a customer group, and never on the wire
EVERYBODY = 0  # the price group of those who are in none
LEVELS = Collection(
    "price-levels",
    entity="PriceLevels",
    number="place",
    order=(),
    parent="products",
    owner=("product", "productNumber"),
    keyed_by_text=True,
)


class Price(NamedTuple):
    """Of one, in the customer's currency, and the discount on it in per cent."""

    net: Decimal
    discount: Decimal


def place(product: str, group: int) -> str:
    """The number that the levels of a product for a price group are kept by."""
    return f"{group} {product}"


def price_for(books: Books, product: Document, customer: Document, quantity: Decimal, rate: Decimal) -> Price:
    """What one of so many costs the customer; `rate` is what a hundred of its currency cost.

    A price agreed in the currency comes before all others; the level's discount is on whichever it is.
    """
    level = _level(books, product["productNumber"], customer, quantity)
    discount = scaled(Decimal(level.get("discountPercentage", ZERO)), 2)
    agreed = price(books, product["productNumber"], customer["currency"])
    if agreed:
        return Price(scaled(Decimal(agreed["price"]), 2), discount)
    base = Decimal((level if "salesPrice" in level else product)["salesPrice"])
    return Price(scaled(EXACT.divide(EXACT.multiply(base, HUNDRED), rate), 2), discount)


def _level(books: Books, product: str, customer: Document, quantity: Decimal) -> Document:
    """The highest level that the quantity reaches, by its size: a credit note gives back at the same level."""
    group = books.find("customer-groups", customer["customerGroup"]["customerGroupNumber"]) or {}
    kept = books.find(LEVELS.noun, place(product, group.get(PRICE_GROUP, EVERYBODY)))
    kept = kept or books.find(LEVELS.noun, place(product, EVERYBODY)) or {}
    reached: Document = {}
    for level in kept.get("levels", ()):
        if level["quantity"] <= abs(quantity):
            reached = level
    return reached
