"""Product groups."""

from econ_admin.gateway import paging
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.records import ProductGroup, SalesAccount
from econ_admin.gateway.resources.reference_lists import ReferenceList
from econ_admin.gateway.transport import Transport


class ProductGroups(ReferenceList[ProductGroup]):
    """Lists product groups and their sales accounts."""

    def __init__(self, transport: Transport) -> None:
        super().__init__(transport, "product-groups", ProductGroup)

    def sales_accounts(self, group: int) -> list[SalesAccount]:
        """Returns the sales accounts of a group, one per VAT zone."""
        resource = ResourcePath("sales-accounts", f"product-groups/{group}/sales-accounts")
        return list(paging.walk_items(self._transport, resource, SalesAccount))
