"""The bar of figures: what the customer owes, how much of it is due, and how far the limit is."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from customers import formats
from econ_admin.gateway.records import Customer

WIDTH = 220  # of the gauge, in its own units


class Gauge(NamedTuple):
    """A bar: what is used up to the limit, where the limit stands, and what lies beyond it."""

    used: str
    limit: str
    over: str
    says: str


class Figures(NamedTuple):
    """The amounts that e-conomic keeps with the customer."""

    balance: str
    due: str
    is_due: bool
    limit: str
    gauge: Gauge | None


def figures(customer: Customer) -> Figures:
    balance, due = customer.balance or Decimal(), customer.due_amount or Decimal()
    limit = customer.credit_limit
    return Figures(
        balance=formats.amount(balance),
        due=formats.amount(due),
        is_due=due > 0,
        limit="" if limit is None else formats.amount(limit),
        gauge=gauge(balance, limit) if limit and limit > 0 else None,
    )


def gauge(balance: Decimal, limit: Decimal) -> Gauge:
    """The whole bar is the larger of the two, so that what is over the limit can be seen."""
    used = max(balance, Decimal())
    whole, percent = max(used, limit), int(used * 100 / limit)
    return Gauge(
        used=f"{min(used, limit) * WIDTH / whole:.1f}",
        limit=f"{limit * WIDTH / whole:.1f}",
        over=f"{max(used - limit, Decimal()) * WIDTH / whole:.1f}",
        says=_("%(percent)s %% used") % {"percent": formats.whole(percent)},
    )
