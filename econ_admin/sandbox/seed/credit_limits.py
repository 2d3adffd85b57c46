"""Generates credit limits: one customer in seven has one, and 2 % are over it."""

from decimal import Decimal

from econ_admin.sandbox.seed.random_stream import RandomStream

STREAM = 4 << 40
MIN_BALANCE = Decimal(1_500)
STEP = 500
SMALL_SIZE = 100
"""In the first customers, up to this index, more are over their limit, so that small agreements have examples."""


def generate_credit_limit(index: int, balance: Decimal) -> Decimal | None:
    """Returns a round limit in the customer's currency; below the balance for some customers with a large balance."""
    stream = RandomStream(STREAM + index)
    if balance > MIN_BALANCE and stream.chance(0.35 if index < SMALL_SIZE else 0.1):
        return _to_amount(int(balance * stream.between(50, 90)) // 100 // STEP * STEP)
    if not stream.chance(0.12):
        return None
    base_amount = max(int(balance), 20_000)
    return _to_amount((base_amount * stream.between(110, 310) // 100 // (10 * STEP) + 1) * 10 * STEP)


def _to_amount(kroner: int) -> Decimal:
    return Decimal(kroner * 100).scaleb(-2)
