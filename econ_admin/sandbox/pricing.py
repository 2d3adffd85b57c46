"""What a customer pays for so many of a product: agreed prices, the price group's levels, else the sales price.

The API tells prices but not where quantity discounts are kept, so the form that they are kept in is of our own: one
document for a product and a price group, with the levels in the order of their quantities. A customer is of its
customer group's price group.
"""

from decimal import Decimal
from typing import NamedTuple

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.prices import find_price
from econ_admin.sandbox.invoice_math import EXACT_CONTEXT, HUNDRED, ZERO, round_amount
from econ_admin.sandbox.repository import Repository

PRICE_GROUP_KEY = "(priceGroup)"  # on a customer group, and never on the wire
DEFAULT_PRICE_GROUP = 0  # the price group of those who are in none
PRICE_LEVELS = Collection(
    "price-levels",
    entity="PriceLevels",
    key_field="place",
    wire_order=(),
    parent="products",
    parent_reference=("product", "productNumber"),
    keyed_by_text=True,
)


class Price(NamedTuple):
    """Of one, in the customer's currency, and the discount on it in per cent."""

    net: Decimal
    discount: Decimal


def build_level_key(product: str, price_group: int) -> str:
    """The number that the levels of a product for a price group are kept by."""
    return f"{price_group} {product}"


def calculate_price(
    repository: Repository, product: Document, customer: Document, quantity: Decimal, exchange_rate: Decimal
) -> Price:
    """What one of so many costs the customer; `rate` is what a hundred of its currency cost.

    A price agreed in the currency comes before all others; the level's discount is on whichever it is.
    """
    level = _find_level(repository, product["productNumber"], customer, quantity)
    discount = round_amount(Decimal(level.get("discountPercentage", ZERO)), 2)
    agreed_price = find_price(repository, product["productNumber"], customer["currency"])
    if agreed_price:
        return Price(round_amount(Decimal(agreed_price["price"]), 2), discount)
    base_price = Decimal((level if "salesPrice" in level else product)["salesPrice"])
    return Price(
        round_amount(EXACT_CONTEXT.divide(EXACT_CONTEXT.multiply(base_price, HUNDRED), exchange_rate), 2), discount
    )


def _find_level(repository: Repository, product: str, customer: Document, quantity: Decimal) -> Document:
    """The highest level that the quantity reaches, by its size: a credit note gives back at the same level."""
    customer_group = repository.find("customer-groups", customer["customerGroup"]["customerGroupNumber"]) or {}
    level_document = repository.find(
        PRICE_LEVELS.noun, build_level_key(product, customer_group.get(PRICE_GROUP_KEY, DEFAULT_PRICE_GROUP))
    )
    level_document = (
        level_document or repository.find(PRICE_LEVELS.noun, build_level_key(product, DEFAULT_PRICE_GROUP)) or {}
    )
    reached_level: Document = {}
    for level in level_document.get("levels", ()):
        if level["quantity"] <= abs(quantity):
            reached_level = level
    return reached_level
