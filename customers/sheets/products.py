"""The products on a sheet, many at a time."""

from collections.abc import Collection
from functools import partial, reduce
from operator import or_

from customers.sheets.pricing import side_by_side
from econ_admin.gateway import Gap, Gateway, Page, where
from econ_admin.gateway.records import Product

AT_ONCE = 25  # products in one question: its address must not get too long


def products_of(economic: Gateway, numbers: Collection[str]) -> dict[str, Product]:
    """Those of the products that are there, by number; fewer where e-conomic does not answer."""
    every = sorted(number for number in numbers if number)
    pages = [every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE)]
    found = side_by_side(economic, [partial(_page, economic, page) for page in pages])
    return {each.product_number: each for page in found if not isinstance(page, Gap) for each in page.items}


def groups_of(economic: Gateway, numbers: Collection[str]) -> dict[str, int]:
    """The group of each product, which with the VAT zone decides its VAT."""
    return {number: each.product_group.product_group_number for number, each in products_of(economic, numbers).items()}


def _page(economic: Gateway, numbers: list[str]) -> Page[Product]:
    wanted = reduce(or_, (where("productNumber").eq(number) for number in numbers))
    return economic.products.page(filter=wanted, size=1000)
