"""VAT zones, which decide the rate that a customer is invoiced with."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import build_readonly_routes
from econ_admin.sandbox.links import LinkBuilder

COLLECTION = Collection(
    "vat-zones",
    entity="VatZone",
    key_field="vatZoneNumber",
    wire_order=("name", "vatZoneNumber", "enabledForCustomer", "enabledForSupplier", "self"),
)


def serialize_vat_zone(zone: Document, links: LinkBuilder) -> Document:
    """Returns the wire form."""
    url = links.build_url(f"vat-zones/{zone[COLLECTION.key_field]}")
    return COLLECTION.order_keys({**zone, "self": url})


ROUTES = build_readonly_routes(COLLECTION, serialize_vat_zone)
