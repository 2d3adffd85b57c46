"""Currencies, by their three-letter code. No recording shows the key order."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import build_readonly_routes
from econ_admin.sandbox.links import LinkBuilder

COLLECTION = Collection(
    "currencies",
    entity="Currency",
    key_field="code",
    keyed_by_text=True,
    wire_order=("code", "name", "isoNumber", "self"),
)


def serialize_currency(currency: Document, links: LinkBuilder) -> Document:
    """Returns the wire form."""
    url = links.build_url(f"currencies/{currency[COLLECTION.key_field]}")
    return COLLECTION.order_keys({**currency, "self": url})


ROUTES = build_readonly_routes(COLLECTION, serialize_currency)
