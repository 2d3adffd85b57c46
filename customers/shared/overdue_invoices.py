"""Groups overdue invoices by customer. Amounts are in the agreement's currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from econ_admin.gateway.records import BookedInvoice


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
    invoices_by_customer: dict[int, list[BookedInvoice]] = {}
    for invoice in invoices:
        invoices_by_customer.setdefault(invoice.customer.customer_number, []).append(invoice)
    overdue_by_customer = {number: _sum_overdue(theirs) for number, theirs in invoices_by_customer.items()}
    return {number: overdue for number, overdue in overdue_by_customer.items() if overdue}


def _sum_overdue(invoices: list[BookedInvoice]) -> CustomerOverdue | None:
    unpaid = [invoice for invoice in invoices if (invoice.remainder or 0) > 0]
    amount = sum((invoice.remainder_in_base_currency or Decimal() for invoice in invoices), Decimal())
    if not unpaid or amount <= 0:
        return None
    return CustomerOverdue(len(unpaid), amount, min(invoice.due_date or invoice.date for invoice in unpaid))
