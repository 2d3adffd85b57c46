"""What was booked per month, this year and last, excluding VAT, in the agreement's currency."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from django.utils.dates import MONTHS

from customers.shared import formatting
from customers.shared.bars import scale_bar
from customers.shared.long_read import LongRead
from customers.shared.required_amounts import ensure_amounts
from customers.shared.table import LazyText
from econ_admin.gateway import Gateway, Page, where
from econ_admin.gateway.records import BookedAmounts

MonthSums: TypeAlias = dict[tuple[int, int], Decimal]
"""By year and month."""


class MonthAmount(NamedTuple):
    """What was booked in a month. `width` is the bar's, of 1,000; the amount of a month to come is ""."""

    amount: str
    width: str


class MonthRow(NamedTuple):
    """A month in both years."""

    label: LazyText
    this_year: MonthAmount
    last_year: MonthAmount


class Months(NamedTuple):
    """Twelve months, and the sums of both years so far."""

    this_year: int
    last_year: int
    rows: list[MonthRow]
    this_total: str
    last_total: str


def read_booked_since(first: date) -> LongRead[BookedAmounts, MonthSums]:
    """Sums the booked invoices from this date on by month. Credit notes are deducted."""
    since = where("date").gte(first)

    def fetch_page(economic: Gateway, number: int, size: int) -> Page[BookedAmounts]:
        return economic.booked.page_of_amounts(since, ("bookedInvoiceNumber",), number, size).complete()

    def condense(page: Page[BookedAmounts]) -> MonthSums:
        ensure_amounts(page.items, "net_amount_in_base_currency")
        sums: MonthSums = {}
        for invoice in page.items:
            key = invoice.date.year, invoice.date.month
            sums[key] = sums.get(key, Decimal()) + (invoice.net_amount_in_base_currency or Decimal())
        return sums

    return LongRead(
        f"booked by month since {first}", "booked", fetch_page, condense, lambda item: item.booked_invoice_number
    )


def build_months(parts: Iterable[MonthSums], today: date) -> Months:
    sums: MonthSums = {}
    for part in parts:
        for key, amount in part.items():
            sums[key] = sums.get(key, Decimal()) + amount
    years = today.year, today.year - 1
    largest = max((amount for (year, _), amount in sums.items() if year in years), default=Decimal())
    rows = [
        MonthRow(label, *(_build_amount(sums, year, month, largest, today) for year in years))
        for month, label in MONTHS.items()
    ]
    totals = [sum((amount for (of_year, _), amount in sums.items() if of_year == year), Decimal()) for year in years]
    return Months(*years, rows, *map(formatting.format_amount, totals))


def _build_amount(
    sums: Mapping[tuple[int, int], Decimal], year: int, month: int, largest: Decimal, today: date
) -> MonthAmount:
    amount = sums.get((year, month))
    if amount is None and (year, month) > (today.year, today.month):
        return MonthAmount("", "0")
    amount = amount or Decimal()
    return MonthAmount(formatting.format_amount(amount), scale_bar(amount, largest))
