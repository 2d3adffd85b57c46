"""Templates."""

from collections.abc import Sequence
from decimal import Decimal

from econ_admin.gateway import paging
from econ_admin.gateway.paging import Page
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.query import Filter
from econ_admin.gateway.records import InvoiceTemplate, LineTemplate
from econ_admin.gateway.transport import Transport


class Templates:
    """What e-conomic proposes for a customer. Its prices are asked for anew each time, and never kept."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def invoice(self, customer: int) -> InvoiceTemplate:
        return self._transport.get(_collection_for(customer).item("invoice"), InvoiceTemplate)

    def lines(
        self, customer: int, filter: Filter | None = None, sort: Sequence[str] = (), page: int = 0, size: int = 20
    ) -> Page[LineTemplate]:
        """One page of the products that there is a line for; they can be told apart by number and description."""
        return paging.fetch_page(
            self._transport, _collection_for(customer).item("invoiceline"), LineTemplate, filter, sort, page, size
        )

    def line(self, customer: int, product: str, quantity: Decimal | int = 1) -> LineTemplate:
        """The line for so many of a product, with the customer's price and the discount of that quantity."""
        resource = _collection_for(customer).item("invoiceline").item(product)
        return self._transport.get(resource, LineTemplate, {"quantity": f"{Decimal(quantity):f}"})


def _collection_for(customer: int) -> ResourcePath:
    return ResourcePath("templates", f"customers/{customer}/templates")
