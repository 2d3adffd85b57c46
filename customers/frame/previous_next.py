"""The customers before and after one, in the list that one came from."""

from dataclasses import dataclass
from functools import cache

from customers.query.customer_query import IncompleteQuery, finish_full_query, start_full_query
from customers.query.query_form import CustomerListForm
from customers.shared import formatting
from econ_admin.gateway import Gateway
from econ_admin.gateway.paging import MAX_PAGE_SIZE
from econ_admin.gateway.records import Customer

MAX_CUSTOMERS = 2 * MAX_PAGE_SIZE  # a page of one customer asks twice for its neighbours, not more


@dataclass(frozen=True)
class Neighbour:
    """A customer, and the page of the list that it stands on."""

    number: int
    name: str
    page: int


@dataclass(frozen=True)
class Neighbours:
    """Where a customer stands in the list. `place` counts from 1; 0: no longer where one came from."""

    position: str
    total: str
    previous: Neighbour | None = None
    next: Neighbour | None = None


def find_neighbours(economic: Gateway, form: CustomerListForm, customer: int) -> Neighbours | None:
    """In the list of `form`, looked for on the page that it is about. None where that would take too many calls."""
    if form.is_computed_locally:
        try:
            customers = finish_full_query(economic, form, start_full_query(economic, form), MAX_CUSTOMERS).customers
        except IncompleteQuery:
            return None
        return _locate(customers, 0, len(customers), form, customer)
    page_number, size = compute_window((form.page_number - 1) * form.page_size, form.page_size)
    result = economic.customers.page(form.filter, form.api_sort, page_number, size)
    return _locate(result.items, page_number * size, result.results, form, customer)


@cache
def compute_window(start: int, row_count: int) -> tuple[int, int]:
    """The page (number and size) that holds these rows, the one before them and the one after.

    e-conomic skips whole pages only, so we ask for pages of another size: the smallest whose borders lie outside.
    """
    start, end = max(start - 1, 0), start + row_count + 1
    fitting = (size for size in range(end - start, MAX_PAGE_SIZE + 1) if start % size + end - start <= size)
    size = next(fitting, MAX_PAGE_SIZE)
    return start // size, size


def _locate(customers: list[Customer], offset: int, total: int, form: CustomerListForm, customer: int) -> Neighbours:
    numbers = [customer.customer_number for customer in customers]
    if customer not in numbers:
        return Neighbours("", formatting.format_count(total))
    index = numbers.index(customer)

    def get_neighbour(index: int) -> Neighbour | None:
        if not 0 <= index < len(customers):
            return None
        return Neighbour(numbers[index], customers[index].name, (offset + index) // form.page_size + 1)

    return Neighbours(
        formatting.format_count(offset + index + 1),
        formatting.format_count(total),
        get_neighbour(index - 1),
        get_neighbour(index + 1),
    )
