"""Who is late, and how much: overdue invoices, grouped by customer. Amounts in the agreement's own currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from econ_admin.gateway.records import BookedInvoice


@dataclass(frozen=True, slots=True)
class Late:
    """A customer's overdue invoices together; a credit note that nobody has used yet makes it less."""

    count: int
    amount: Decimal
    since: date
    """The due date of the oldest."""

    def days(self, today: date) -> int:
        return (today - self.since).days


def late(invoices: Iterable[BookedInvoice]) -> dict[int, Late]:
    """By customer number; whose credit notes outweigh what is overdue is not late."""
    of_each: dict[int, list[BookedInvoice]] = {}
    for invoice in invoices:
        of_each.setdefault(invoice.customer.customer_number, []).append(invoice)
    together = {number: _together(theirs) for number, theirs in of_each.items()}
    return {number: found for number, found in together.items() if found}


def _together(invoices: list[BookedInvoice]) -> Late | None:
    owed = [each for each in invoices if (each.remainder or 0) > 0]
    amount = sum((each.remainder_in_base_currency or Decimal() for each in invoices), Decimal())
    if not owed or amount <= 0:
        return None
    return Late(len(owed), amount, min(each.due_date or each.date for each in owed))
