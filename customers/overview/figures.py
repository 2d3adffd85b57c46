"""The bar of figures: what the customer owes, how much of it is due, and how far the limit is."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers import formats
from customers.invoices.late import late
from econ_admin.gateway import Page
from econ_admin.gateway.records import BookedInvoice, Customer, ListedDraft

WIDTH = 220  # of the gauge, in its own units


class Gauge(NamedTuple):
    """A bar: what is used up to the limit, where the limit stands, and what lies beyond it."""

    used: str
    limit: str
    over: str
    says: str


class Sum(NamedTuple):
    """What some invoices come to, in the agreement's own currency, and how many they are."""

    amount: str
    says: str
    is_any: bool


class Figures(NamedTuple):
    """The amounts that e-conomic keeps with the customer, and what its invoices come to. None: not known just now."""

    balance: str
    due: str
    is_due: bool
    limit: str
    gauge: Gauge | None
    overdue: Sum | None
    drafts: Sum | None


def figures(
    customer: Customer, drafts: Page[ListedDraft] | None, overdue: Page[BookedInvoice] | None, today: date
) -> Figures:
    balance, due = customer.balance or Decimal(), customer.due_amount or Decimal()
    limit = customer.credit_limit
    return Figures(
        balance=formats.amount(balance),
        due=formats.amount(due),
        is_due=due > 0,
        limit="" if limit is None else formats.amount(limit),
        gauge=gauge(balance, limit) if limit and limit > 0 else None,
        overdue=None if overdue is None else _overdue(overdue, today),
        drafts=None if drafts is None else _drafts(drafts),
    )


def _overdue(found: Page[BookedInvoice], today: date) -> Sum:
    """The first thousand of them: whoever has more is told that it is at least so much."""
    together = late(found.items).values()
    if not (owed := next(iter(together), None)):
        return Sum(formats.amount(Decimal()), _("Nothing is late"), is_any=False)
    invoices = ngettext("%(count)s invoice", "%(count)s invoices", owed.count) % {"count": formats.whole(owed.count)}
    days = owed.days(today)
    oldest = ngettext("the oldest %(days)s day", "the oldest %(days)s days", days) % {"days": formats.whole(days)}
    return Sum(_summed(owed.amount, found), f"{invoices}, {oldest}", is_any=True)


def _drafts(found: Page[ListedDraft]) -> Sum:
    amount = sum((each.gross_amount_in_base_currency or Decimal() for each in found.items), Decimal())
    says = _("%(count)s in e-conomic") % {"count": formats.whole(found.results)}
    return Sum(_summed(amount, found), says, is_any=found.results > 0)


def _summed(amount: Decimal, found: Page[Any]) -> str:
    written = formats.amount(amount)
    return written if len(found.items) == found.results else _("at least %(amount)s") % {"amount": written}


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
