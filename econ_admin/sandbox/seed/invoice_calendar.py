"""When each customer was invoiced in the twelve months before the day, and the numbers that follow from it."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from econ_admin.sandbox.seed.random_stream import Dice

STREAM = 1 << 40  # so that a customer's other dice fall as they would without invoices
YEAR = 363  # days; with the weekend before it never more than twelve months
WEEKEND = (5, 6)
OFTEN = (0,) * 30 + (1,) * 30 + (2,) * 18 + (3,) * 10 + (5,) * 6 + (9,) * 4 + (12, 26)
"""How many invoices each of a hundred customers got: 200 in all, as many as 2 for each."""
STRIDE, TURN = 37, 11
FIRST_INVOICE = 20_001

SPECIAL_DRAFTS = {5: "ordinary", 13: "no lines", 24: "texts", 38: "euros", 45: "ordinary"}
"""In the first hundred customers, at these places; so a small sandbox has one of each kind."""
DRAFTS = 24  # later one customer in so many has a draft


class Sale(NamedTuple):
    """A day, as an ordinal, and the place of the earlier sale that this one takes back, if it does."""

    day: int
    credits: int | None = None


class Draft(NamedTuple):
    """What lies there, not yet booked."""

    day: int
    kind: str


def sales(index: int, today: date) -> list[Sale]:
    """The days on which this customer was invoiced, the earliest first; more of them of late than a year ago."""
    count = OFTEN[(index * STRIDE + index // 100 * TURN) % 100]
    if not count:
        return []
    dice, last = Dice(STREAM + index), today.toordinal()
    credited = count > 1 and dice.chance(0.12)
    made = sorted(Sale(_working_day(last - int(dice.share() ** 1.6 * YEAR))) for _ in range(count - credited))
    if credited:
        taken_back = dice.below(len(made))
        then = _working_day(min(last, made[taken_back].day + dice.between(0, 20)))
        made = sorted([*made, Sale(then, taken_back)], key=lambda sale: sale.day)
    return made


def draft(index: int, today: date) -> Draft | None:
    """The draft of this customer, if it has one: of today or of the last weeks."""
    kind = SPECIAL_DRAFTS.get(index) if index < 100 else "ordinary" if index % DRAFTS == 5 else None
    if kind is None:
        return None
    dice = Dice(STREAM * 2 + index)
    if index >= 100 and dice.chance(0.1):
        kind = dice.pick(("no lines", "texts", "euros"))
    age = 0 if index == 5 or dice.chance(0.2) else dice.below(30)
    return Draft(_working_day(today.toordinal() - age), kind)


def _working_day(ordinal: int) -> int:
    """That day, or the Friday before."""
    weekday = (ordinal - 1) % 7
    return ordinal - (weekday - 4 if weekday in WEEKEND else 0)


class Numbers:
    """Gives out the numbers of invoices and drafts: rising with the date over all customers, and without a gap.

    For that it needs to know how many there are on each day, and so how many customers there are: the numbers are
    all that is different about a customer's invoices when the agreement is larger.
    """

    def __init__(self, size: int, today: date) -> None:
        booked = Counter(sale.day for index in range(size) for sale in sales(index, today))
        drafted = Counter(each.day for index in range(size) if (each := draft(index, today)))
        self._booked = _starts(booked, FIRST_INVOICE)
        self._drafted = _starts(drafted, draft_of(FIRST_INVOICE + booked.total()))

    def booked(self, day: int) -> int:
        """The next number of an invoice of that day."""
        self._booked[day] += 1
        return self._booked[day] - 1

    def drafted(self, day: int) -> int:
        """The next number of a draft of that day."""
        self._drafted[day] += 1
        return self._drafted[day] - 1


def draft_of(number: int) -> int:
    """The number of the draft that became this invoice; one draft in ten was thrown away."""
    return number * 10 // 9


def _starts(counts: Counter[int], first: int) -> dict[int, int]:
    """The first number of each day."""
    starts = {}
    for day in sorted(counts):
        starts[day] = first
        first += counts[day]
    return starts
