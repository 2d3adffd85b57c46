"""Amounts with their currency, where it is not the agreement's own."""

from decimal import Decimal

from customers.shared import formatting


def format_foreign(amount: Decimal, currency: str, base_currency: str) -> str:
    """Formats an amount: `1.234,56`, or `EUR 1.234,56` if the agreement's currency is another or not known."""
    formatted = formatting.format_amount(amount)
    return formatted if currency == base_currency else f"{currency} {formatted}".strip()
