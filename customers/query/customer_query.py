"""Runs the customer list's query: by e-conomic, and by comparing here what e-conomic cannot compare.

A list that is computed here is a list of customer numbers, made from reads of many pages (`customers/query/reads.py`).
The customers of the page shown are then loaded by their numbers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from customers.query.checks import CHECKS
from customers.query.columns import is_over_limit
from customers.query.query_form import CustomerListForm
from customers.query.reads import CUSTOMERS_WITH_DRAFTS, OVERDUE_INVOICES, read_customers
from customers.query.sorting import OVERDUE_KEYS, sort_customers, sort_numbers
from customers.shared.ages import AGE_GROUPS_BY_KEY
from customers.shared.long_read import Finished, LongRead, Unfinished, advance
from customers.shared.overdue_invoices import CustomerOverdue, group_by_customer
from econ_admin.gateway import Filter, Gateway, Page, where
from econ_admin.gateway.paging import MAX_PAGE_SIZE, UnreadableItem
from econ_admin.gateway.query import MAX_LIST_VALUES
from econ_admin.gateway.records import Customer

MAX_LOADED_OVERDUE = 5 * MAX_LIST_VALUES  # overdue customers that are loaded by number, to filter and sort them here
ReadOn = Callable[[LongRead[Any, Any]], Finished[Any, Any] | Unfinished]
NO_OVERDUE: Mapping[int, CustomerOverdue] = {}


@dataclass(frozen=True)
class ComputedList:
    """All customers of a list that is computed here, in its order."""

    numbers: list[int]
    unfiltered_count: int
    compared_count: int
    """How many customers were compared, or how many overdue invoices there are."""
    overdue_by_customer: Mapping[int, CustomerOverdue] = field(default_factory=dict)
    unreadable: Sequence[UnreadableItem] = ()
    """Matching customers that could not be read. They come last."""
    known: Mapping[int, Customer] = field(default_factory=dict)
    """The customers that were loaded on the way."""

    @property
    def count(self) -> int:
        return len(self.numbers) + len(self.unreadable)


@dataclass(frozen=True)
class QueryResultPage:
    """One page of the results."""

    page: Page[Customer]
    overdue_by_customer: Mapping[int, CustomerOverdue] = field(default_factory=dict)
    compared_count: int = 0


def load_page(economic: Gateway, form: CustomerListForm) -> QueryResultPage | Unfinished:
    """Loads the page of the list, or reads on towards it. Raises GatewayError and ReadFailed."""
    if not form.is_computed_locally:
        page = economic.customers.page(form.filter, form.api_sort, form.page_number - 1, form.page_size)
        return QueryResultPage(page)
    computed = compute(economic, form)
    return computed if isinstance(computed, Unfinished) else _load_computed_page(economic, form, computed)


def compute(
    economic: Gateway,
    form: CustomerListForm,
    *,
    is_reading: bool = True,
    accepts_old: bool = False,
    for_panel: bool = False,
) -> ComputedList | Unfinished:
    """Computes the list, or reads on towards it. Raises GatewayError and ReadFailed.

    `is_reading` and `accepts_old` are those of `advance`. `for_panel` is for a figure, which is kept longer.
    """

    def read_on(read: LongRead[Any, Any]) -> Finished[Any, Any] | Unfinished:
        read = read.for_panel() if for_panel else read
        return advance(economic, read, is_reading=is_reading, accepts_old=accepts_old)

    if not form.is_overdue_view:
        return _compute_compared(form, NO_OVERDUE, read_on)
    read = read_on(OVERDUE_INVOICES)
    if isinstance(read, Unfinished):
        return read
    overdue = group_by_customer(read.parts, AGE_GROUPS_BY_KEY.get(form.cleaned_data["age"]), timezone.localdate())
    is_sorted_here = form.sorted_by.removeprefix("-") in (*OVERDUE_KEYS, "number")
    if len(overdue) <= MAX_LOADED_OVERDUE and not form.needs_drafts:
        return _compute_from_loaded(economic, form, overdue, read)
    if is_sorted_here and form.filter is None and not form.is_compared:
        numbers = sort_numbers(overdue, form.sorted_by)
        return ComputedList(numbers, len(numbers), read.results, overdue)
    computed = _compute_compared(form, overdue, read_on)
    if isinstance(computed, Unfinished) or not is_sorted_here:
        return computed
    overdue_found = {number: overdue[number] for number in computed.numbers}
    return ComputedList(
        sort_numbers(overdue_found, form.sorted_by),
        computed.unfiltered_count,
        read.results,
        overdue,
        computed.unreadable,
    )


def _compute_compared(
    form: CustomerListForm, overdue: Mapping[int, CustomerOverdue], read_on: ReadOn
) -> ComputedList | Unfinished:
    """Computes the list from all customers that e-conomic's filter finds."""
    with_drafts: set[int] = set()
    if form.needs_drafts:
        drafts = read_on(CUSTOMERS_WITH_DRAFTS)
        if isinstance(drafts, Unfinished):
            return drafts
        with_drafts.update(*drafts.parts)
    is_found = _build_comparison(form)
    customers = read_on(read_customers(form.comparison, form.filter, form.api_sort, is_found))
    if isinstance(customers, Unfinished):
        return customers
    numbers = [
        number
        for part in customers.parts
        for number in part
        if (not form.needs_drafts or number in with_drafts) and (not form.is_overdue_view or number in overdue)
    ]
    known = {customer.customer_number: customer for page in customers.pages for customer in page.items}
    return ComputedList(
        numbers,
        customers.results_without_filter,
        customers.results,
        overdue,
        customers.unreadable,
        known,
    )


def _build_comparison(form: CustomerListForm) -> Callable[[Customer], bool]:
    """Returns what a customer has to be, besides e-conomic's filter."""
    check = CHECKS.get(form.cleaned_data["check"])
    needs_limit = bool(form.cleaned_data["limit"])

    def is_found(customer: Customer) -> bool:
        return (not needs_limit or is_over_limit(customer)) and (check is None or check.is_found(customer))

    return is_found


def _compute_from_loaded(
    economic: Gateway, form: CustomerListForm, overdue: Mapping[int, CustomerOverdue], read: Finished[Any, Any]
) -> ComputedList:
    """Loads the overdue customers by number, to filter and sort them here."""
    pages = load_by_numbers(economic, sorted(overdue), form.filter, form.api_sort)
    is_found = _build_comparison(form)
    customers = sort_customers(
        [customer for page in pages for customer in page.items if is_found(customer)], form.sorted_by, overdue
    )
    return ComputedList(
        [customer.customer_number for customer in customers],
        pages[0].results_without_filter if pages else 0,
        read.results,
        overdue,
        [item for page in pages for item in page.unreadable],
        {customer.customer_number: customer for customer in customers},
    )


def _load_computed_page(economic: Gateway, form: CustomerListForm, computed: ComputedList) -> QueryResultPage:
    """Loads the customers of the page. One that was deleted meanwhile is left out."""
    start = (form.page_number - 1) * form.page_size
    numbers = computed.numbers[start : start + form.page_size]
    rows: list[Customer | UnreadableItem] = list(load_customers(economic, numbers, computed.known))
    if len(numbers) < form.page_size:
        unreadable_start = max(start - len(computed.numbers), 0)
        rows += computed.unreadable[unreadable_start : unreadable_start + form.page_size - len(numbers)]
    items = [row for row in rows if isinstance(row, Customer)]
    page = Page(items, computed.count, computed.unfiltered_count, form.page_number - 1, form.page_size, tuple(rows))
    return QueryResultPage(page, computed.overdue_by_customer, computed.compared_count)


def load_customers(economic: Gateway, numbers: Sequence[int], known: Mapping[int, Customer]) -> Iterable[Customer]:
    """Loads customers by number, in this order. Those that no longer exist are left out."""
    missing = sorted(number for number in numbers if number not in known)
    pages = load_by_numbers(economic, missing, None, ("customerNumber",))
    by_number = dict(known) | {customer.customer_number: customer for page in pages for customer in page.items}
    return [by_number[number] for number in numbers if number in by_number]


def load_by_numbers(
    economic: Gateway, numbers: Sequence[int], filter: Filter | None, sort: Sequence[str]
) -> list[Page[Customer]]:
    """Loads customers side by side, as many per call as a filter can hold."""

    def bind_call(start: int) -> Callable[[], Page[Customer]]:
        number_filter = where("customerNumber").in_(numbers[start : start + MAX_LIST_VALUES])
        both = filter & number_filter if filter else number_filter
        return lambda: economic.customers.page(both, sort, 0, MAX_PAGE_SIZE)

    return list(economic.together(*map(bind_call, range(0, len(numbers), MAX_LIST_VALUES)))) if numbers else []


def fetch_chunk(economic: Gateway, numbers: Sequence[int], number: int) -> Page[Customer]:
    """Fetches some of these customers, as a page of them: as many as a filter can hold."""
    chunk = numbers[number * MAX_LIST_VALUES : (number + 1) * MAX_LIST_VALUES]
    pages = load_by_numbers(economic, chunk, None, ("customerNumber",))
    by_number = {customer.customer_number: customer for page in pages for customer in page.items}
    rows: list[Customer | UnreadableItem] = [by_number[number] for number in chunk if number in by_number]
    rows += [item for page in pages for item in page.unreadable]
    customers = [row for row in rows if isinstance(row, Customer)]
    return Page(customers, len(numbers), len(numbers), number, MAX_LIST_VALUES, tuple(rows))
