"""When customers pay: most about the time they should, some weeks late, a few hardly ever."""

from typing import NamedTuple

from econ_admin.sandbox.seed.random_stream import Dice


class Habit(NamedTuple):
    """So many days after the due date, from and to; and how often not at all."""

    soonest: int
    latest: int
    never: float


PUNCTUAL, SLOW, LAX = Habit(-10, 2, 0.003), Habit(4, 50, 0.012), Habit(30, 170, 0.08)
NEVER = 10_000


def habit(dice: Dice) -> Habit:
    """How a customer pays."""
    share = dice.share()
    return PUNCTUAL if share < 0.5 else SLOW if share < 0.85 else LAX


def paid(dice: Dice, how: Habit, booked: int, due: int) -> int:
    """The day on which an invoice is paid, perhaps one to come."""
    if dice.chance(how.never):
        return due + NEVER
    return max(booked, due + dice.between(how.soonest, how.latest))
