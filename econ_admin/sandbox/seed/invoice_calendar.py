"""When each customer was invoiced in the twelve months before the day, and the numbers that follow from it."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from econ_admin.sandbox.seed.random_stream import RandomStream

STREAM = 1 << 40  # so that a customer's other dice fall as they would without invoices
DAYS_IN_YEAR = 363  # days; with the weekend before it never more than twelve months
WEEKEND = (5, 6)
INVOICE_COUNTS = (0,) * 30 + (1,) * 30 + (2,) * 18 + (3,) * 10 + (5,) * 6 + (9,) * 4 + (12, 26)
"""How many invoices each of a hundred customers got: 200 in all, as many as 2 for each."""
STRIDE, ROTATION = 37, 11
FIRST_INVOICE = 20_001

SPECIAL_DRAFTS = {5: "ordinary", 13: "no lines", 24: "texts", 38: "euros", 45: "ordinary"}
"""In the first hundred customers, at these places; so a small sandbox has one of each kind."""
DRAFT_INTERVAL = 24  # later one customer in so many has a draft


class Sale(NamedTuple):
    """A day, as an ordinal, and the place of the earlier sale that this one takes back, if it does."""

    day: int
    credited_index: int | None = None


class PlannedDraft(NamedTuple):
    """What lies there, not yet booked."""

    day: int
    kind: str


def list_sales(index: int, today: date) -> list[Sale]:
    """The days on which this customer was invoiced, the earliest first; more of them of late than a year ago."""
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
    """The draft of this customer, if it has one: of today or of the last weeks."""
    kind = SPECIAL_DRAFTS.get(index) if index < 100 else "ordinary" if index % DRAFT_INTERVAL == 5 else None
    if kind is None:
        return None
    stream = RandomStream(STREAM * 2 + index)
    if index >= 100 and stream.chance(0.1):
        kind = stream.pick(("no lines", "texts", "euros"))
    age = 0 if index == 5 or stream.chance(0.2) else stream.below(30)
    return PlannedDraft(_to_working_day(today.toordinal() - age), kind)


def _to_working_day(ordinal: int) -> int:
    """That day, or the Friday before."""
    weekday = (ordinal - 1) % 7
    return ordinal - (weekday - 4 if weekday in WEEKEND else 0)


class InvoiceNumbers:
    """Gives out the numbers of invoices and drafts: rising with the date over all customers, and without a gap.

    For that it needs to know how many there are on each day, and so how many customers there are: the numbers are
    all that is different about a customer's invoices when the agreement is larger.
    """

    def __init__(self, size: int, today: date) -> None:
        booked_counts = Counter(sale.day for index in range(size) for sale in list_sales(index, today))
        draft_counts = Counter(planned.day for index in range(size) if (planned := plan_draft(index, today)))
        self._next_booked = _assign_first_numbers(booked_counts, FIRST_INVOICE)
        self._next_draft = _assign_first_numbers(draft_counts, get_draft_number(FIRST_INVOICE + booked_counts.total()))

    def take_booked_number(self, day: int) -> int:
        """The next number of an invoice of that day."""
        self._next_booked[day] += 1
        return self._next_booked[day] - 1

    def take_draft_number(self, day: int) -> int:
        """The next number of a draft of that day."""
        self._next_draft[day] += 1
        return self._next_draft[day] - 1


def get_draft_number(number: int) -> int:
    """The number of the draft that became this invoice; one draft in ten was thrown away."""
    return number * 10 // 9


def _assign_first_numbers(counts: Counter[int], next_number: int) -> dict[int, int]:
    """The first number of each day."""
    starts = {}
    for day in sorted(counts):
        starts[day] = next_number
        next_number += counts[day]
    return starts
