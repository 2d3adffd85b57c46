"""Payment terms, which set due dates."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import build_readonly_routes
from econ_admin.sandbox.links import LinkBuilder

COLLECTION = Collection(
    "payment-terms",
    entity="PaymentTerms",
    key_field="paymentTermsNumber",
    wire_order=("paymentTermsNumber", "daysOfCredit", "description", "name", "paymentTermsType", "self"),
)


def serialize_payment_terms(terms: Document, links: LinkBuilder) -> Document:
    """Returns the wire form."""
    url = links.build_url(f"payment-terms/{terms[COLLECTION.key_field]}")
    return COLLECTION.order_keys({**terms, "self": url})


ROUTES = build_readonly_routes(COLLECTION, serialize_payment_terms)
