"""Totals."""

from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.records import CustomerInvoiceTotals, InvoiceTotals
from econ_admin.gateway.transport import Transport


class Totals:
    """Reads invoice totals, in the agreement's own currency, as computed by e-conomic."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def all(self) -> InvoiceTotals:
        return self._transport.get(ResourcePath("totals", "invoices/totals"), InvoiceTotals)

    def drafts_of(self, customer: int) -> CustomerInvoiceTotals:
        return self._get(customer, "drafts")

    def booked_of(self, customer: int) -> CustomerInvoiceTotals:
        return self._get(customer, "booked")

    def unpaid_of(self, customer: int) -> CustomerInvoiceTotals:
        """Includes the amount that remains to be paid."""
        return self._get(customer, "booked/unpaid")

    def overdue_of(self, customer: int) -> CustomerInvoiceTotals:
        """Includes the amount that remains to be paid."""
        return self._get(customer, "booked/unpaid/overdue")

    def _get(self, customer: int, kind: str) -> CustomerInvoiceTotals:
        # Documented for drafts only; the other kinds have the same paths.
        resource = ResourcePath("totals", f"invoices/totals/{kind}/customers").item(customer)
        return self._transport.get(resource, CustomerInvoiceTotals)
