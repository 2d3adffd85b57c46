"""Widths of bars in tables."""

from decimal import Decimal

BAR_WIDTH = 1000  # SVG units


def scale_bar(amount: Decimal, largest: Decimal) -> str:
    """Returns the width of an amount's bar: the largest is as wide as its cell. Nothing below zero has one."""
    if largest <= 0 or amount <= 0:
        return "0"
    return str(max(1, round(amount * BAR_WIDTH / largest)))
