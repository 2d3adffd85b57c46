"""What stands under the grid: the totals, ready to be shown."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from customers.drafting.grid.rows import margin_words
from customers.shared import formatting
from customers.shared.invoice_math import Totals


class Sum(NamedTuple):
    """One row of the totals."""

    label: str
    amount: str
    is_total: bool = False


def sums(totals: Totals, currency: str, base_currency: str = "") -> list[Sum]:
    """Net, VAT by rate, the whole; the base currency where it is another; what is left when the goods are paid."""
    found = [Sum(_("Without VAT"), formatting.amount(totals.net))]
    for each in totals.vats:
        told = {"rate": formatting.quantity(each.rate), "net": formatting.amount(each.net)}
        found.append(Sum(_("VAT %(rate)s %% of %(net)s") % told, formatting.amount(each.amount)))
    gross = _("not known") if totals.gross is None else formatting.amount(totals.gross)
    found.append(Sum(_("In all, %(currency)s") % {"currency": currency}, gross, True))
    if base_currency and base_currency != currency and totals.gross_in_base is not None:
        found.append(Sum(_("In %(currency)s") % {"currency": base_currency}, formatting.amount(totals.gross_in_base)))
    if totals.margin and totals.cost:
        found.append(Sum(_("Margin"), margin_words(totals.margin)))
    return found
