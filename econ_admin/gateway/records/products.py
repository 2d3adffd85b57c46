"""Products and their prices."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.lines import DepartmentalDistribution
from econ_admin.gateway.records.references import (
    CurrencyReference,
    ProductGroupReference,
    ProductReference,
    UnitReference,
)


class Inventory(Record, frozen=True):
    """Stock of a product, for agreements that track inventory."""

    READ_ONLY: ClassVar[frozenset[str]] = frozenset(
        {"available", "grossWeight", "inStock", "netWeight", "orderedByCustomers", "orderedFromSuppliers"}
    )

    available: Decimal | None = None
    in_stock: Decimal | None = None
    ordered_by_customers: Decimal | None = None
    ordered_from_suppliers: Decimal | None = None
    package_volume: Decimal | None = None
    gross_weight: Decimal | None = None
    net_weight: Decimal | None = None
    recommended_cost_price: Decimal | None = None


class Product(Record, frozen=True):
    """A product. `product_number` is text and may contain almost any character."""

    LINKS: ClassVar[frozenset[str]] = Record.LINKS | {"invoices", "pricing"}
    READ_ONLY: ClassVar[frozenset[str]] = frozenset({"lastUpdated"})

    product_number: Annotated[str, Limit(25, min_length=1)]
    product_group: ProductGroupReference
    name: Annotated[str, Limit(300, min_length=1)] = ""
    description: Annotated[str, Limit(500)] = ""
    bar_code: Annotated[str, Limit(50)] = ""
    barred: bool = False
    sales_price: Decimal | None = None
    cost_price: Decimal | None = None
    recommended_price: Decimal | None = None
    unit: UnitReference | None = None
    inventory: Inventory = Inventory()
    departmental_distribution: DepartmentalDistribution = DepartmentalDistribution()
    last_updated: datetime | None = None


class CurrencyPrice(Record, frozen=True):
    """A product's price in a currency other than the agreement's own."""

    currency: CurrencyReference
    price: Decimal
    product: ProductReference | None = None
