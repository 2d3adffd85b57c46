"""The reads of many pages that the lists and the front page are made from."""

from collections.abc import Callable, Sequence

from customers.query.checks import MAY_BE_OVER_LIMIT
from customers.query.columns import is_over_limit
from customers.shared.long_read import LongRead
from customers.shared.overdue_invoices import OverdueSums, sum_overdue
from customers.shared.required_amounts import ensure_amounts
from econ_admin.gateway import Filter, Gateway, Page
from econ_admin.gateway.records import BookedAmounts, Customer, ListedDraft

CUSTOMER_PAGES_AT_ONCE = 8  # fewer than others, since whole customers are in memory

IsFound = Callable[[Customer], bool]


def read_customers(
    name: str, filter: Filter | None, sort: Sequence[str], is_found: IsFound
) -> LongRead[Customer, list[int]]:
    """Keeps the numbers of the customers found, in the order that e-conomic sorts them in."""

    def fetch_page(economic: Gateway, number: int, size: int) -> Page[Customer]:
        return economic.customers.page(filter, sort, number, size)

    def condense(page: Page[Customer]) -> list[int]:
        return [customer.customer_number for customer in page.items if is_found(customer)]

    return LongRead(
        f"customers {name} {filter} {','.join(sort)}",
        "customers",
        fetch_page,
        condense,
        _get_customer_number,
        pages_at_once=CUSTOMER_PAGES_AT_ONCE,
    )


def read_over_limit() -> LongRead[Customer, list[int]]:
    """All customers over their limit, the largest balance first, as their view lists them."""
    return read_customers("over limit", MAY_BE_OVER_LIMIT, ("-balance", "customerNumber"), is_over_limit)


def _fetch_overdue(economic: Gateway, number: int, size: int) -> Page[BookedAmounts]:
    return economic.booked.overdue.page_of_amounts(None, ("bookedInvoiceNumber",), number, size).complete()


def _sum_page(page: Page[BookedAmounts]) -> OverdueSums:
    ensure_amounts(page.items, "remainder_in_base_currency")
    return sum_overdue(page.items)


def _fetch_drafts(economic: Gateway, number: int, size: int) -> Page[ListedDraft]:
    return economic.drafts.page(None, ("draftInvoiceNumber",), number, size).complete()


def _list_customers(page: Page[ListedDraft]) -> list[int]:
    return sorted({draft.customer.customer_number for draft in page.items})


def _get_customer_number(customer: Customer) -> int:
    return customer.customer_number


OVERDUE_INVOICES = LongRead(
    "overdue invoices", "booked", _fetch_overdue, _sum_page, lambda invoice: invoice.booked_invoice_number
)
CUSTOMERS_WITH_DRAFTS = LongRead(
    "customers with drafts", "drafts", _fetch_drafts, _list_customers, lambda draft: draft.draft_invoice_number
)
