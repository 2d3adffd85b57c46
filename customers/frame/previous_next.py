"""Finds the previous and next customer in the list that the person came from."""

from dataclasses import dataclass
from functools import cache

from customers.query.customer_query import IncompleteQuery, finish_full_query, start_full_query
from customers.query.query_form import CustomerListForm
from customers.shared import formatting
from econ_admin.gateway import Gateway
from econ_admin.gateway.paging import MAX_PAGE_SIZE
from econ_admin.gateway.records import Customer

MAX_CUSTOMERS = 2 * MAX_PAGE_SIZE  # at most two calls for one customer's page


@dataclass(frozen=True)
class Neighbour:
    """A customer, and its page in the list."""

    number: int
    name: str
    page: int


@dataclass(frozen=True)
class Neighbours:
    """The customer's position in the list, from 1; "" if it is no longer on that page."""

    position: str
    total: str
    previous: Neighbour | None = None
    next: Neighbour | None = None


def find_neighbours(economic: Gateway, form: CustomerListForm, customer: int) -> Neighbours | None:
    """Looks for the customer on the page of the list; None if that would take too many calls."""
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
    """Returns the page (number, size) that holds these rows and the ones before and after.

    e-conomic only skips whole pages, so we ask for another page size: the smallest that contains them all.
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
