"""Overdue amounts by age, as a table with bars."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from customers.shared import formatting
from customers.shared.ages import AGE_GROUPS
from customers.shared.bars import scale_bar
from customers.shared.overdue_invoices import OverdueSums, group_by_age
from customers.shared.table import LazyText


class AgeRow(NamedTuple):
    """The overdue invoices of an age. `width` is the bar's, of 1,000."""

    key: str
    label: LazyText
    amount: str
    share: str
    invoices: str
    width: str
    is_oldest: bool


class Ageing(NamedTuple):
    """All ages, and their total. Open credit notes are deducted at their own age."""

    rows: list[AgeRow]
    amount: str
    invoices: str
    credit_notes: int


def build_ageing(parts: Iterable[OverdueSums], results: int, today: date) -> Ageing:
    """Builds the table from the sums of `results` open invoices and credit notes."""
    sums = group_by_age(parts, AGE_GROUPS, today)
    total = sum((amount for _, amount in sums.values()), Decimal())
    largest = max((amount for _, amount in sums.values()), default=Decimal())
    rows = [
        AgeRow(
            age.key,
            age.label,
            formatting.format_amount(sums[age.key][1]),
            _format_share(sums[age.key][1], total),
            formatting.format_count(sums[age.key][0]),
            scale_bar(sums[age.key][1], largest),
            age.last is None,
        )
        for age in AGE_GROUPS
    ]
    count = sum(count for count, _ in sums.values())
    return Ageing(rows, formatting.format_amount(total), formatting.format_count(count), results - count)


def _format_share(amount: Decimal, total: Decimal) -> str:
    return f"{round(amount * 100 / total)} %" if total > 0 else ""
