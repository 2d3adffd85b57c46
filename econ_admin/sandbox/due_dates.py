"""When an invoice falls due, by the type of its payment terms. Pure."""

from calendar import monthrange
from datetime import date, timedelta

BY_HAND = "dueDate"  # the type whose date is set on each invoice
AT_ONCE = ("prepaid", "paidInCash", "creditcard")
FIRST_OF_WEEK = {"invoiceWeekStartingMonday": 0, "invoiceWeekStartingSunday": 6}


def due(kind: str, days: int, day: date) -> date:
    """The due date of an invoice of that day.

    `net` and `invoiceMonth` are as recorded; that a week's days run from its last day, and that what is paid at once
    is due at once, is inferred.
    """
    if kind in AT_ONCE or kind == BY_HAND:
        return day
    if kind == "invoiceMonth":
        day = day.replace(day=monthrange(day.year, day.month)[1])
    elif kind in FIRST_OF_WEEK:
        day += timedelta(days=6 - (day.weekday() - FIRST_OF_WEEK[kind]) % 7)
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max
