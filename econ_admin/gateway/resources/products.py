"""Products."""

from collections.abc import Iterator, Sequence

from econ_admin.gateway import paging
from econ_admin.gateway.paging import Page
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.query import Filter
from econ_admin.gateway.records import CurrencyPrice, Product
from econ_admin.gateway.transport import Transport

COLLECTION = ResourcePath("products", "products")


class Products:
    """What the agreement sells; to be looked at. A product's number is a text."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(
        self, filter: Filter | None = None, sort: Sequence[str] = (), page: int = 0, size: int = 20
    ) -> Page[Product]:
        """One page; `page` counts from 0, `size` is at most 1000."""
        return paging.fetch_page(self._transport, COLLECTION, Product, filter, sort, page, size)

    def walk(self, filter: Filter | None = None, sort: Sequence[str] = ()) -> Iterator[Product]:
        """All of them, a thousand a call, as they are used up."""
        return paging.walk_items(self._transport, COLLECTION, Product, filter, sort)

    def get(self, product: str) -> Product:
        return self._transport.get(COLLECTION.item(product), Product)

    def currency_prices(self, product: str) -> list[CurrencyPrice]:
        """What it costs in other currencies, where that is set."""
        resource = ResourcePath(
            "prices", f"{COLLECTION.item(product).path}/pricing/currency-specific-sales-prices", product
        )
        return list(paging.walk_items(self._transport, resource, CurrencyPrice))
