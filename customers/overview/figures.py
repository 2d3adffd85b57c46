"""The key figures of an agreement, from e-conomic's own totals. Amounts are in the agreement's currency."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.shared import formatting
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.records import InvoiceTotals
from econ_admin.gateway.records.totals import TotalsGroup, UnpaidTotals


class Figure(NamedTuple):
    """A figure: what it is called, the amount, how many invoices it is of, and their list."""

    label: str
    amount: str
    text: str
    url: str
    is_bad: bool = False


def build_figures(request: EconRequest, totals: InvoiceTotals) -> list[Figure]:
    unpaid, booked_url = totals.booked.unpaid, url_for(request, "customers:all-booked")
    drafts_text = ngettext("%(count)s draft, excl. VAT", "%(count)s drafts, excl. VAT", totals.drafts.invoice_count)
    return [
        _build(_("Unpaid"), unpaid, f"{booked_url}?state=unpaid"),
        _build(_("Overdue"), unpaid.overdue, f"{booked_url}?state=overdue")._replace(
            is_bad=unpaid.overdue.invoice_count > 0
        ),
        _build(_("Not due"), _complete_not_due(unpaid), f"{booked_url}?state=not-due"),
        Figure(
            _("Drafts in e-conomic"),
            formatting.format_amount(totals.drafts.net_amount_in_base_currency or Decimal()),
            drafts_text % {"count": formatting.format_count(totals.drafts.invoice_count)},
            url_for(request, "customers:all-drafts"),
        ),
    ]


def _complete_not_due(unpaid: UnpaidTotals) -> TotalsGroup:
    """Returns the totals of what is not due, with the amount that e-conomic gives for the others only."""
    if unpaid.not_overdue.gross_remainder_in_base_currency is not None:
        return unpaid.not_overdue
    rest = (unpaid.gross_remainder_in_base_currency or Decimal()) - (
        unpaid.overdue.gross_remainder_in_base_currency or Decimal()
    )
    return TotalsGroup(invoice_count=unpaid.not_overdue.invoice_count, gross_remainder_in_base_currency=rest)


def format_base_amount(group: TotalsGroup) -> str:
    """Formats what remains to be paid, in the agreement's currency."""
    return formatting.format_amount(group.gross_remainder_in_base_currency or Decimal())


def _build(label: str, group: TotalsGroup, url: str) -> Figure:
    text = ngettext("%(count)s invoice", "%(count)s invoices", group.invoice_count)
    return Figure(label, format_base_amount(group), text % {"count": formatting.format_count(group.invoice_count)}, url)
