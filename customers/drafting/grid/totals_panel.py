"""Rows of the totals below the grid."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from customers.drafting.grid.rows import format_margin
from customers.shared import formatting
from customers.shared.invoice_math import Totals


class TotalRow(NamedTuple):
    """A row of the totals."""

    label: str
    amount: str
    is_total: bool = False


def build_total_rows(totals: Totals, currency: str, *, is_foreign: bool) -> list[TotalRow]:
    """Builds net, VAT by rate, total, and margin; the total in the agreement's currency too if the draft is in another
    (`is_foreign`).
    """
    rows = [TotalRow(_("Subtotal"), formatting.format_amount(totals.net))]
    for vat in totals.vats:
        parameters = {"rate": f"{formatting.format_quantity(vat.rate)} %", "net": formatting.format_amount(vat.net)}
        rows.append(TotalRow(_("VAT %(rate)s of %(net)s") % parameters, formatting.format_amount(vat.amount)))
    gross = _("unknown") if totals.gross is None else formatting.format_amount(totals.gross)
    rows.append(TotalRow(_("Total %(currency)s") % {"currency": currency}, gross, True))
    if is_foreign and totals.gross_in_base is not None:
        rows.append(TotalRow(_("Total in the agreement's currency"), formatting.format_amount(totals.gross_in_base)))
    if totals.margin and totals.cost:
        label = _("Margin in the agreement's currency") if is_foreign else _("Margin")
        rows.append(TotalRow(label, format_margin(totals.margin)))
    return rows


def build_short_totals(totals: Totals, currency: str) -> list[TotalRow]:
    """Builds net, VAT and total, for the bar that is always in sight."""
    rows = [TotalRow(_("Subtotal"), formatting.format_amount(totals.net))]
    if totals.vat is not None:
        rows.append(TotalRow(_("VAT"), formatting.format_amount(totals.vat)))
    gross = _("unknown") if totals.gross is None else formatting.format_amount(totals.gross)
    return [*rows, TotalRow(_("Total %(currency)s") % {"currency": currency}, gross, True)]
