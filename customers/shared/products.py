"""The products on a sheet, many at a time; and those that somebody may mean by what is typed."""

from collections.abc import Callable, Collection, Iterable
from functools import partial, reduce
from operator import and_, or_

from customers.shared.optional_calls import side_by_side
from customers.shared.search_filter import WORDS
from econ_admin.gateway import Gateway, Page, Unavailable, where
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.query import Filter
from econ_admin.gateway.records import LineTemplate, Product

OFFERED = 8  # products in the list below a cell
AT_ONCE = 25  # products in one question: its address must not get too long


class Unclear(Exception):
    """What was typed is no product's number, and the name of none, or of several; `many` is None where e-conomic does
    not say."""

    def __init__(self, many: int | None) -> None:
        super().__init__(many)
        self.many = many


def sold_to(economic: Gateway, customer: int, typed: str) -> Page[LineTemplate]:
    """The lines that a customer may have (endpoint 9) with every word in number or name."""
    return economic.templates.lines(customer, _any(typed, "product.productNumber", "description"), size=OFFERED)


def known_as(economic: Gateway, typed: str) -> Page[Product]:
    """The same of all products, barred ones too, with what they cost."""
    return economic.products.page(filter=_any(typed, "productNumber", "name"), size=4 * OFFERED)


def named(economic: Gateway, customer: int, typed: str) -> str:
    """The number of the one product that the customer may have by that name, or whose name this is part of alone.

    Raises Unclear.
    """
    try:
        found = sold_to(economic, customer, typed)
    except GatewayError as error:
        raise Unclear(None) from error
    names = {each.product.product_number: each.description for each in found.items if each.product}
    if found.results > len(names):  # of those beyond the page nothing is known
        raise Unclear(found.results)
    exactly = [number for number, name in names.items() if name.casefold() == typed.casefold()]
    meant = exactly or list(names)
    if len(meant) != 1:
        raise Unclear(len(names))
    return meant[0]


def products_of(economic: Gateway, numbers: Collection[str]) -> dict[str, Product]:
    """Those of the products that are there, by number; fewer where e-conomic does not answer."""
    return found_in(side_by_side(economic, asking(economic, numbers)))


def asking(economic: Gateway, numbers: Collection[str]) -> list[Callable[[], Page[Product]]]:
    """The calls for them, to be made beside others; what they answer is for `found_in`."""
    every = sorted(number for number in numbers if number)
    pages = [every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE)]
    return [partial(_page, economic, page) for page in pages]


def found_in(answers: Iterable[Page[Product] | Unavailable]) -> dict[str, Product]:
    return {each.product_number: each for page in answers if not isinstance(page, Unavailable) for each in page.items}


def groups_of(economic: Gateway, numbers: Collection[str]) -> dict[str, int]:
    """The group of each product, which with the VAT zone decides its VAT."""
    return groups_in(side_by_side(economic, asking(economic, numbers)))


def groups_in(answers: Iterable[Page[Product] | Unavailable]) -> dict[str, int]:
    return {number: each.product_group.product_group_number for number, each in found_in(answers).items()}


def _page(economic: Gateway, numbers: list[str]) -> Page[Product]:
    wanted = reduce(or_, (where("productNumber").eq(number) for number in numbers))
    return economic.products.page(filter=wanted, size=1000)


def _any(typed: str, *names: str) -> Filter | None:
    """Every word somewhere."""
    words = typed.split()[:WORDS]
    each = [reduce(or_, (where(name).like(word) for name in names)) for word in words]
    return reduce(and_, each) if each else None
