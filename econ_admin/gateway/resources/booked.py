"""Booked invoices."""

from collections.abc import Iterator, Sequence

from econ_admin.gateway import paging
from econ_admin.gateway.paging import Page
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.pdf import Pdf
from econ_admin.gateway.query import Filter
from econ_admin.gateway.records import BookedAmounts, BookedInvoice
from econ_admin.gateway.transport import Transport


class BookedList:
    """Lists booked invoices without their lines: all, or those with one payment status."""

    def __init__(self, transport: Transport, path: str) -> None:
        self._transport = transport
        self._collection = ResourcePath("booked", path)

    def page(
        self, filter: Filter | None = None, sort: Sequence[str] = (), page: int = 0, size: int = 20
    ) -> Page[BookedInvoice]:
        """Returns one page; `page` counts from 0, `size` is at most 1000."""
        return paging.fetch_page(self._transport, self._collection, BookedInvoice, filter, sort, page, size)

    def page_of_amounts(
        self, filter: Filter | None = None, sort: Sequence[str] = (), page: int = 0, size: int = 20
    ) -> Page[BookedAmounts]:
        """Returns one page, of their dates and amounts only."""
        return paging.fetch_page(self._transport, self._collection, BookedAmounts, filter, sort, page, size)

    def walk(self, filter: Filter | None = None, sort: Sequence[str] = ()) -> Iterator[BookedInvoice]:
        """Yields all of them, fetched 1000 at a time as needed."""
        return paging.walk_items(self._transport, self._collection, BookedInvoice, filter, sort)


class Booked(BookedList):
    """Booked invoices: all of them, and lists of the unpaid, overdue, paid and not due."""

    def __init__(self, transport: Transport) -> None:
        super().__init__(transport, "invoices/booked")
        self.unpaid = BookedList(transport, "invoices/unpaid")
        self.overdue = BookedList(transport, "invoices/overdue")
        self.paid = BookedList(transport, "invoices/paid")
        self.not_due = BookedList(transport, "invoices/not-due")

    def of(
        self, customer: int, filter: Filter | None = None, sort: Sequence[str] = (), page: int = 0, size: int = 20
    ) -> Page[BookedInvoice]:
        """Returns one page of a customer's invoices."""
        resource = ResourcePath("booked", f"customers/{customer}/invoices/booked")
        return paging.fetch_page(self._transport, resource, BookedInvoice, filter, sort, page, size)

    def get(self, booked: int) -> BookedInvoice:
        return self._transport.get(self._collection.item(booked), BookedInvoice)

    def pdf(self, booked: int) -> Pdf:
        """Opens the PDF, to be iterated over once and closed."""
        return Pdf.open(self._transport, self._collection.item(booked))
