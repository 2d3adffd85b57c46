"""The exchange rate to compare a draft's with. e-conomic's list of currencies has none, so it comes from elsewhere."""

from decimal import Decimal
from typing import NamedTuple

from customers.models import WorkingDraft
from econ_admin.gateway import Gateway, where

BASE_RATE = Decimal(100)
FAR = Decimal("0.2")  # of the usual rate


class UsualRate(NamedTuple):
    """The price of 100 units: the day's rate, or that of the latest booked invoice in the currency."""

    rate: Decimal | None
    invoice: int | None = None


def find_usual_rate(economic: Gateway, draft: WorkingDraft) -> UsualRate:
    """Finds the rate: 100 for the agreement's currency, the customer's template's, or the latest booked invoice's.

    Makes at most one call that is not cached. Raises GatewayError.
    """
    currency = draft.header.currency
    if economic.agreement.get().settings.base_currency == currency:
        return UsualRate(BASE_RATE)
    if draft.price_currency == currency:
        return UsualRate(economic.templates.invoice(draft.customer).exchange_rate)
    latest = economic.booked.page(where("currency").eq(currency), ("-date",), size=1).items
    return UsualRate(latest[0].exchange_rate, latest[0].booked_invoice_number) if latest else UsualRate(None)


def is_far(rate: Decimal, usual: Decimal) -> bool:
    return abs(rate - usual) > usual * FAR
