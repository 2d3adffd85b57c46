"""Loads products in batches, and finds products by typed text."""

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
BATCH_SIZE = 25  # products per call, to limit the length of its URL


class AmbiguousProduct(Exception):
    """The text is no product number, and matches no name or several; `count` is None if e-conomic did not answer."""

    def __init__(self, count: int | None) -> None:
        super().__init__(count)
        self.count = count


def search_customer_products(economic: Gateway, customer: int, text: str) -> Page[LineTemplate]:
    """Searches the customer's lines (endpoint 9) for products with every word in number or name."""
    return economic.templates.lines(
        customer, _match_every_word(text, "product.productNumber", "description"), size=MAX_SUGGESTIONS
    )


def search_all_products(economic: Gateway, text: str) -> Page[Product]:
    """Searches all products with prices, including barred ones."""
    return economic.products.page(filter=_match_every_word(text, "productNumber", "name"), size=4 * MAX_SUGGESTIONS)


def find_product_by_name(economic: Gateway, customer: int, text: str) -> str:
    """Returns the number of the only product with this name, or the only one whose name or number contains it.

    Raises AmbiguousProduct.
    """
    try:
        page = search_customer_products(economic, customer, text)
    except GatewayError as error:
        raise AmbiguousProduct(None) from error
    names = {template.product.product_number: template.description for template in page.items if template.product}
    if page.results > len(names):  # there are more matches than were loaded
        raise AmbiguousProduct(page.results)
    exact_matches = [number for number, name in names.items() if name.casefold() == text.casefold()]
    candidates = exact_matches or list(names)
    if len(candidates) != 1:
        raise AmbiguousProduct(len(names))
    return candidates[0]


def load_products(economic: Gateway, numbers: Collection[str]) -> dict[str, Product]:
    """Loads products by number. Missing ones are left out, also if e-conomic does not answer."""
    return collect_products(side_by_side(economic, build_product_calls(economic, numbers)))


def build_product_calls(economic: Gateway, numbers: Collection[str]) -> list[Callable[[], Page[Product]]]:
    """Builds the calls that load the products. Pass the responses to `collect_products`."""
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
    """Loads the group of each product, which decides its VAT together with the VAT zone."""
    return collect_product_groups(side_by_side(economic, build_product_calls(economic, numbers)))


def collect_product_groups(answers: Iterable[Page[Product] | Unavailable]) -> dict[str, int]:
    return {number: product.product_group.product_group_number for number, product in collect_products(answers).items()}


def _fetch_batch(economic: Gateway, numbers: list[str]) -> Page[Product]:
    any_number = reduce(or_, (where("productNumber").eq(number) for number in numbers))
    return economic.products.page(filter=any_number, size=1000)


def _match_every_word(text: str, *properties: str) -> Filter | None:
    """Builds a filter for every word in any of the properties."""
    words = text.split()[:MAX_WORDS]
    clauses = [reduce(or_, (where(name).like(word) for name in properties)) for word in words]
    return reduce(and_, clauses) if clauses else None
