"""Finds the previous and next customer in the list that the person came from, and links to pages beside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from customers.query.customer_query import ComputedList, compute, load_customers
from customers.query.query_form import CustomerListForm
from customers.shared import formatting
from customers.shared.long_read import ReadFailed
from econ_admin.gateway import Gateway
from econ_admin.gateway.paging import MAX_PAGE_SIZE


@dataclass(frozen=True)
class Neighbour:
    """A customer or an invoice, and its page in the list."""

    number: int
    name: str
    page: int


@dataclass(frozen=True)
class Neighbours:
    """A position in the list, from 1; "" if it is no longer on that page."""

    position: str
    total: str
    previous: Neighbour | None = None
    next: Neighbour | None = None


class PageLink(NamedTuple):
    """A link to the previous or next page."""

    url: str
    number: str
    name: str


class PreviousNext(NamedTuple):
    """Links to the previous and next page of the origin list."""

    position: str  # "12 of 127"
    previous: PageLink | None
    next: PageLink | None


def build_previous_next(neighbours: Neighbours, build_url: Callable[[int, int], str]) -> PreviousNext:
    """Builds the links. `build_url` returns the URL of a number on a page of the list."""
    if not neighbours.position:
        return PreviousNext(_("No longer on this page of the list"), None, None)

    def build_link(neighbour: Neighbour | None) -> PageLink | None:
        if neighbour is None:
            return None
        return PageLink(build_url(neighbour.number, neighbour.page), str(neighbour.number), neighbour.name)

    position = _("%(place)s of %(all)s") % {"place": neighbours.position, "all": neighbours.total}
    return PreviousNext(position, build_link(neighbours.previous), build_link(neighbours.next))


def find_neighbours(economic: Gateway, form: CustomerListForm, customer: int) -> Neighbours | None:
    """Looks for the customer on the page of the list; None if that would take too many calls."""
    if form.is_computed_locally:
        try:
            computed = compute(economic, form, is_reading=False, accepts_old=True)
        except ReadFailed:
            return None
        return _locate_computed(economic, computed, form, customer) if isinstance(computed, ComputedList) else None
    page_number, size = compute_window((form.page_number - 1) * form.page_size, form.page_size)
    result = economic.customers.page(form.filter, form.api_sort, page_number, size)
    names = {record.customer_number: record.name for record in result.items}
    return locate(list(names), names, page_number * size, result.results, form.page_size, customer)


@cache
def compute_window(start: int, row_count: int) -> tuple[int, int]:
    """Returns the page (number, size) that holds these rows and the ones before and after.

    e-conomic only skips whole pages, so we ask for another page size: the smallest that contains them all.
    """
    start, end = max(start - 1, 0), start + row_count + 1
    fitting = (size for size in range(end - start, MAX_PAGE_SIZE + 1) if start % size + end - start <= size)
    size = next(fitting, MAX_PAGE_SIZE)
    return start // size, size


def _locate_computed(economic: Gateway, computed: ComputedList, form: CustomerListForm, customer: int) -> Neighbours:
    """Locates the customer in a list that is known by its numbers; the two beside it are loaded for their names."""
    numbers = computed.numbers
    index = numbers.index(customer) if customer in numbers else -1
    neighbours = [numbers[place] for place in (index - 1, index + 1) if index >= 0 and 0 <= place < len(numbers)]
    names = {record.customer_number: record.name for record in load_customers(economic, neighbours, computed.known)}
    return locate(numbers, names, 0, len(numbers), form.page_size, customer)


def locate(
    numbers: Sequence[int], names: Mapping[int, str], offset: int, total: int, page_size: int, number: int
) -> Neighbours:
    """Locates a number among those of a window, which begins at `offset` of the list."""
    if number not in numbers:
        return Neighbours("", formatting.format_count(total))
    index = numbers.index(number)

    def get_neighbour(index: int) -> Neighbour | None:
        if not 0 <= index < len(numbers):
            return None
        number = numbers[index]
        return Neighbour(number, names.get(number, str(number)), (offset + index) // page_size + 1)

    return Neighbours(
        formatting.format_count(offset + index + 1),
        formatting.format_count(total),
        get_neighbour(index - 1),
        get_neighbour(index + 1),
    )
