"""How much credit a customer has: one in seven has a limit, and two in a hundred owe more than theirs."""

from decimal import Decimal

from econ_admin.sandbox.seed.random_stream import Dice

STREAM = 4 << 40
WORTH_A_LIMIT = Decimal(1_500)
STEP = 500
FEW = 100
"""So many customers a small agreement has, where more are over their limit, so that there are some to look at."""


def credit_limit(index: int, balance: Decimal) -> Decimal | None:
    """A round limit in the customer's currency; below the balance for some of those who owe enough."""
    dice = Dice(STREAM + index)
    if balance > WORTH_A_LIMIT and dice.chance(0.35 if index < FEW else 0.1):
        return _round(int(balance * dice.between(50, 90)) // 100 // STEP * STEP)
    if not dice.chance(0.12):
        return None
    need = max(int(balance), 20_000)
    return _round((need * dice.between(110, 310) // 100 // (10 * STEP) + 1) * 10 * STEP)


def _round(kroner: int) -> Decimal:
    return Decimal(kroner * 100).scaleb(-2)
