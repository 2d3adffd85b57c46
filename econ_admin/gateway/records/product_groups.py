"""Product groups and their sales accounts."""

from typing import Annotated, ClassVar

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.references import AccountReference, VatZoneReference
from econ_admin.gateway.records.values import Identifier


class ProductGroup(Record, frozen=True):
    """A product group. With the VAT zone it decides the sales account, and so the VAT."""

    LINKS: ClassVar[frozenset[str]] = Record.LINKS | {"products", "salesAccounts"}
    READ_ONLY: ClassVar[frozenset[str]] = frozenset({"accrual", "inventoryEnabled"})

    product_group_number: Identifier
    name: Annotated[str, Limit(50, min_length=1)] = ""
    inventory_enabled: bool = False


class SalesAccount(Record, frozen=True):
    """The sales account for one VAT zone, and so the VAT."""

    vat_zone: VatZoneReference
    sales_account: AccountReference
