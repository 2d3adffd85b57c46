"""The bar of figures: what the customer owes, how much of it is due, and how far the limit is."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.shared import formatting
from customers.shared.overdue_invoices import late
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
    """What some invoices come to, and how many they are."""

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
        balance=formatting.amount(balance),
        due=formatting.amount(due),
        is_due=due > 0,
        limit="" if limit is None else formatting.amount(limit),
        gauge=gauge(balance, limit) if limit and limit > 0 else None,
        overdue=None if overdue is None else _overdue(overdue, today),
        drafts=None if drafts is None else _drafts(drafts),
    )


def _overdue(found: Page[BookedInvoice], today: date) -> Sum:
    owed = next(iter(late(found.items).values()), None)
    if owed is None:
        return Sum(formatting.amount(Decimal()), _("Nothing is late"), is_any=False)
    amounts = [(each.currency, each.remainder, each.remainder_in_base_currency) for each in found.items]
    days = owed.days(today)
    words = {"invoices": _invoices(owed.count), "days": formatting.whole(days)}
    says = ngettext("%(invoices)s, the oldest %(days)s day", "%(invoices)s, the oldest %(days)s days", days) % words
    return _sum(amounts, found, says)


def _drafts(found: Page[ListedDraft]) -> Sum:
    amounts = [(each.currency, each.gross_amount, each.gross_amount_in_base_currency) for each in found.items]
    return _sum(amounts, found, _("%(count)s in e-conomic") % {"count": formatting.whole(found.results)})


def _invoices(count: int) -> str:
    return ngettext("%(count)s invoice", "%(count)s invoices", count) % {"count": formatting.whole(count)}


def _sum(amounts: Sequence[tuple[str, Decimal | None, Decimal | None]], found: Page[Any], says: str) -> Sum:
    """In the invoices' currency where they have one, else in the agreement's own.

    There are a thousand at most: whoever has more is told that it is at least so much.
    """
    currencies = {currency for currency, _theirs, _own in amounts}
    is_one = len(currencies) <= 1
    amount = sum(((theirs if is_one else own) or Decimal() for _currency, theirs, own in amounts), Decimal())
    written = formatting.amount(amount)
    if len(found.items) < found.results:
        written = _("at least %(amount)s") % {"amount": written}
    said = [*currencies, says] if is_one else [_("in the agreement's own currency"), says]
    return Sum(written, ", ".join(said), is_any=found.results > 0)


def gauge(balance: Decimal, limit: Decimal) -> Gauge:
    """The whole bar is the larger of the two, so that what is over the limit can be seen."""
    used = max(balance, Decimal())
    whole, percent = max(used, limit), int(used * 100 / limit)
    return Gauge(
        used=f"{min(used, limit) * WIDTH / whole:.1f}",
        limit=f"{limit * WIDTH / whole:.1f}",
        over=f"{max(used - limit, Decimal()) * WIDTH / whole:.1f}",
        says=_("%(percent)s %% used") % {"percent": formatting.whole(percent)},
    )
