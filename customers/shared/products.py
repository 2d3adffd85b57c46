"""The products on a sheet, many at a time; and those that somebody may mean by what is typed."""

from collections.abc import Callable, Collection, Iterable
from functools import partial, reduce
from operator import and_, or_

from customers.shared.optional_calls import side_by_side
from customers.shared.search_filter import MAX_WORDS
from econ_admin.gateway import Gateway, Page, Unavailable, where
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.query import Filter
from econ_admin.gateway.records import LineTemplate, Product

MAX_SUGGESTIONS = 8  # products in the list below a cell
BATCH_SIZE = 25  # products in one question: its address must not get too long


class AmbiguousProduct(Exception):
    """What was typed is no product's number, and the name of none, or of several; `many` is None where e-conomic does
    not say."""

    def __init__(self, count: int | None) -> None:
        super().__init__(count)
        self.count = count


def search_customer_products(economic: Gateway, customer: int, text: str) -> Page[LineTemplate]:
    """The lines that a customer may have (endpoint 9) with every word in number or name."""
    return economic.templates.lines(
        customer, _match_every_word(text, "product.productNumber", "description"), size=MAX_SUGGESTIONS
    )


def search_all_products(economic: Gateway, text: str) -> Page[Product]:
    """The same of all products, barred ones too, with what they cost."""
    return economic.products.page(filter=_match_every_word(text, "productNumber", "name"), size=4 * MAX_SUGGESTIONS)


def find_product_by_name(economic: Gateway, customer: int, text: str) -> str:
    """The number of the one product that the customer may have by that name, or whose name this is part of alone.

    Raises AmbiguousProduct.
    """
    try:
        page = search_customer_products(economic, customer, text)
    except GatewayError as error:
        raise AmbiguousProduct(None) from error
    names = {template.product.product_number: template.description for template in page.items if template.product}
    if page.results > len(names):  # of those beyond the page nothing is known
        raise AmbiguousProduct(page.results)
    exact_matches = [number for number, name in names.items() if name.casefold() == text.casefold()]
    candidates = exact_matches or list(names)
    if len(candidates) != 1:
        raise AmbiguousProduct(len(names))
    return candidates[0]


def load_products(economic: Gateway, numbers: Collection[str]) -> dict[str, Product]:
    """Those of the products that are there, by number; fewer where e-conomic does not answer."""
    return collect_products(side_by_side(economic, build_product_calls(economic, numbers)))


def build_product_calls(economic: Gateway, numbers: Collection[str]) -> list[Callable[[], Page[Product]]]:
    """The calls for them, to be made beside others; what they answer is for `found_in`."""
    sorted_numbers = sorted(number for number in numbers if number)
    batches = [sorted_numbers[start : start + BATCH_SIZE] for start in range(0, len(sorted_numbers), BATCH_SIZE)]
    return [partial(_fetch_batch, economic, batch) for batch in batches]


def collect_products(answers: Iterable[Page[Product] | Unavailable]) -> dict[str, Product]:
    return {
        product.product_number: product
        for page in answers
        if not isinstance(page, Unavailable)
        for product in page.items
    }


def load_product_groups(economic: Gateway, numbers: Collection[str]) -> dict[str, int]:
    """The group of each product, which with the VAT zone decides its VAT."""
    return collect_product_groups(side_by_side(economic, build_product_calls(economic, numbers)))


def collect_product_groups(answers: Iterable[Page[Product] | Unavailable]) -> dict[str, int]:
    return {number: product.product_group.product_group_number for number, product in collect_products(answers).items()}


def _fetch_batch(economic: Gateway, numbers: list[str]) -> Page[Product]:
    any_number = reduce(or_, (where("productNumber").eq(number) for number in numbers))
    return economic.products.page(filter=any_number, size=1000)


def _match_every_word(text: str, *properties: str) -> Filter | None:
    """Every word somewhere."""
    words = text.split()[:MAX_WORDS]
    clauses = [reduce(or_, (where(name).like(word) for name in properties)) for word in words]
    return reduce(and_, clauses) if clauses else None
