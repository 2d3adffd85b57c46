"""Adds up the invoices of a list, by currency."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from customers.invoices.columns import Invoice, get_number
from customers.shared import formatting
from customers.shared.long_read import LongRead
from customers.shared.required_amounts import ensure_amounts
from econ_admin.gateway import Gateway, Page
from econ_admin.gateway.records import BookedInvoice

Sums: TypeAlias = Mapping[str, tuple[Decimal, Decimal]]
"""By currency: the amounts, and what remains to be paid."""


class CurrencySum(NamedTuple):
    """The sum of the invoices in a currency, formatted. The remainder is "" where there is none."""

    currency: str
    amount: str
    remainder: str


def add_up(invoices: Iterable[Invoice]) -> Sums:
    return merge(
        [
            {
                invoice.currency: (
                    invoice.gross_amount or Decimal(),
                    (invoice.remainder or Decimal()) if isinstance(invoice, BookedInvoice) else Decimal(),
                )
            }
            for invoice in invoices
        ]
    )


def merge(parts: Iterable[Sums]) -> Sums:
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for part in parts:
        for currency, (amount, remainder) in part.items():
            amount_so_far, remainder_so_far = sums.get(currency, (Decimal(), Decimal()))
            sums[currency] = amount_so_far + amount, remainder_so_far + remainder
    return sums


def format_sums(sums: Sums) -> list[CurrencySum]:
    """Formats them, the largest first."""
    return [
        CurrencySum(
            currency,
            formatting.format_amount(amount),
            formatting.format_amount(remainder) if remainder and remainder != amount else "",
        )
        for currency, (amount, remainder) in sorted(sums.items(), key=lambda item: (-abs(item[1][0]), item[0]))
    ]


def read_sums(name: str, noun: str, fetch_page: Any) -> LongRead[Any, Sums]:
    """Reads the sums of a list. `fetch_page` fetches a page by number and size."""

    def fetch(economic: Gateway, number: int, size: int) -> Page[Any]:
        page: Page[Any] = fetch_page(economic, number, size).complete()
        return page

    def condense(page: Page[Any]) -> Sums:
        ensure_amounts(page.items, "gross_amount")
        return add_up(page.items)

    return LongRead(f"sums {name}", noun, fetch, condense, get_number)
