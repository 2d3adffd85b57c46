"""Units that products are sold by."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import routes
from econ_admin.sandbox.links import Links

COLLECTION = Collection(
    "units",
    entity="Unit",
    number="unitNumber",
    order=("unitNumber", "name", "products", "self"),
)


def shown(unit: Document, links: Links) -> Document:
    """On the wire."""
    here = f"units/{unit[COLLECTION.number]}"
    return COLLECTION.ordered({**unit, "products": links.to(f"{here}/products"), "self": links.to(here)})


ROUTES = routes(COLLECTION, shown)
