"""What invoices come to, counted by e-conomic."""

from datetime import date
from decimal import Decimal

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.references import CustomerReference
from econ_admin.gateway.records.values import Checked, Count


class TotalsGroup(Checked, frozen=True, rename="camel"):
    """Some invoices together. `gross_remainder_in_base_currency` is there for what is unpaid alone."""

    net_amount_in_base_currency: Decimal | None = None
    invoice_count: Count = 0
    gross_remainder_in_base_currency: Decimal | None = None
    description: str = ""


class UnpaidTotals(TotalsGroup, frozen=True):
    """What is unpaid, and how much of that is late."""

    overdue: TotalsGroup = TotalsGroup()
    not_overdue: TotalsGroup = TotalsGroup()


class BookedTotals(TotalsGroup, frozen=True):
    """What is booked, and how much of that is paid."""

    paid: TotalsGroup = TotalsGroup()
    unpaid: UnpaidTotals = UnpaidTotals()


class InvoiceTotals(Record, frozen=True):
    """All invoices of the agreement."""

    drafts: TotalsGroup = TotalsGroup()
    booked: BookedTotals = BookedTotals()


class CustomerInvoiceTotals(Record, frozen=True):
    """One customer's invoices of one kind. Without any there are no dates."""

    net_amount_in_base_currency: Decimal | None = None
    invoice_count: Count = 0
    gross_remainder_in_base_currency: Decimal | None = None
    min_date: date | None = None
    max_date: date | None = None
    customer: CustomerReference | None = None
