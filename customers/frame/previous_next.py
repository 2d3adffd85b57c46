"""The customers before and after one, in the list that one came from."""

from dataclasses import dataclass
from functools import cache

from customers.query.customer_query import NotGathered, begin_all, finish_all
from customers.query.query_form import CustomerListForm
from customers.shared import formatting
from econ_admin.gateway import Gateway
from econ_admin.gateway.paging import MAX_PAGE_SIZE
from econ_admin.gateway.records import Customer

MOST = 2 * MAX_PAGE_SIZE  # a page of one customer asks twice for its neighbours, not more


@dataclass(frozen=True)
class Neighbour:
    """A customer, and the page of the list that it stands on."""

    number: int
    name: str
    page: int


@dataclass(frozen=True)
class Neighbours:
    """Where a customer stands in the list. `place` counts from 1; 0: no longer where one came from."""

    place: str
    all: str
    previous: Neighbour | None = None
    next: Neighbour | None = None


def neighbours(economic: Gateway, form: CustomerListForm, customer: int) -> Neighbours | None:
    """In the list of `form`, looked for on the page that it is about. None where that would take too many calls."""
    if form.is_found_here:
        try:
            listed = finish_all(economic, form, begin_all(economic, form), MOST).customers
        except NotGathered:
            return None
        return _among(listed, 0, len(listed), form, customer)
    number, size = window((form.page_number - 1) * form.page_size, form.page_size)
    found = economic.customers.page(form.filter, form.sorting, number, size)
    return _among(found.items, number * size, found.results, form, customer)


@cache
def window(start: int, rows: int) -> tuple[int, int]:
    """The page (number and size) that holds these rows, the one before them and the one after.

    e-conomic skips whole pages only, so we ask for pages of another size: the smallest whose borders lie outside.
    """
    start, end = max(start - 1, 0), start + rows + 1
    fitting = (size for size in range(end - start, MAX_PAGE_SIZE + 1) if start % size + end - start <= size)
    size = next(fitting, MAX_PAGE_SIZE)
    return start // size, size


def _among(found: list[Customer], offset: int, all_of_them: int, form: CustomerListForm, customer: int) -> Neighbours:
    numbers = [each.customer_number for each in found]
    if customer not in numbers:
        return Neighbours("", formatting.whole(all_of_them))
    at = numbers.index(customer)

    def beside(index: int) -> Neighbour | None:
        if not 0 <= index < len(found):
            return None
        return Neighbour(numbers[index], found[index].name, (offset + index) // form.page_size + 1)

    return Neighbours(formatting.whole(offset + at + 1), formatting.whole(all_of_them), beside(at - 1), beside(at + 1))
