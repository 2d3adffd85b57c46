"""Generates invoice dates for the twelve months before the day, and invoice numbers."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from econ_admin.sandbox.seed.random_stream import RandomStream

STREAM = 1 << 40  # separate, so that a customer's other random values do not depend on invoices
DAYS_IN_YEAR = 363  # with a weekend before it, never more than twelve months
WEEKEND = (5, 6)
INVOICE_COUNTS = (0,) * 30 + (1,) * 30 + (2,) * 18 + (3,) * 10 + (5,) * 6 + (9,) * 4 + (12, 26)
"""The number of invoices of each customer per hundred: 200 in total."""
STRIDE, ROTATION = 37, 11
FIRST_INVOICE = 20_001

SPECIAL_DRAFTS = {5: "ordinary", 13: "no lines", 24: "texts", 38: "euros", 45: "ordinary"}
"""Kinds of drafts by customer index, so that a small sandbox has one of each."""
DRAFT_INTERVAL = 24  # after the first hundred, one customer in 24 has a draft


class Sale(NamedTuple):
    """The day of a sale as an ordinal, and the index of the sale that it credits, if any."""

    day: int
    credited_index: int | None = None


class PlannedDraft(NamedTuple):
    """A draft to be generated."""

    day: int
    kind: str


def list_sales(index: int, today: date) -> list[Sale]:
    """Returns the invoice days of a customer in order; more of them recent than a year ago."""
    count = INVOICE_COUNTS[(index * STRIDE + index // 100 * ROTATION) % 100]
    if not count:
        return []
    stream, last_day = RandomStream(STREAM + index), today.toordinal()
    has_credit_note = count > 1 and stream.chance(0.12)
    dated_sales = sorted(
        Sale(_to_working_day(last_day - int(stream.fraction() ** 1.6 * DAYS_IN_YEAR)))
        for _ in range(count - has_credit_note)
    )
    if has_credit_note:
        credited_index = stream.below(len(dated_sales))
        credit_day = _to_working_day(min(last_day, dated_sales[credited_index].day + stream.between(0, 20)))
        dated_sales = sorted([*dated_sales, Sale(credit_day, credited_index)], key=lambda sale: sale.day)
    return dated_sales


def plan_draft(index: int, today: date) -> PlannedDraft | None:
    """Returns the draft of this customer, if it has one, from the last 30 days."""
    kind = SPECIAL_DRAFTS.get(index) if index < 100 else "ordinary" if index % DRAFT_INTERVAL == 5 else None
    if kind is None:
        return None
    stream = RandomStream(STREAM * 2 + index)
    if index >= 100 and stream.chance(0.1):
        kind = stream.pick(("no lines", "texts", "euros"))
    age = 0 if index == 5 or stream.chance(0.2) else stream.below(30)
    return PlannedDraft(_to_working_day(today.toordinal() - age), kind)


def _to_working_day(ordinal: int) -> int:
    """Returns the day, or the Friday before if it is on a weekend."""
    weekday = (ordinal - 1) % 7
    return ordinal - (weekday - 4 if weekday in WEEKEND else 0)


class InvoiceNumbers:
    """Assigns the numbers of invoices and drafts: ascending by date over all customers, without gaps.

    It has to count the invoices of each day first, so numbers depend on how many customers there are. Nothing else in a
    customer's invoices does.
    """

    def __init__(self, size: int, today: date) -> None:
        booked_counts = Counter(sale.day for index in range(size) for sale in list_sales(index, today))
        draft_counts = Counter(planned.day for index in range(size) if (planned := plan_draft(index, today)))
        self._next_booked = _assign_first_numbers(booked_counts, FIRST_INVOICE)
        self._next_draft = _assign_first_numbers(draft_counts, get_draft_number(FIRST_INVOICE + booked_counts.total()))

    def take_booked_number(self, day: int) -> int:
        """Returns the next invoice number of that day."""
        self._next_booked[day] += 1
        return self._next_booked[day] - 1

    def take_draft_number(self, day: int) -> int:
        """Returns the next draft number of that day."""
        self._next_draft[day] += 1
        return self._next_draft[day] - 1


def get_draft_number(number: int) -> int:
    """Returns the number of the draft that became this invoice; one draft in ten was deleted."""
    return number * 10 // 9


def _assign_first_numbers(counts: Counter[int], next_number: int) -> dict[int, int]:
    """Returns the first number of each day."""
    starts = {}
    for day in sorted(counts):
        starts[day] = next_number
        next_number += counts[day]
    return starts
