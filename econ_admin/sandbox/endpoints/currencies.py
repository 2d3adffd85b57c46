"""Currencies, by their three letters. No recording shows their order of keys."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import routes
from econ_admin.sandbox.links import Links

COLLECTION = Collection(
    "currencies",
    entity="Currency",
    number="code",
    keyed_by_text=True,
    order=("code", "name", "isoNumber", "self"),
)


def shown(currency: Document, links: Links) -> Document:
    """On the wire."""
    here = links.to(f"currencies/{currency[COLLECTION.number]}")
    return COLLECTION.ordered({**currency, "self": here})


ROUTES = routes(COLLECTION, shown)
