"""Runs a list's query: by e-conomic, and by comparing here what e-conomic cannot compare.

The first call runs beside the page's other calls. If there is more to load (a comparison, an export), the remaining
pages follow side by side, a few at a time, so that other requests are not delayed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from customers.query.columns import is_over_limit
from customers.query.query_form import CustomerListForm
from customers.query.sorting import sort_customers
from customers.shared import formatting
from customers.shared.i18n import _
from customers.shared.overdue_invoices import CustomerOverdue, group_overdue
from econ_admin.gateway import Filter, Gateway, Page, where
from econ_admin.gateway.paging import MAX_PAGE_SIZE, UnreadableItem
from econ_admin.gateway.query import MAX_LIST_VALUES
from econ_admin.gateway.records import BookedInvoice, Customer

MAX_RESULTS = 5_000  # records loaded for one query: five pages, ten megabytes
PAGES_AT_ONCE = 4  # other requests get a turn between batches

T = TypeVar("T", bound=Customer | BookedInvoice)
A = TypeVar("A")


class IncompleteQuery(Exception):
    """Not all results could be loaded; `message` is a %-style template in English."""

    message = ""

    def __init__(self, **parameters: str) -> None:
        self.parameters = parameters
        super().__init__(self.message % parameters)


class TooManyResults(IncompleteQuery):
    """There are more results than we load."""

    message = _("There are %(count)s customers. Use filters to get at most %(most)s.")


class TooManyOverdue(TooManyResults):
    """There are more overdue invoices than we load. Filters cannot reduce them."""

    message = _("There are %(count)s overdue invoices. We can load at most %(most)s.")


class ResultsChanged(IncompleteQuery):
    """Results were added or removed while loading, so some may be missing."""

    message = _("Customers or invoices changed while we were loading the list. Try again.")


@dataclass(frozen=True)
class QueryResult:
    """All customers in the list's order, with their overdue amounts in the overdue view."""

    customers: list[Customer]
    unfiltered_count: int
    overdue_by_customer: Mapping[int, CustomerOverdue] = field(default_factory=dict)
    unreadable: list[UnreadableItem] = field(default_factory=list)
    """Matching customers that could not be read. They come last."""

    @property
    def rows(self) -> list[Customer | UnreadableItem]:
        return [*self.customers, *self.unreadable]


@dataclass(frozen=True)
class QueryResultPage:
    """One page of the results."""

    page: Page[Customer]
    overdue_by_customer: Mapping[int, CustomerOverdue] = field(default_factory=dict)
    compared_count: int = 0
    """How many customers were compared, or how many overdue invoices there are."""


def start_query(economic: Gateway, form: CustomerListForm) -> Page[Any]:
    """Makes the first call: the page itself, or the first page to compare."""
    if form.is_computed_locally:
        return start_full_query(economic, form)
    return economic.customers.page(form.filter, form.api_sort, form.page_number - 1, form.page_size)


def finish_query(economic: Gateway, form: CustomerListForm, first_page: Page[Any]) -> QueryResultPage:
    """Returns the page, after the first call. Raises IncompleteQuery if a comparison needs too much."""
    if not form.is_computed_locally:
        return QueryResultPage(first_page)
    try:
        result = finish_full_query(economic, form, first_page)
    except ResultsChanged:  # cached pages may differ in age
        economic = economic.refreshed()
        first_page = start_full_query(economic, form)
        result = finish_full_query(economic, form, first_page)
    start = (form.page_number - 1) * form.page_size
    customers = tuple(result.rows[start : start + form.page_size])
    readable = [customer for customer in customers if isinstance(customer, Customer)]
    page = Page(readable, len(result.rows), result.unfiltered_count, form.page_number - 1, form.page_size, customers)
    return QueryResultPage(page, result.overdue_by_customer, first_page.results)


def start_full_query(economic: Gateway, form: CustomerListForm) -> Page[Any]:
    """Makes the first call for all results: customers, or overdue invoices."""
    if form.is_overdue_view:
        return economic.booked.overdue.page(None, ("bookedInvoiceNumber",), 0, MAX_PAGE_SIZE)
    return economic.customers.page(form.filter, form.api_sort, 0, MAX_PAGE_SIZE)


def finish_full_query(
    economic: Gateway, form: CustomerListForm, first_page: Page[Any], limit: int | None = None
) -> QueryResult:
    """Returns all results in the list's order. Raises IncompleteQuery."""
    result = (
        _load_overdue_customers(economic, form, first_page, limit)
        if form.is_overdue_view
        else _load_customers(economic, form, first_page, limit)
    )
    if not form.needs_comparison:
        return result
    customers = [customer for customer in result.customers if is_over_limit(customer)]
    return QueryResult(customers, result.unfiltered_count, result.overdue_by_customer, result.unreadable)


def _load_customers(
    economic: Gateway, form: CustomerListForm, first_page: Page[Customer], limit: int | None
) -> QueryResult:
    def fetch_page(number: int) -> Page[Customer]:
        return economic.customers.page(form.filter, form.api_sort, number, first_page.size)

    customers, unreadable = gather_pages(first_page, fetch_page, economic.together, limit)
    return QueryResult(customers, first_page.results_without_filter, unreadable=unreadable)


def _load_overdue_customers(
    economic: Gateway, form: CustomerListForm, first_page: Page[BookedInvoice], limit: int | None
) -> QueryResult:
    """Loads the customers of overdue invoices by number, as many per call as a filter can hold."""

    def fetch_page(number: int) -> Page[BookedInvoice]:
        return economic.booked.overdue.page(None, ("bookedInvoiceNumber",), number, first_page.size).complete()

    invoices, _none = gather_pages(first_page.complete(), fetch_page, economic.together, limit, TooManyOverdue)
    overdue_by_customer = group_overdue(invoices)
    numbers = sorted(overdue_by_customer)
    customer_filters = [
        _build_number_filter(form, numbers[start : start + MAX_LIST_VALUES])
        for start in range(0, len(numbers), MAX_LIST_VALUES)
    ]
    calls = [
        _bind_call(
            lambda customer_filter: economic.customers.page(customer_filter, form.api_sort, 0, MAX_PAGE_SIZE),
            customer_filter,
        )
        for customer_filter in customer_filters
    ]
    pages = _load_in_batches(calls, economic.together)
    customers = sort_customers(
        [customer for page in pages for customer in page.items], form.sorted_by, overdue_by_customer
    )
    unreadable = [item for page in pages for item in page.unreadable]
    return QueryResult(customers, pages[0].results_without_filter if pages else 0, overdue_by_customer, unreadable)


def _build_number_filter(form: CustomerListForm, numbers: list[int]) -> Filter:
    number_filter = where("customerNumber").in_(numbers)
    return form.filter & number_filter if form.filter else number_filter


def gather_pages(
    first_page: Page[T],
    fetch_page: Callable[[int], Page[T]],
    together: Callable[..., Iterable[Page[T]]],
    limit: int | None = None,
    limit_error: type[TooManyResults] = TooManyResults,
) -> tuple[list[T], list[UnreadableItem]]:
    """Returns the records of all pages, and the unreadable ones. Raises IncompleteQuery."""
    limit = MAX_RESULTS if limit is None else limit
    if first_page.results > limit:
        raise limit_error(count=formatting.format_count(first_page.results), most=formatting.format_count(limit))
    numbers = list(range(1, -(-first_page.results // first_page.size)))
    pages: list[Page[T]] = [
        first_page,
        *_load_in_batches([_bind_call(fetch_page, number) for number in numbers], together),
    ]
    records_by_number = {_get_number(record): record for page in pages for record in page.items}
    unreadable = [item for page in pages for item in page.unreadable]
    if len(records_by_number) + len(unreadable) != first_page.results or any(
        page.results != first_page.results for page in pages
    ):
        raise ResultsChanged
    return list(records_by_number.values()), unreadable


def _get_number(record: Customer | BookedInvoice) -> int:
    return record.customer_number if isinstance(record, Customer) else record.booked_invoice_number


def _load_in_batches(calls: list[Callable[[], Page[T]]], together: Callable[..., Iterable[Page[T]]]) -> list[Page[T]]:
    return [
        page
        for start in range(0, len(calls), PAGES_AT_ONCE)
        for page in together(*calls[start : start + PAGES_AT_ONCE])
    ]


def _bind_call(fetch: Callable[[A], Page[T]], argument: A) -> Callable[[], Page[T]]:
    return lambda: fetch(argument)
