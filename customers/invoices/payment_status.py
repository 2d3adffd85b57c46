"""How an invoice stands today: paid, not due, overdue by so many days; and whether it is a credit note."""

from datetime import date
from decimal import Decimal
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.shared import formatting
from econ_admin.gateway.records import BookedInvoice
from econ_admin.templatetags.ui import icon


class Sign(NamedTuple):
    """A badge: its word, and how it looks. Never colour alone."""

    word: str
    css: str
    icon: str

    @property
    def html(self) -> SafeString:
        picture = icon(self.icon) if self.icon else SafeString()
        return SafeString(f'<span class="{f"sign {self.css}".strip()}">{picture}{escape(self.word)}</span>')


def standing(invoice: BookedInvoice, today: date) -> list[Sign]:
    """Without a remainder in the answer, nobody knows whether it is paid."""
    signs = [Sign(_("Credit note"), "", "")] if is_credit(invoice) else []
    if invoice.remainder is None:
        return signs
    if not invoice.remainder:
        return [*signs, Sign(_("Paid"), "sign-good", "check")]
    if invoice.remainder < 0:
        return [*signs, Sign(_("To be settled"), "", "clock")]
    if days := days_overdue(invoice, today):
        words = ngettext("Overdue %(days)s day", "Overdue %(days)s days", days) % {"days": formatting.whole(days)}
        return [*signs, Sign(words, "sign-bad", "alert-circle")]
    return [*signs, Sign(_("Not due"), "", "clock")]


def is_credit(invoice: BookedInvoice) -> bool:
    return (invoice.gross_amount or Decimal()) < 0


def days_overdue(invoice: BookedInvoice, today: date) -> int:
    """0 where it is not overdue: what is due today is not late yet."""
    if invoice.due_date is None or (invoice.remainder or 0) <= 0:
        return 0
    return max(0, (today - invoice.due_date).days)


def age(day: date, today: date) -> str:
    """How long ago, in days: `12 days`."""
    days = (today - day).days
    if days < 0:
        return _("in the future")
    return (
        _("today") if not days else ngettext("%(days)s day", "%(days)s days", days) % {"days": formatting.whole(days)}
    )
