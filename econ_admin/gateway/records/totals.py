"""Invoice totals, computed by e-conomic."""

from datetime import date
from decimal import Decimal

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.references import CustomerReference
from econ_admin.gateway.records.values import Checked, Count


class TotalsGroup(Checked, frozen=True, rename="camel"):
    """Totals of several invoices. Only unpaid ones have `gross_remainder_in_base_currency`."""

    net_amount_in_base_currency: Decimal | None = None
    invoice_count: Count = 0
    gross_remainder_in_base_currency: Decimal | None = None
    description: str = ""


class UnpaidTotals(TotalsGroup, frozen=True):
    """Totals of unpaid invoices, and of the overdue ones among them."""

    overdue: TotalsGroup = TotalsGroup()
    not_overdue: TotalsGroup = TotalsGroup()


class BookedTotals(TotalsGroup, frozen=True):
    """Totals of booked invoices, and of the paid ones among them."""

    paid: TotalsGroup = TotalsGroup()
    unpaid: UnpaidTotals = UnpaidTotals()


class InvoiceTotals(Record, frozen=True):
    """Totals of all invoices of the agreement."""

    drafts: TotalsGroup = TotalsGroup()
    booked: BookedTotals = BookedTotals()


class CustomerInvoiceTotals(Record, frozen=True):
    """Totals of one customer's invoices of one kind. The dates are None if there are no invoices."""

    net_amount_in_base_currency: Decimal | None = None
    invoice_count: Count = 0
    gross_remainder_in_base_currency: Decimal | None = None
    min_date: date | None = None
    max_date: date | None = None
    customer: CustomerReference | None = None
