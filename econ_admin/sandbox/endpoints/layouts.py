"""Layouts of printed invoices."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import build_readonly_routes
from econ_admin.sandbox.links import LinkBuilder

COLLECTION = Collection(
    "layouts",
    entity="Layout",
    key_field="layoutNumber",
    wire_order=("layoutNumber", "name", "deleted", "self"),
)


def serialize_layout(layout: Document, links: LinkBuilder) -> Document:
    """Returns the wire form."""
    url = links.build_url(f"layouts/{layout[COLLECTION.key_field]}")
    return COLLECTION.order_keys({**layout, "self": url})


ROUTES = build_readonly_routes(COLLECTION, serialize_layout)
