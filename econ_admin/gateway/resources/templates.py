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
    """Reads e-conomic's templates for a customer. They contain prices, so they are never cached."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def invoice(self, customer: int) -> InvoiceTemplate:
        return self._transport.get(_collection_for(customer).item("invoice"), InvoiceTemplate)

    def lines(
        self, customer: int, filter: Filter | None = None, sort: Sequence[str] = (), page: int = 0, size: int = 20
    ) -> Page[LineTemplate]:
        """Returns one page of line templates, with product and description only."""
        return paging.fetch_page(
            self._transport, _collection_for(customer).item("invoiceline"), LineTemplate, filter, sort, page, size
        )

    def line(self, customer: int, product: str, quantity: Decimal | int = 1) -> LineTemplate:
        """Returns the line for a quantity of a product, with the customer's price and the quantity's discount."""
        resource = _collection_for(customer).item("invoiceline").item(product)
        return self._transport.get(resource, LineTemplate, {"quantity": f"{Decimal(quantity):f}"})


def _collection_for(customer: int) -> ResourcePath:
    return ResourcePath("templates", f"customers/{customer}/templates")
