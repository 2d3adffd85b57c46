"""Generates invoice lines and their stored form."""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from econ_admin.sandbox.invoice_math import PricedLine, round_amount
from econ_admin.sandbox.seed import quantity_discounts
from econ_admin.sandbox.seed.catalogue import PRODUCTS, REGULAR_PRODUCTS, Product
from econ_admin.sandbox.seed.products import AGREED_PRICES, get_vat_rate, to_amount
from econ_admin.sandbox.seed.random_stream import RandomStream
from econ_admin.sandbox.seed.reference import EXCHANGE_RATES, UNITS

Document = dict[str, Any]

FREIGHT = next(product for product in PRODUCTS if product.number == "9000")
HOURS = (50, 100, 150, 200, 300, 400, 600, 750, 1100, 1500, 2250, 3700)  # hundredths of an hour
PIECES = (1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 12, 20, 24, 50, 100)
EXPENSIVE_FROM = 1_000_00  # hundredths of a krone; expensive products are not sold by the hundred
DISCOUNTS = (250, 500, 750, 1000, 1250, 1500)
HOUR_UNIT = 2
CACHE_SIZE = 20_000


class PriceTerms(NamedTuple):
    """What decides price and VAT."""

    currency: str
    zone: int
    price_group: int


class SaleLine(NamedTuple):
    """An invoice line: the product and its amounts."""

    product: Product
    amounts: PricedLine


def generate_lines(stream: RandomStream, terms: PriceTerms) -> list[SaleLine]:
    """Generates one to six lines, sometimes with freight."""
    lines = [
        _generate_line(stream, stream.pick(REGULAR_PRODUCTS), terms) for _ in range(1 + int(stream.fraction() ** 2 * 6))
    ]
    return [*lines, build_sale_line(FREIGHT, 100, 0, terms)] if stream.chance(0.2) else lines


def _generate_line(stream: RandomStream, product: Product, terms: PriceTerms) -> SaleLine:
    quantity = (
        stream.pick(HOURS)
        if product.unit == HOUR_UNIT
        else 100 * stream.pick(PIECES[:8] if _is_expensive(product) else PIECES)
    )
    return build_sale_line(product, quantity, stream.pick(DISCOUNTS) if stream.chance(0.04) else 0, terms)


def _is_expensive(product: Product) -> bool:
    return product.price >= EXPENSIVE_FROM


@lru_cache(CACHE_SIZE)
def build_sale_line(product: Product, quantity: int, discount: int, terms: PriceTerms) -> SaleLine:
    """Builds a line with a quantity in hundredths. A discount, in hundredths of a percent, replaces the level's
    discount."""
    level = quantity_discounts.find_level(product, terms.price_group, to_amount(quantity))
    amounts = PricedLine(
        to_amount(quantity),
        _calculate_unit_price(product, level, terms.currency),
        to_amount(discount or level.discount * 100),
        to_amount(product.cost),
        Decimal(get_vat_rate(product.group, terms.zone)),
    )
    return SaleLine(product, amounts)


def _calculate_unit_price(product: Product, level: quantity_discounts.Level, currency: str) -> Decimal:
    """Returns the price in the currency: the agreed one, or else converted from kroner."""
    agreed_price = AGREED_PRICES.get((product.number, currency))
    if agreed_price is not None:
        return to_amount(agreed_price)
    return round_amount(
        to_amount(product.price if level.price is None else level.price) * 100 / Decimal(EXCHANGE_RATES[currency]), 2
    )


def negate_lines(lines: Iterable[SaleLine]) -> list[SaleLine]:
    """Returns the same lines with negative quantities."""
    return [_negate_line(line) for line in lines]


def _negate_line(sale_line: SaleLine) -> SaleLine:
    amounts = sale_line.amounts
    return SaleLine(
        sale_line.product,
        PricedLine(-amounts.quantity, amounts.price, amounts.discount, amounts.cost, amounts.vat_rate),
    )


def build_booked_lines(lines: Iterable[SaleLine]) -> list[Document]:
    """Returns lines in the stored form of a booked invoice, without numbers."""
    return [_build_booked_line(line) for line in lines]


@lru_cache(CACHE_SIZE)
def _build_booked_line(sale_line: SaleLine) -> Document:
    amounts = sale_line.amounts
    return {
        "description": sale_line.product.name,
        **_build_amounts(amounts),
        "vatRate": round_amount(amounts.vat_rate, 8),
        "vatAmount": amounts.vat,
        "totalNetAmount": amounts.net,
        **_build_product_properties(sale_line.product),
    }


def build_draft_lines(lines: Iterable[SaleLine], exchange_rate: Decimal) -> list[Document]:
    """Returns lines in the stored form of a draft."""
    return [_build_draft_line(number, line, exchange_rate) for number, line in enumerate(lines, 1)]


def _build_draft_line(number: int, sale_line: SaleLine, exchange_rate: Decimal) -> Document:
    amounts = sale_line.amounts
    properties = {
        "lineNumber": number,
        "sortKey": number,
        "description": sale_line.product.name,
        **_build_product_properties(sale_line.product),
    }
    return {
        **properties,
        **_build_amounts(amounts),
        "totalNetAmount": amounts.net,
        **amounts.calculate_margins(exchange_rate),
    }


def _build_product_properties(product: Product) -> Document:
    unit = {"unitNumber": product.unit, "name": UNITS[product.unit - 1]}
    return {"product": {"productNumber": product.number}, "unit": unit}


def _build_amounts(amounts: PricedLine) -> Document:
    return {
        "quantity": amounts.quantity,
        "unitNetPrice": amounts.price,
        "discountPercentage": amounts.discount,
        "unitCostPrice": amounts.cost,
    }
