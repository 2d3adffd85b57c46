"""Groups overdue invoices by customer and by age. Amounts are in the agreement's currency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from customers.shared.ages import AgeGroup
from econ_admin.gateway.records import BookedAmounts, BookedInvoice

OverdueSums: TypeAlias = dict[tuple[int, int], tuple[int, Decimal]]
"""By customer and due date (as an ordinal): how many are unpaid, and what remains to be paid less open credit notes."""


@dataclass(frozen=True, slots=True)
class CustomerOverdue:
    """A customer's overdue invoices. Open credit notes are deducted."""

    count: int
    amount: Decimal
    oldest_due_date: date

    def get_days(self, today: date) -> int:
        return (today - self.oldest_due_date).days


def group_overdue(invoices: Iterable[BookedInvoice]) -> dict[int, CustomerOverdue]:
    """Groups by customer number. Customers whose credit notes cover the overdue amount are left out."""
    return group_by_customer([sum_overdue(invoices)])


def sum_overdue(invoices: Iterable[BookedInvoice | BookedAmounts]) -> OverdueSums:
    """Sums the invoices of a customer that are due on the same day."""
    sums: OverdueSums = {}
    for invoice in invoices:
        key = invoice.customer.customer_number, (invoice.due_date or invoice.date).toordinal()
        count, amount = sums.get(key, (0, Decimal()))
        is_unpaid = (invoice.remainder or 0) > 0
        sums[key] = count + is_unpaid, amount + (invoice.remainder_in_base_currency or Decimal())
    return sums


def group_by_customer(
    parts: Iterable[OverdueSums], age: AgeGroup | None = None, today: date | None = None
) -> dict[int, CustomerOverdue]:
    """Groups sums by customer, all of them or those of an age."""
    sums_by_customer: dict[int, tuple[int, Decimal, int]] = {}
    for (customer, due), (count, amount) in _select(parts, age, today):
        total, sum_so_far, oldest = sums_by_customer.get(customer, (0, Decimal(), date.max.toordinal()))
        sums_by_customer[customer] = total + count, sum_so_far + amount, min(oldest, due) if count else oldest
    return {
        customer: CustomerOverdue(count, amount, date.fromordinal(oldest))
        for customer, (count, amount, oldest) in sums_by_customer.items()
        if count and amount > 0
    }


def group_by_age(
    parts: Iterable[OverdueSums], ages: Iterable[AgeGroup], today: date
) -> Mapping[str, tuple[int, Decimal]]:
    """Sums by age: how many are unpaid, and the amount. Open credit notes are deducted at their own age."""
    items = list(_select(parts, None, None))
    return {
        age.key: (
            sum(count for (_, due), (count, _amount) in items if age.contains(today.toordinal() - due)),
            sum((amount for (_, due), (_count, amount) in items if age.contains(today.toordinal() - due)), Decimal()),
        )
        for age in ages
    }


def _select(
    parts: Iterable[OverdueSums], age: AgeGroup | None, today: date | None
) -> Iterable[tuple[tuple[int, int], tuple[int, Decimal]]]:
    return (
        item
        for part in parts
        for item in part.items()
        if age is None or today is None or age.contains(today.toordinal() - item[0][1])
    )
