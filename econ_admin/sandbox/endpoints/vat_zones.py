"""VAT zones: which rate a customer is invoiced with."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import routes
from econ_admin.sandbox.links import Links

COLLECTION = Collection(
    "vat-zones",
    entity="VatZone",
    number="vatZoneNumber",
    order=("name", "vatZoneNumber", "enabledForCustomer", "enabledForSupplier", "self"),
)


def shown(zone: Document, links: Links) -> Document:
    """On the wire."""
    here = links.to(f"vat-zones/{zone[COLLECTION.number]}")
    return COLLECTION.ordered({**zone, "self": here})


ROUTES = routes(COLLECTION, shown)
