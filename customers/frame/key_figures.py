"""The key figures: balance, due, overdue, drafts, and how much of the credit limit is used."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.shared import formatting
from customers.shared.money import format_foreign
from customers.shared.overdue_invoices import group_overdue
from econ_admin.gateway import Page
from econ_admin.gateway.records import BookedInvoice, Customer, ListedDraft

GAUGE_WIDTH = 220  # SVG units


class Gauge(NamedTuple):
    """A bar: the part used up to the limit, the limit, and the part over it."""

    used: str
    limit: str
    over: str
    text: str


class InvoiceSum(NamedTuple):
    """The sum of some invoices, and how many there are."""

    amount: str
    text: str
    is_any: bool


class KeyFigures(NamedTuple):
    """The customer's amounts and the sums of its invoices. None means not available."""

    balance: str
    due: str
    """Empty if it is the same as overdue."""
    limit: str
    gauge: Gauge | None
    overdue: InvoiceSum | None
    drafts: InvoiceSum | None


def build_key_figures(
    customer: Customer,
    drafts: Page[ListedDraft] | None,
    overdue: Page[BookedInvoice] | None,
    today: date,
    base_currency: str,
) -> KeyFigures:
    """Builds the key figures. Amounts of the customer are in its currency, which is named unless it is the base."""
    balance, due = customer.balance or Decimal(), customer.due_amount or Decimal()
    limit = customer.credit_limit
    overdue_sum = None if overdue is None else _build_overdue_sum(overdue, today)
    is_due_overdue = overdue_sum is not None and overdue_sum.amount == formatting.format_amount(due)

    def format_own(amount: Decimal) -> str:
        return format_foreign(amount, customer.currency, base_currency)

    return KeyFigures(
        balance=format_own(balance),
        due="" if is_due_overdue else format_own(due),
        limit="" if limit is None else format_own(limit),
        gauge=build_gauge(balance, limit) if limit and limit > 0 else None,
        overdue=overdue_sum,
        drafts=None if drafts is None else _build_drafts_sum(drafts),
    )


def _build_overdue_sum(page: Page[BookedInvoice], today: date) -> InvoiceSum:
    overdue = next(iter(group_overdue(page.items).values()), None)
    if overdue is None:
        return InvoiceSum(formatting.format_amount(Decimal()), _("Nothing overdue"), is_any=False)
    amounts = [(invoice.currency, invoice.remainder, invoice.remainder_in_base_currency) for invoice in page.items]
    oldest = _format_oldest(overdue.count, overdue.get_days(today))
    return _build_sum(amounts, page, f"{_format_invoice_count(overdue.count)}, {oldest}")


def _build_drafts_sum(page: Page[ListedDraft]) -> InvoiceSum:
    amounts = [
        (invoice.currency, invoice.gross_amount, invoice.gross_amount_in_base_currency) for invoice in page.items
    ]
    text = ngettext("%(count)s draft in e-conomic", "%(count)s drafts in e-conomic", page.results)
    return _build_sum(amounts, page, text % {"count": formatting.format_count(page.results)})


def _format_oldest(count: int, days: int) -> str:
    # Translators: the second part of "3 invoices, the oldest is 45 days overdue".
    if count == 1:
        text = ngettext("%(days)s day overdue", "%(days)s days overdue", days)
    else:
        text = ngettext("the oldest is %(days)s day overdue", "the oldest is %(days)s days overdue", days)
    return text % {"days": formatting.format_count(days)}


def _format_invoice_count(count: int) -> str:
    return ngettext("%(count)s invoice", "%(count)s invoices", count) % {"count": formatting.format_count(count)}


def _build_sum(amounts: Sequence[tuple[str, Decimal | None, Decimal | None]], page: Page[Any], text: str) -> InvoiceSum:
    """Sums in the invoices' currency if they share one, otherwise in the agreement's.

    Only the first thousand are loaded; if there are more, the sum is a minimum.
    """
    currencies = {currency for currency, _theirs, _own in amounts}
    has_one_currency = len(currencies) <= 1
    amount = sum(((theirs if has_one_currency else own) or Decimal() for _currency, theirs, own in amounts), Decimal())
    formatted = formatting.format_amount(amount)
    if len(page.items) < page.results:
        formatted = _("at least %(amount)s") % {"amount": formatted}
    texts = [*currencies, text] if has_one_currency else [_("in the agreement's currency"), text]
    return InvoiceSum(formatted, ", ".join(texts), is_any=page.results > 0)


def build_gauge(balance: Decimal, limit: Decimal) -> Gauge:
    """Scales the bar to the larger of balance and limit, so that the part over the limit shows."""
    used = max(balance, Decimal())
    full_width, percent = max(used, limit), int(used * 100 / limit)
    return Gauge(
        used=f"{min(used, limit) * GAUGE_WIDTH / full_width:.1f}",
        limit=f"{limit * GAUGE_WIDTH / full_width:.1f}",
        over=f"{max(used - limit, Decimal()) * GAUGE_WIDTH / full_width:.1f}",
        text=_("%(percent)s %% used") % {"percent": formatting.format_count(percent)},
    )
