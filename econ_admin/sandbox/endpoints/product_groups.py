"""Product groups: on which accounts, and so with which VAT, their products sell."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import routes
from econ_admin.sandbox.links import Links

COLLECTION = Collection(
    "product-groups",
    entity="ProductGroup",
    number="productGroupNumber",
    order=("productGroupNumber", "name", "salesAccounts", "products", "inventoryEnabled", "accrual", "self"),
)


def shown(group: Document, links: Links) -> Document:
    """On the wire, alone and inside each product."""
    here = f"product-groups/{group['productGroupNumber']}"
    addresses = {"salesAccounts": f"{here}/sales-accounts", "products": f"{here}/products", "self": here}
    return COLLECTION.ordered(
        {"inventoryEnabled": False, **group, **{name: links.to(path) for name, path in addresses.items()}}
    )


ROUTES = routes(COLLECTION, shown)
