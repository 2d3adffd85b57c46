"""Customers."""

from collections.abc import Iterator, Sequence

from econ_admin.gateway import paging
from econ_admin.gateway.json_codec import Document
from econ_admin.gateway.paging import Page
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.query import Filter
from econ_admin.gateway.records import Customer, CustomerInvoicesLinks, CustomerTemplatesLinks, CustomerTotalsLinks
from econ_admin.gateway.transport import Transport

COLLECTION = ResourcePath("customers", "customers")


class Customers:
    """The agreement's customers."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(
        self, filter: Filter | None = None, sort: Sequence[str] = (), page: int = 0, size: int = 20
    ) -> Page[Customer]:
        """Returns one page; `page` counts from 0, `size` is at most 1000."""
        return paging.fetch_page(self._transport, COLLECTION, Customer, filter, sort, page, size)

    def walk(self, filter: Filter | None = None, sort: Sequence[str] = ()) -> Iterator[Customer]:
        """Yields all of them, fetched 1000 at a time as needed."""
        return paging.walk_items(self._transport, COLLECTION, Customer, filter, sort)

    def get(self, customer: int) -> Customer:
        return self._transport.get(COLLECTION.item(customer), Customer)

    def add(self, document: Document) -> Customer:
        """Creates a customer. e-conomic assigns the number unless the document has one."""
        return self._transport.post(COLLECTION, document, Customer)

    def replace(self, customer: int, document: Document, before: Customer | None = None) -> Customer:
        """Replaces the whole customer. An unused number creates a new customer."""
        return self._transport.put(COLLECTION.item(customer), document, Customer, before.raw if before else b"")

    def remove(self, customer: int, before: Customer | None = None) -> None:
        self._transport.delete(COLLECTION.item(customer), before.raw if before else b"")

    def set_einvoicing_disabled(self, customer: int, disabled: bool, before: Customer | None = None) -> None:
        """Sets the one property that only a PATCH changes."""
        changes = [{"op": "replace", "path": "/eInvoicingDisabledByDefault", "value": disabled}]
        self._transport.patch(COLLECTION.item(customer), changes, before.raw if before else b"")

    def totals(self, customer: int) -> CustomerTotalsLinks:
        return self._transport.get(ResourcePath("totals", f"customers/{customer}/totals"), CustomerTotalsLinks)

    def templates(self, customer: int) -> CustomerTemplatesLinks:
        return self._transport.get(ResourcePath("templates", f"customers/{customer}/templates"), CustomerTemplatesLinks)

    def invoices(self, customer: int) -> CustomerInvoicesLinks:
        return self._transport.get(ResourcePath("invoices", f"customers/{customer}/invoices"), CustomerInvoicesLinks)
