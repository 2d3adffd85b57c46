"""A customer's statement of account: the open items with their ages, and sums by age and currency."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from customers.invoices.payment_status import is_credit_note
from customers.shared import formatting
from customers.shared.ages import AGE_GROUPS
from customers.shared.i18n import _
from customers.shared.long_read import ReadFailed, ResultsChanged
from econ_admin.gateway import Gateway, Page, where
from econ_admin.gateway.errors import UnexpectedResponse
from econ_admin.gateway.paging import MAX_PAGE_SIZE
from econ_admin.gateway.records import BookedInvoice, Customer
from econ_admin.gateway.records.agreement import Company

MAX_ITEMS = 5_000  # of one customer: five calls, and a document of a hundred pages
SORT = ("date", "bookedInvoiceNumber")  # e-conomic cannot sort by due date


class TooManyItems(ReadFailed):
    """There are more open items than a statement has room for."""

    message = _("This customer has %(count)s open items. A statement of account can have at most %(most)s.")


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An invoice with a remainder, or a credit note that is not settled."""

    invoice: BookedInvoice
    remainder: Decimal
    days: int
    """Days since the due date; 0 or less if it is not due."""

    @property
    def is_overdue(self) -> bool:
        return self.days > 0 and self.remainder > 0

    @property
    def is_credit(self) -> bool:
        return self.remainder < 0 or is_credit_note(self.invoice)


@dataclass(frozen=True, slots=True)
class CurrencySums:
    """What is owed in one currency. Open credit notes are deducted at their own age."""

    currency: str
    not_due: Decimal
    by_age: Mapping[str, Decimal]
    """By the key of the age group."""

    @property
    def total(self) -> Decimal:
        return sum(self.by_age.values(), self.not_due)

    @property
    def amounts(self) -> list[Decimal]:
        """Not due, the ages from young to old, and the total."""
        return [self.not_due, *(self.by_age[age.key] for age in AGE_GROUPS), self.total]


@dataclass(frozen=True)
class Statement:
    """The open items of a customer, sorted by due date."""

    customer: Customer
    company: Company
    base_currency: str
    items: Sequence[OpenItem]
    sums: Sequence[CurrencySums]
    read_at: datetime

    @property
    def base_total(self) -> Decimal | None:
        """The total in the agreement's currency; None if all items are in one currency, or it is not known."""
        amounts = [item.invoice.remainder_in_base_currency for item in self.items]
        known_amounts = [amount for amount in amounts if amount is not None]
        is_known = self.base_currency and len(known_amounts) == len(amounts)
        return sum(known_amounts, Decimal()) if is_known and len(self.sums) > 1 else None

    @property
    def has_credit_notes(self) -> bool:
        return any(item.is_credit for item in self.items)

    @property
    def differing_balance(self) -> Decimal | None:
        """The customer's balance in e-conomic if it differs from the total in the same currency."""
        currencies = {sums.currency for sums in self.sums}
        total: Decimal | None
        if currencies <= {self.customer.currency}:
            total = sum((sums.total for sums in self.sums), Decimal())
        else:
            total = self.base_total if self.customer.currency == self.base_currency else None
        balance = self.customer.balance
        return balance if balance is not None and total is not None and balance != total else None


def load_open_invoices(economic: Gateway, customer: int) -> list[BookedInvoice]:
    """Loads all unpaid invoices of the customer, or none: raises GatewayError and ReadFailed."""
    customer_filter = where("customer.customerNumber").eq(customer)

    def bind_call(number: int) -> Callable[[], Page[BookedInvoice]]:
        return lambda: economic.booked.unpaid.page(customer_filter, SORT, number, MAX_PAGE_SIZE).complete()

    first_page = bind_call(0)()
    if first_page.results > MAX_ITEMS:
        count, most = formatting.format_count(first_page.results), formatting.format_count(MAX_ITEMS)
        raise TooManyItems(count=count, most=most)
    numbers = range(1, -(-first_page.results // first_page.size))
    pages = [first_page, *(economic.together(*map(bind_call, numbers)) if numbers else ())]
    invoices = {invoice.booked_invoice_number: invoice for page in pages for invoice in page.items}
    if len(invoices) != first_page.results or any(page.results != first_page.results for page in pages):
        raise ResultsChanged
    if any(invoice.remainder is None for invoice in invoices.values()):
        raise UnexpectedResponse("an unpaid invoice without a remainder")
    return list(invoices.values())


def build_items(invoices: Iterable[BookedInvoice], today: date) -> list[OpenItem]:
    """Builds the items, sorted by due date and number."""
    items = [
        OpenItem(invoice, invoice.remainder, (today - _get_due_date(invoice)).days)
        for invoice in invoices
        if invoice.remainder
    ]
    return sorted(items, key=lambda item: (_get_due_date(item.invoice), item.invoice.booked_invoice_number))


def sum_by_currency(items: Iterable[OpenItem], base_currency: str) -> list[CurrencySums]:
    """Sums the items of each currency, the agreement's own first."""
    items_by_currency: dict[str, list[OpenItem]] = {}
    for item in items:
        items_by_currency.setdefault(item.invoice.currency, []).append(item)
    currencies = sorted(items_by_currency, key=lambda currency: (currency != base_currency, currency))
    return [_sum_items(currency, items_by_currency[currency]) for currency in currencies]


def _sum_items(currency: str, items: Sequence[OpenItem]) -> CurrencySums:
    by_age = {
        age.key: sum((item.remainder for item in items if age.contains(item.days)), Decimal()) for age in AGE_GROUPS
    }
    return CurrencySums(currency, sum((item.remainder for item in items if item.days <= 0), Decimal()), by_age)


def _get_due_date(invoice: BookedInvoice) -> date:
    return invoice.due_date or invoice.date
