"""Totals."""

from econ_admin.gateway.paths import Place
from econ_admin.gateway.records import InvoiceTotals, TotalsOfCustomer
from econ_admin.gateway.transport import Transport


class Totals:
    """What invoices come to, in the agreement's own currency. e-conomic counts; we add nothing up."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def all(self) -> InvoiceTotals:
        return self._transport.get(Place("totals", "invoices/totals"), InvoiceTotals)

    def drafts_of(self, customer: int) -> TotalsOfCustomer:
        return self._of(customer, "drafts")

    def booked_of(self, customer: int) -> TotalsOfCustomer:
        return self._of(customer, "booked")

    def unpaid_of(self, customer: int) -> TotalsOfCustomer:
        """With what remains to be paid."""
        return self._of(customer, "booked/unpaid")

    def overdue_of(self, customer: int) -> TotalsOfCustomer:
        """With what remains to be paid."""
        return self._of(customer, "booked/unpaid/overdue")

    def _of(self, customer: int, kind: str) -> TotalsOfCustomer:
        # Documented for drafts alone; the others are there at the same addresses.
        place = Place("totals", f"invoices/totals/{kind}/customers").at(customer)
        return self._transport.get(place, TotalsOfCustomer)
