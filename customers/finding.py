"""A list's question -> the customers that answer it: by e-conomic, and by comparing here what it cannot compare.

One call answers the first part, and is made beside the page's other calls. Where that is not all (a comparison, an
export), the pages after it are asked for side by side, a few at a time, so that others are not kept waiting.
"""

from collections.abc import Callable, Iterable

from customers import formats
from customers.forms.customer_list import CustomerListForm
from customers.listing.columns import is_over_limit
from econ_admin.gateway import Gateway, Page
from econ_admin.gateway.paging import LARGEST_PAGE
from econ_admin.gateway.records import Customer

MOST = 5_000  # customers that are gathered for one answer: five pages, ten megabytes
AT_ONCE = 4  # pages; the agreement has places for sixteen calls


def _(sentence: str) -> str:
    """Mark a sentence for translation by the views."""
    return sentence


class NotGathered(Exception):
    """All that fit could not be had; `sentence` is a %-style template in English."""

    sentence = ""

    def __init__(self, **parameters: str) -> None:
        self.parameters = parameters
        super().__init__(self.sentence % parameters)


class TooMany(NotGathered):
    """More than we gather."""

    sentence = _("%(count)s customers are more than can be read at once: at most %(most)s. Narrow the list by filters.")


class Moving(NotGathered):
    """Customers were added or removed while we read, so that some may be missing."""

    sentence = _("Customers were added or removed while the list was being read. Try again.")


def begin(economic: Gateway, form: CustomerListForm) -> Page[Customer]:
    """The first call: the page that was asked for, or what is to be compared."""
    if form.compares:
        return begin_all(economic, form)
    return economic.customers.page(form.filter, form.sorting, form.page_number - 1, form.page_size)


def finish(economic: Gateway, form: CustomerListForm, first: Page[Customer]) -> Page[Customer]:
    """The page that was asked for, after the first call. Raises NotGathered where a comparison needs too much."""
    if not form.compares:
        return first
    fitting = finish_all(economic, form, first)
    start = (form.page_number - 1) * form.page_size
    shown = fitting[start : start + form.page_size]
    return Page(shown, len(fitting), first.results_without_filter, form.page_number - 1, form.page_size)


def begin_all(economic: Gateway, form: CustomerListForm) -> Page[Customer]:
    """The first call on the way to all that fit."""
    return economic.customers.page(form.filter, form.sorting, 0, LARGEST_PAGE)


def finish_all(
    economic: Gateway, form: CustomerListForm, first: Page[Customer], most: int | None = None
) -> list[Customer]:
    """All that fit, in the order of the list. Raises NotGathered."""

    def ask(number: int) -> Page[Customer]:
        return economic.customers.page(form.filter, form.sorting, number, first.size)

    found = gathered(first, ask, economic.together, most)
    return [each for each in found if is_over_limit(each)] if form.compares else found


def gathered(
    first: Page[Customer],
    ask: Callable[[int], Page[Customer]],
    together: Callable[..., Iterable[Page[Customer]]],
    most: int | None = None,
) -> list[Customer]:
    """What stands on the first page and on all after it. Raises NotGathered."""
    most = MOST if most is None else most
    if first.results > most:
        raise TooMany(count=formats.whole(first.results), most=formats.whole(most))
    pages, numbers = [first], range(1, -(-first.results // first.size))
    for start in range(0, len(numbers), AT_ONCE):
        pages += together(*(_call(ask, number) for number in numbers[start : start + AT_ONCE]))
    found = {each.customer_number: each for page in pages for each in page.items}
    if len(found) != first.results or any(page.results != first.results for page in pages):
        raise Moving
    return list(found.values())


def _call(ask: Callable[[int], Page[Customer]], number: int) -> Callable[[], Page[Customer]]:
    return lambda: ask(number)
