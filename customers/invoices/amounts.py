"""Finds invoices by an amount, which e-conomic cannot filter: compared here over unpaid booked invoices, or drafts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from customers.invoices.columns import Invoice, get_number
from customers.shared import formatting
from customers.shared.i18n import _
from customers.shared.long_read import LongRead, ReadFailed, Unfinished, advance
from econ_admin.gateway import Filter, Gateway, Page, where
from econ_admin.gateway.paging import UnreadableItem
from econ_admin.gateway.query import MAX_LIST_VALUES
from econ_admin.gateway.records import BookedInvoice, ListedDraft


class TooManyMatches(ReadFailed):
    """More invoices have the amount than a filter can hold."""

    message = _("%(count)s have this amount. We can list at most %(most)s. Use filters to narrow the list.")


class FoundInvoice(NamedTuple):
    """An invoice as it is kept to be compared."""

    number: int
    name: str
    currency: str
    amount: Decimal
    amounts: tuple[Decimal, ...]
    """Those that it may be known by, without a sign."""


ReadAmounts: TypeAlias = LongRead[Any, list[FoundInvoice]]


@dataclass(frozen=True)
class AmountMatches:
    """The invoices of an amount, the latest first, and what was compared."""

    found: Sequence[FoundInvoice]
    compared_count: int
    unreadable: Sequence[UnreadableItem] = ()
    """Those that could not be read, so not be compared."""

    def build_filter(self, number_property: str) -> Filter | None:
        """Returns a filter for them; None if there are none. Raises TooManyMatches."""
        if len(self.found) > MAX_LIST_VALUES:
            count, most = (formatting.format_count(number) for number in (len(self.found), MAX_LIST_VALUES))
            raise TooManyMatches(count=count, most=most)
        numbers = [invoice.number for invoice in self.found]
        return where(number_property).in_(numbers) if numbers else None


def _list_amounts(page: Page[Any]) -> list[FoundInvoice]:
    return [
        FoundInvoice(
            get_number(invoice),
            invoice.recipient.name,
            invoice.currency,
            invoice.gross_amount or Decimal(),
            _get_amounts(invoice),
        )
        for invoice in page.items
    ]


def _get_amounts(invoice: Invoice) -> tuple[Decimal, ...]:
    amounts = [invoice.gross_amount]
    if isinstance(invoice, BookedInvoice):
        amounts.append(invoice.remainder)
    return tuple({abs(amount) for amount in amounts if amount is not None})


def read_unpaid_amounts(filter: Filter | None) -> ReadAmounts:
    """Reads the amounts of the unpaid booked invoices that e-conomic's filter finds."""

    def fetch_page(economic: Gateway, number: int, size: int) -> Page[BookedInvoice]:
        return economic.booked.unpaid.page(filter, ("bookedInvoiceNumber",), number, size)

    return LongRead(f"amounts of unpaid invoices {filter}", "booked", fetch_page, _list_amounts, get_number)


def read_draft_amounts(filter: Filter | None) -> ReadAmounts:
    """Reads the amounts of the drafts that e-conomic's filter finds."""

    def fetch_page(economic: Gateway, number: int, size: int) -> Page[ListedDraft]:
        return economic.drafts.page(filter, ("draftInvoiceNumber",), number, size)

    return LongRead(f"amounts of drafts {filter}", "drafts", fetch_page, _list_amounts, get_number)


def find_by_amount(
    economic: Gateway, read: ReadAmounts, amount: Decimal, *, is_reading: bool = True, accepts_old: bool = False
) -> AmountMatches | Unfinished:
    """Returns the invoices of that amount or remainder, in their own currency; a credit note's sign does not matter.

    `is_reading` and `accepts_old` are those of `advance`. Raises GatewayError and ReadFailed.
    """
    answer = advance(economic, read, is_reading=is_reading, accepts_old=accepts_old)
    if isinstance(answer, Unfinished):
        return answer
    matches = [invoice for part in answer.parts for invoice in part if abs(amount) in invoice.amounts]
    compared_count = answer.results - len(answer.unreadable)
    return AmountMatches(sorted(matches, reverse=True), compared_count, answer.unreadable)
