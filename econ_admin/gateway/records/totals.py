"""What invoices come to, counted by e-conomic."""

from datetime import date
from decimal import Decimal

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.references import CustomerReference
from econ_admin.gateway.records.values import Checked, Count


class Figures(Checked, frozen=True, rename="camel"):
    """Some invoices together. `gross_remainder_in_base_currency` is there for what is unpaid alone."""

    net_amount_in_base_currency: Decimal | None = None
    invoice_count: Count = 0
    gross_remainder_in_base_currency: Decimal | None = None
    description: str = ""


class UnpaidFigures(Figures, frozen=True):
    """What is unpaid, and how much of that is late."""

    overdue: Figures = Figures()
    not_overdue: Figures = Figures()


class BookedFigures(Figures, frozen=True):
    """What is booked, and how much of that is paid."""

    paid: Figures = Figures()
    unpaid: UnpaidFigures = UnpaidFigures()


class InvoiceTotals(Record, frozen=True):
    """All invoices of the agreement."""

    drafts: Figures = Figures()
    booked: BookedFigures = BookedFigures()


class TotalsOfCustomer(Record, frozen=True):
    """One customer's invoices of one kind. Without any there are no dates."""

    net_amount_in_base_currency: Decimal | None = None
    invoice_count: Count = 0
    gross_remainder_in_base_currency: Decimal | None = None
    min_date: date | None = None
    max_date: date | None = None
    customer: CustomerReference | None = None
