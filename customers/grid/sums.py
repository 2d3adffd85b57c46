"""What stands under the grid: the totals, ready to be shown."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from customers import formats
from customers.drafting import Totals
from customers.grid.rows import margin_words


class Sum(NamedTuple):
    """One row of the totals."""

    label: str
    amount: str
    is_total: bool = False


def sums(totals: Totals, currency: str, base_currency: str = "") -> list[Sum]:
    """Net, VAT by rate, the whole; the base currency where it is another; what is left when the goods are paid."""
    found = [Sum(_("Without VAT"), formats.amount(totals.net))]
    for each in totals.vats:
        told = {"rate": formats.quantity(each.rate), "net": formats.amount(each.net)}
        found.append(Sum(_("VAT %(rate)s %% of %(net)s") % told, formats.amount(each.amount)))
    gross = _("not known") if totals.gross is None else formats.amount(totals.gross)
    found.append(Sum(_("In all, %(currency)s") % {"currency": currency}, gross, True))
    if base_currency and base_currency != currency and totals.gross_in_base is not None:
        found.append(Sum(_("In %(currency)s") % {"currency": base_currency}, formats.amount(totals.gross_in_base)))
    if totals.margin and totals.cost:
        found.append(Sum(_("Margin"), margin_words(totals.margin)))
    return found
