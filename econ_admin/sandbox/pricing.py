"""Calculates prices: agreed prices, else the price group's levels, else the sales price.

The API shows prices but not where quantity discounts are stored, so the format is our own: one document per product and
price group, with levels in order of quantity. A customer has the price group of its customer group.
"""

from decimal import Decimal
from typing import NamedTuple

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.prices import find_price
from econ_admin.sandbox.invoice_math import EXACT_CONTEXT, HUNDRED, ZERO, round_amount
from econ_admin.sandbox.repository import Repository

PRICE_GROUP_KEY = "(priceGroup)"  # on customer groups, internal
DEFAULT_PRICE_GROUP = 0  # for customer groups without a price group
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
    """The unit price in the customer's currency, and the discount in percent."""

    net: Decimal
    discount: Decimal


def build_level_key(product: str, price_group: int) -> str:
    """Returns the key of a product's levels for a price group."""
    return f"{price_group} {product}"


def calculate_price(
    repository: Repository, product: Document, customer: Document, quantity: Decimal, exchange_rate: Decimal
) -> Price:
    """Returns the customer's unit price at a quantity; `exchange_rate` is the price of 100 units of the customer's
    currency.

    A price agreed in the currency takes precedence; the level's discount applies to any price.
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
    """Returns the highest level that the quantity reaches. Uses its absolute value, so a credit note gets the same
    level."""
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
