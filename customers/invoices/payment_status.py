"""The payment status of a booked invoice today: paid, not due, or days overdue; and whether it is a credit note."""

from datetime import date
from decimal import Decimal
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.shared import formatting
from econ_admin.gateway.records import BookedInvoice, DraftInvoice
from econ_admin.templatetags.ui import icon


class Badge(NamedTuple):
    """A badge: text, CSS class and icon."""

    text: str
    css: str
    icon: str

    @property
    def html(self) -> SafeString:
        icon_html = icon(self.icon) if self.icon else SafeString()
        return SafeString(f'<span class="{f"sign {self.css}".strip()}">{icon_html}{escape(self.text)}</span>')


def list_badges(invoice: BookedInvoice, today: date) -> list[Badge]:
    """Lists the badges. Without a remainder from e-conomic the status is unknown, and left out."""
    badges = [Badge(_("Credit note"), "", "file-invoice")] if is_credit_note(invoice) else []
    if invoice.remainder is None:
        return badges
    if not invoice.remainder:
        return [*badges, Badge(_("Paid"), "sign-good", "check")]
    if invoice.remainder < 0:
        return [*badges, Badge(_("Not settled"), "", "clock")]
    if days := count_days_overdue(invoice, today):
        text = ngettext("%(days)s day overdue", "%(days)s days overdue", days) % {"days": formatting.format_count(days)}
        return [*badges, Badge(text, "sign-bad", "alert-circle")]
    return [*badges, Badge(_("Not due"), "", "clock")]


def is_credit_note(invoice: BookedInvoice | DraftInvoice) -> bool:
    return (invoice.gross_amount or Decimal()) < 0


def count_days_overdue(invoice: BookedInvoice, today: date) -> int:
    """Returns how many days the invoice is overdue, 0 if it is not. An invoice due today is not overdue."""
    if invoice.due_date is None or (invoice.remainder or 0) <= 0:
        return 0
    return max(0, (today - invoice.due_date).days)


def format_age(day: date, today: date) -> str:
    """Formats the age in days: `12 days`."""
    days = (today - day).days
    if days < 0:
        return _("in the future")
    return (
        _("today")
        if not days
        else ngettext("%(days)s day", "%(days)s days", days) % {"days": formatting.format_count(days)}
    )
