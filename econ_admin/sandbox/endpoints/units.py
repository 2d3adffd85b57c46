"""Units of quantity."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import build_readonly_routes
from econ_admin.sandbox.links import LinkBuilder

COLLECTION = Collection(
    "units",
    entity="Unit",
    key_field="unitNumber",
    wire_order=("unitNumber", "name", "products", "self"),
)


def serialize_unit(unit: Document, links: LinkBuilder) -> Document:
    """Returns the wire form."""
    path = f"units/{unit[COLLECTION.key_field]}"
    return COLLECTION.order_keys(
        {**unit, "products": links.build_url(f"{path}/products"), "self": links.build_url(path)}
    )


ROUTES = build_readonly_routes(COLLECTION, serialize_unit)
