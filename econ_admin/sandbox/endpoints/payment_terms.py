"""Payment terms: when an invoice falls due."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import routes
from econ_admin.sandbox.links import Links

COLLECTION = Collection(
    "payment-terms",
    entity="PaymentTerms",
    number="paymentTermsNumber",
    order=("paymentTermsNumber", "daysOfCredit", "description", "name", "paymentTermsType", "self"),
)


def shown(terms: Document, links: Links) -> Document:
    """On the wire."""
    here = links.to(f"payment-terms/{terms[COLLECTION.number]}")
    return COLLECTION.ordered({**terms, "self": here})


ROUTES = routes(COLLECTION, shown)
