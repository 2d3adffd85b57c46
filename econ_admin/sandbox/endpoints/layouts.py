"""Layouts: how an invoice looks."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import routes
from econ_admin.sandbox.links import Links

COLLECTION = Collection(
    "layouts",
    entity="Layout",
    number="layoutNumber",
    order=("layoutNumber", "name", "deleted", "self"),
)


def shown(layout: Document, links: Links) -> Document:
    """On the wire."""
    here = links.to(f"layouts/{layout[COLLECTION.number]}")
    return COLLECTION.ordered({**layout, "self": here})


ROUTES = routes(COLLECTION, shown)
