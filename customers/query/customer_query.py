"""A list's question -> the customers that answer it: by e-conomic, and by comparing here what it cannot compare.

One call answers the first part, and is made beside the page's other calls. Where that is not all (a comparison, an
export), the pages after it are asked for side by side, a few at a time, so that others are not kept waiting.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from customers.query.columns import is_over_limit
from customers.query.query_form import CustomerListForm
from customers.query.sorting import ordered
from customers.shared import formatting
from customers.shared.i18n import _
from customers.shared.overdue_invoices import Late, late
from econ_admin.gateway import Filter, Gateway, Page, where
from econ_admin.gateway.paging import MAX_PAGE_SIZE, UnreadableItem
from econ_admin.gateway.query import MAX_LIST_VALUES
from econ_admin.gateway.records import BookedInvoice, Customer

MOST = 5_000  # customers that are gathered for one answer: five pages, ten megabytes
AT_ONCE = 4  # pages: others have their turn between them

T = TypeVar("T", bound=Customer | BookedInvoice)
A = TypeVar("A")


class NotGathered(Exception):
    """All that fit could not be had; `sentence` is a %-style template in English."""

    sentence = ""

    def __init__(self, **parameters: str) -> None:
        self.parameters = parameters
        super().__init__(self.sentence % parameters)


class TooMany(NotGathered):
    """More than we gather."""

    sentence = _("%(count)s customers are more than can be read at once: at most %(most)s. Narrow the list by filters.")


class TooManyLate(TooMany):
    """No filter of customers makes them fewer."""

    sentence = _("%(count)s overdue invoices are more than can be read at once: at most %(most)s.")


class Moving(NotGathered):
    """Some were added or removed while we read, so that some may be missing."""

    sentence = _("Customers or invoices were added or removed while the list was being read. Try again.")


@dataclass(frozen=True)
class Found:
    """Customers in the order of the list, and in the view of those who are late, how late each of them is."""

    customers: list[Customer]
    without_filter: int
    late: Mapping[int, Late] = field(default_factory=dict)
    unreadable: list[UnreadableItem] = field(default_factory=list)
    """Customers of whom nothing is known but that they fit: they stand at the end."""

    @property
    def rows(self) -> list[Customer | UnreadableItem]:
        return [*self.customers, *self.unreadable]


@dataclass(frozen=True)
class FoundPage:
    """The page that was asked for, of these."""

    page: Page[Customer]
    late: Mapping[int, Late] = field(default_factory=dict)
    among: int = 0
    """How many were compared, or how many overdue invoices there are."""


def begin(economic: Gateway, form: CustomerListForm) -> Page[Any]:
    """The first call: the page that was asked for, or what is to be compared."""
    if form.is_found_here:
        return begin_all(economic, form)
    return economic.customers.page(form.filter, form.sorting, form.page_number - 1, form.page_size)


def finish(economic: Gateway, form: CustomerListForm, first: Page[Any]) -> FoundPage:
    """The page that was asked for, after the first call. Raises NotGathered where a comparison needs too much."""
    if not form.is_found_here:
        return FoundPage(first)
    try:
        found = finish_all(economic, form, first)
    except Moving:  # of what is kept some is older than the rest, and may stay so for a minute
        with economic.transport.afresh():
            first = begin_all(economic, form)
            found = finish_all(economic, form, first)
    start = (form.page_number - 1) * form.page_size
    shown = tuple(found.rows[start : start + form.page_size])
    readable = [each for each in shown if isinstance(each, Customer)]
    whole = Page(readable, len(found.rows), found.without_filter, form.page_number - 1, form.page_size, shown)
    return FoundPage(whole, found.late, first.results)


def begin_all(economic: Gateway, form: CustomerListForm) -> Page[Any]:
    """The first call on the way to all that fit: the customers, or the invoices that they are late with."""
    if form.is_of_late:
        return economic.booked.overdue.page(None, ("bookedInvoiceNumber",), 0, MAX_PAGE_SIZE)
    return economic.customers.page(form.filter, form.sorting, 0, MAX_PAGE_SIZE)


def finish_all(economic: Gateway, form: CustomerListForm, first: Page[Any], most: int | None = None) -> Found:
    """All that fit, in the order of the list. Raises NotGathered."""
    found = _late(economic, form, first, most) if form.is_of_late else _all(economic, form, first, most)
    if not form.compares:
        return found
    over = [each for each in found.customers if is_over_limit(each)]
    return Found(over, found.without_filter, found.late, found.unreadable)


def _all(economic: Gateway, form: CustomerListForm, first: Page[Customer], most: int | None) -> Found:
    def ask(number: int) -> Page[Customer]:
        return economic.customers.page(form.filter, form.sorting, number, first.size)

    customers, unreadable = gathered(first, ask, economic.together, most)
    return Found(customers, first.results_without_filter, unreadable=unreadable)


def _late(economic: Gateway, form: CustomerListForm, first: Page[BookedInvoice], most: int | None) -> Found:
    """The customers of the overdue invoices: asked for by number, as many at once as fit into one filter."""

    def ask(number: int) -> Page[BookedInvoice]:
        return economic.booked.overdue.page(None, ("bookedInvoiceNumber",), number, first.size).complete()

    invoices, _none = gathered(first.complete(), ask, economic.together, most, TooManyLate)
    owing = late(invoices)
    numbers = sorted(owing)
    asked = [
        _among(form, numbers[start : start + MAX_LIST_VALUES]) for start in range(0, len(numbers), MAX_LIST_VALUES)
    ]
    calls = [_call(lambda each: economic.customers.page(each, form.sorting, 0, MAX_PAGE_SIZE), each) for each in asked]
    pages = _a_few_at_a_time(calls, economic.together)
    customers = ordered([each for page in pages for each in page.items], form.sorted_by, owing)
    unreadable = [each for page in pages for each in page.unreadable]
    return Found(customers, pages[0].results_without_filter if pages else 0, owing, unreadable)


def _among(form: CustomerListForm, numbers: list[int]) -> Filter:
    theirs = where("customerNumber").in_(numbers)
    return form.filter & theirs if form.filter else theirs


def gathered(
    first: Page[T],
    ask: Callable[[int], Page[T]],
    together: Callable[..., Iterable[Page[T]]],
    most: int | None = None,
    too_many: type[TooMany] = TooMany,
) -> tuple[list[T], list[UnreadableItem]]:
    """What stands on the first page and on all after it, and what cannot be read of it. Raises NotGathered."""
    most = MOST if most is None else most
    if first.results > most:
        raise too_many(count=formatting.whole(first.results), most=formatting.whole(most))
    numbers = list(range(1, -(-first.results // first.size)))
    pages: list[Page[T]] = [first, *_a_few_at_a_time([_call(ask, number) for number in numbers], together)]
    found = {_number(each): each for page in pages for each in page.items}
    unreadable = [each for page in pages for each in page.unreadable]
    if len(found) + len(unreadable) != first.results or any(page.results != first.results for page in pages):
        raise Moving
    return list(found.values()), unreadable


def _number(record: Customer | BookedInvoice) -> int:
    return record.customer_number if isinstance(record, Customer) else record.booked_invoice_number


def _a_few_at_a_time(calls: list[Callable[[], Page[T]]], together: Callable[..., Iterable[Page[T]]]) -> list[Page[T]]:
    return [page for start in range(0, len(calls), AT_ONCE) for page in together(*calls[start : start + AT_ONCE])]


def _call(ask: Callable[[A], Page[T]], what: A) -> Callable[[], Page[T]]:
    return lambda: ask(what)
