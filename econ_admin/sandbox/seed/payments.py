"""Generates payment days: most customers pay on time, some weeks late, a few hardly ever."""

from typing import NamedTuple

from econ_admin.sandbox.seed.random_stream import RandomStream


class PaymentHabit(NamedTuple):
    """Earliest and latest payment in days after the due date, and the share never paid."""

    earliest: int
    latest: int
    never_share: float


PUNCTUAL, SLOW, LAX = PaymentHabit(-10, 2, 0.003), PaymentHabit(4, 50, 0.012), PaymentHabit(30, 170, 0.08)
NEVER_DAYS = 10_000


def pick_habit(stream: RandomStream) -> PaymentHabit:
    """Picks a customer's payment habit."""
    fraction = stream.fraction()
    return PUNCTUAL if fraction < 0.5 else SLOW if fraction < 0.85 else LAX


def pick_payment_day(stream: RandomStream, habit: PaymentHabit, booked_on: int, due_on: int) -> int:
    """Picks the day on which an invoice is paid; may be in the future."""
    if stream.chance(habit.never_share):
        return due_on + NEVER_DAYS
    return max(booked_on, due_on + stream.between(habit.earliest, habit.latest))
