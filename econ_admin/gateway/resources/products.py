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
    """Reads the agreement's products. A product's number is text."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(
        self, filter: Filter | None = None, sort: Sequence[str] = (), page: int = 0, size: int = 20
    ) -> Page[Product]:
        """Returns one page; `page` counts from 0, `size` is at most 1000."""
        return paging.fetch_page(self._transport, COLLECTION, Product, filter, sort, page, size)

    def walk(self, filter: Filter | None = None, sort: Sequence[str] = ()) -> Iterator[Product]:
        """Yields all of them, fetched 1000 at a time as needed."""
        return paging.walk_items(self._transport, COLLECTION, Product, filter, sort)

    def get(self, product: str) -> Product:
        return self._transport.get(COLLECTION.item(product), Product)

    def currency_prices(self, product: str) -> list[CurrencyPrice]:
        """Returns the product's prices in other currencies, where set."""
        resource = ResourcePath(
            "prices", f"{COLLECTION.item(product).path}/pricing/currency-specific-sales-prices", product
        )
        return list(paging.walk_items(self._transport, resource, CurrencyPrice))
