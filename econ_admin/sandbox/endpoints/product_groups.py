"""Product groups, which decide the sales account and so the VAT of their products."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import build_readonly_routes
from econ_admin.sandbox.links import LinkBuilder

COLLECTION = Collection(
    "product-groups",
    entity="ProductGroup",
    key_field="productGroupNumber",
    wire_order=("productGroupNumber", "name", "salesAccounts", "products", "inventoryEnabled", "accrual", "self"),
)


def serialize_product_group(group: Document, links: LinkBuilder) -> Document:
    """Returns the wire form, also used inside products."""
    path = f"product-groups/{group['productGroupNumber']}"
    paths = {"salesAccounts": f"{path}/sales-accounts", "products": f"{path}/products", "self": path}
    return COLLECTION.order_keys(
        {"inventoryEnabled": False, **group, **{name: links.build_url(path) for name, path in paths.items()}}
    )


ROUTES = build_readonly_routes(COLLECTION, serialize_product_group)
