"""What a customer owes: its open invoices come to this."""

from decimal import Decimal
from typing import NamedTuple

from .dice import Dice


class Standing(NamedTuple):
    """Amounts in the customer's currency; no credit limit means that none was agreed."""

    balance: Decimal
    due_amount: Decimal
    credit_limit: Decimal | None


def standing(dice: Dice, step: int) -> Standing:
    """Four in ten owe nothing, two in a hundred have paid too much; 14 % have a limit, 2 % are over it.

    Balance and due amount are multiples of `step` hundredths.
    """
    balance = _balance(dice)
    balance -= balance % step
    overdue = dice.share() if dice.chance(0.45) else 0.0
    due = int(max(balance, 0) * overdue)
    due -= due % step
    limit = _limit(dice, balance) if dice.chance(0.14) else None
    return Standing(_amount(balance), _amount(due), None if limit is None else _amount(limit))


def _balance(dice: Dice) -> int:
    """In hundredths: many small ones, few large."""
    share = dice.share()
    if share < 0.4:
        return 0
    size = 150_00 + int(dice.share() ** 5 * 450_000_00) + dice.below(9_000_00)
    return -size // 8 if share < 0.42 else size


def _limit(dice: Dice, balance: int) -> int:
    """A round limit; a third of those who owe something worth a limit are over theirs."""
    thousand = 1_000_00
    if balance > 5 * thousand and dice.chance(0.33):
        return int(balance * (0.5 + dice.share() * 0.4)) // thousand * thousand
    return (int(max(balance, 20 * thousand) * (1.1 + dice.share() * 2)) // (5 * thousand) + 1) * 5 * thousand


def _amount(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)
